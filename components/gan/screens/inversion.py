"""*Inversion*: a latent is optimised until its face is like a given picture."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch
from torch import Tensor

from components import jobs, runtime
from components.gan.checkpoints import load_encoder
from components.gan.choices import load_choices
from components.gan.faces import LATENT_SIZE, latent_of_seed
from components.gan.images import Images, generate, image_grid
from components.gan.inversion import (
    STEPS,
    InversionStep,
    encoder_starts,
    invert,
    mean_pairwise_rmse,
    random_starts,
)
from components.gan.reference_images import CREDIT, REFERENCE_COUNT
from components.gan.screens.state import (
    keep_inverted,
    photo_square,
    shared_generator,
    shared_references,
)
from components.render.colours import GENERATED
from components.render.data_url import data_url
from components.render.encode import lossless_webp
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.idea import show_idea
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import plain
from components.ui.widgets.curves import Line, Plot, ReferenceLine, curves
from components.vision.samples import SAMPLES

JOB = "inversion"
AVATAR, PHOTO = "A real avatar", "A photo"
ENCODER, RANDOM = "at the encoder’s guess", "at random"
BELOW = 14.0  # rem under the curve


@dataclass(frozen=True)
class InversionSettings:
    """The target, an avatar by its number or a photo, and where the optimisation starts."""

    target: str = url_state.choice(AVATAR, (AVATAR, PHOTO))
    avatar: int = url_state.integer(load_choices().common_avatar, 0, REFERENCE_COUNT - 1)
    sample: str = url_state.choice("astronaut", tuple(SAMPLES))
    begin: str = url_state.choice(ENCODER, (ENCODER, RANDOM))


CLAIM = "Is there a latent for this picture? Search with the gradient."

DEFAULTS = asdict(InversionSettings())
EXPERIMENTS = (
    Experiment("A lost mode", {"avatar": load_choices().unlearned_avatar}),
    Experiment("Begin at random", {"begin": RANDOM}),
    Experiment("An astronaut", {"target": PHOTO, "sample": "astronaut"}),
)

IDEA = rf"""
**Inversion** (also *projection*). Training taught $G$ to make pictures of latents, not the way back. For that
an *encoder* $E$ was trained afterwards, on pictures that $G$ drew: there the latents are known. Its guess
$E(x)$ is rough. From there $z$ follows the gradient of the distance to the target,

$$ \min_z \; \lVert G(z) - x \rVert^2 , $$

in the mean over four resolutions, {STEPS} steps of Adam; no network learns anything meanwhile
([Zhu et al., 2016](https://arxiv.org/abs/1609.03552); [Abdal et al., 2019](https://arxiv.org/abs/1904.03189)).
A colour that is drawn exactly has no slope, so the gradient passes as if nothing were drawn over
([Bengio et al., 2013](https://arxiv.org/abs/1308.3432)).

**Begun at random**, the same search ends in the nearest local minimum: the hair may be right, the ground and
the glasses are not. The distance is no convex function of $z$.

**How far it stays** tells what the generator can’t draw. A real avatar that was never seen in training comes
near, if its hairdo is one of those that were learned; a photo of anything else stays far: there is no such
place in this latent space.
"""


@dataclass(frozen=True)
class InversionTarget:
    """The target (1, 64, 64, 3) of the inversion, its source, and where the optimisation starts."""

    picture: Images
    credit: str
    begin: str

    @property
    def about(self) -> tuple[str, str]:
        """Key of its inversion: the picture's digest, and the start."""
        return hashlib.sha256(self.picture.tobytes()).hexdigest(), self.begin


def inversion_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(InversionSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    target = _target(settings)
    jobs.stop_others(JOB, target.about)
    ended: jobs.Ended[InversionStep] | None = jobs.result(JOB, target.about)
    aim, stage = st.columns([4, 11], gap="large")
    with aim:
        _pick(settings)
        _show(target.picture, "The picture to find")
        st.caption(target.credit)
    with stage:
        _buttons(target, ended.snapshot if ended else None)
        if jobs.get(JOB):
            jobs.watch(JOB, _draw_job)
        elif ended:
            _draw_ended(ended)
        else:
            _invite()


def _target(settings: InversionSettings) -> InversionTarget:
    if settings.target == AVATAR:
        return InversionTarget(
            shared_references()[settings.avatar][None],
            f"{CREDIT}; no network was trained with it.",
            settings.begin,
        )
    shown = subject(settings.sample)
    return InversionTarget(photo_square(shown.photo), shown.credit, settings.begin)


def _pick(settings: InversionSettings) -> None:
    st.segmented_control(
        "What to find", (AVATAR, PHOTO), key="target", required=True, label_visibility="collapsed"
    )
    if settings.target == AVATAR:
        after = (settings.avatar + 1) % REFERENCE_COUNT
        st.button("Another", icon=":material/casino:", on_click=_look_at, args=(after,))
        return
    with st.popover("Photo", icon=":material/add_a_photo:"):
        pick_sample(InversionSettings.sample)
        pick_own()


def _look_at(number: int) -> None:
    st.session_state["avatar"] = number


def _buttons(target: InversionTarget, result: InversionStep | None) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.segmented_control(
            "The search begins", (ENCODER, RANDOM), key="begin", required=True, width="content"
        )
        st.button(
            "Find it",
            icon=":material/search:",
            on_click=_start,
            args=(target,),
            disabled=jobs.get(JOB) is not None,
        )
        st.button(
            "Slide it", icon=":material/tune:", on_click=_slide, args=(result,), disabled=result is None
        )


def _start(target: InversionTarget) -> None:
    network, starts = shared_generator(), _starts(target)

    def work(_cancelled: threading.Event) -> Iterator[InversionStep]:
        yield from invert(network, target.picture, starts)

    jobs.start(JOB, work, about=target.about)


def _starts(target: InversionTarget) -> Tensor:
    if target.begin == RANDOM:
        return random_starts(LATENT_SIZE)
    encoder = runtime.shared(load_encoder, str(runtime.device()))
    return runtime.run_short(encoder_starts, encoder, target.picture)


def _slide(result: InversionStep) -> None:
    keep_inverted(result.latent)
    st.session_state["screen"] = "Latent sliders"


def _invite() -> None:
    faces: Images = runtime.cached(_sampled_faces, ("sampled faces",))
    st.html(STYLE + GRID.format(address=data_url(lossless_webp(image_grid(faces, GRID_COLUMNS)), "webp")))
    st.markdown(
        f"{len(faces)} of the faces that the generator draws. Is one of them like your picture? "
        f"**Find it** takes {STEPS} steps, a few seconds."
    )


def _sampled_faces() -> Images:
    latents = [latent_of_seed(number) for number in range(GRID_COLUMNS * GRID_ROWS)]
    return generate(shared_generator(), torch.stack(latents))


GRID_COLUMNS, GRID_ROWS = 9, 4
STYLE = style(__file__)
GRID = """<img class="invitation" src="{address}" alt="Some generated faces">"""


# --- The running inversion ----------------------------------------------------------------------------------


def _draw_job(job: jobs.Job[InversionStep]) -> None:
    if job.snapshot:
        _draw(job.snapshot)


def _draw_ended(ended: jobs.Ended[InversionStep]) -> None:
    if ended.trouble:
        st.error(plain(ended.trouble), icon=":material/error:")
    if ended.snapshot:
        _draw(ended.snapshot)


def _draw(step: InversionStep) -> None:
    picture, curve = st.columns([4, 6], gap="large")
    with picture:
        _show(step.image[None], f"Found after {step.step} steps")
    with curve:
        baseline: float = runtime.cached(mean_pairwise_rmse, ("real avatars",), shared_references())
        _draw_curve(step, baseline)
    st.progress(step.step / STEPS, f"Step {step.step} of {STEPS}")
    st.markdown(_outcome(step, baseline))


def _draw_curve(step: InversionStep, baseline: float) -> None:
    line = Line("distance to the picture", list(enumerate(step.distances)), GENERATED)
    top = max(baseline * 1.1, *step.distances)
    rules = (ReferenceLine("two real avatars, on average", baseline),)
    curves(
        Plot("step", "root mean square difference, of 255", (0, STEPS), (0, top), [line], rules, below=BELOW),
        key="distances",
    )


def _outcome(step: InversionStep, baseline: float) -> str:
    near = step.distance < baseline / 4
    quality = (
        "a close match"
        if near
        else "far: the generator can’t draw this picture, or the search got stuck in a local minimum"
    )
    return (
        f"The search began {step.distances[0]:.1f} away; the best face is **{step.distance:.1f}** away: "
        f"{quality}. (Root mean square difference of colours from 0 to 255; two real avatars: "
        f"{baseline:.0f}.)"
    )


def _show(picture: Images, words: str) -> None:
    address = data_url(lossless_webp(image_grid(picture, 1)), "webp")
    st.html(STYLE + PICTURE.format(address=address, words=words))


PICTURE = """<figure class="inverted"><img src="{address}" alt="{words}">
<figcaption>{words}</figcaption></figure>"""


SCREEN = Screen(inversion_screen, (InversionSettings,), EXPERIMENTS, DEFAULTS)
