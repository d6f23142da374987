"""*Inversion*: a latent is optimised until its face is like a given picture."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
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
from components.gan.widgets.picture_row import Pictured, picture_row
from components.render.colours import ERROR
from components.render.encode import lossless_webp
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import plain
from components.ui.widgets.curves import Line, Plot, ReferenceLine, curves
from components.vision.samples import SAMPLES

JOB = "inversion"
AVATAR, PHOTO = "A real avatar", "A photo"
ENCODER, RANDOM = "at the encoder’s guess", "at random"
FACES_PER_SIDE = 6  # of the generated ones that are seen before the search


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
    Experiment(
        "A lost mode",
        {"avatar": load_choices().unlearned_avatar},
        "Press **Find it**: the face stays far from the picture, since the generator has not learned to "
        "draw this kind.",
    ),
    Experiment(
        "Begin at random",
        {"begin": RANDOM},
        "Press **Find it**: the search ends in a local minimum, far from a picture that it finds from "
        "the encoder’s guess.",
    ),
    Experiment(
        "An astronaut",
        {"target": PHOTO, "sample": "astronaut"},
        "Press **Find it**: the search ends at a face, far from the photo: no latent of this generator "
        "gives an astronaut.",
    ),
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
    """The target (1, 64, 64, 3) of the inversion in words, its source, and where the optimisation starts."""

    picture: Images
    words: str
    credit: str
    begin: str

    @property
    def about(self) -> tuple[str, str]:
        """Key of its inversion: the picture's digest, and the start."""
        return hashlib.sha256(self.picture.tobytes()).hexdigest(), self.begin


def inversion_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(InversionSettings)
    target = _target(settings)
    jobs.stop_others(JOB, target.about)
    ended: jobs.Ended[InversionStep] | None = jobs.result(JOB, target.about)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        st.html(STYLE)
        _find_buttons(target, ended.snapshot if ended else None)
        if jobs.get(JOB):
            jobs.watch(JOB, lambda job: _draw(target, job.snapshot), cancel=False)
        else:
            _draw_ended(target, ended)
    with place.dock:
        _pick(settings)
        st.segmented_control(
            "The search begins at", (ENCODER, RANDOM), format_func=_start_name, key="begin", required=True
        )


def _target(settings: InversionSettings) -> InversionTarget:
    if settings.target == AVATAR:
        return InversionTarget(
            shared_references()[settings.avatar][None],
            "Find this: an avatar never trained on",
            CREDIT,
            settings.begin,
        )
    shown = subject(settings.sample)
    return InversionTarget(photo_square(shown.photo), "Find this: a photo", shown.credit, settings.begin)


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


def _find_buttons(target: InversionTarget, result: InversionStep | None) -> None:
    """Draw what begins the search: in the picture, so that it is there in the projector view too."""
    job = jobs.get(JOB)
    with st.container(horizontal=True, gap="small"):
        if job and job.active:
            jobs.cancel_button(JOB, job)
        else:
            st.button("Find it", icon=":material/search:", on_click=_start, args=(target,))
        st.button(
            "Slide it", icon=":material/tune:", on_click=_slide, args=(result,), disabled=result is None
        )


def _start_name(begin: str) -> str:
    return begin.removeprefix("at ").removeprefix("the ")


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


# --- What is drawn ------------------------------------------------------------------------------------------


def _draw_ended(target: InversionTarget, ended: jobs.Ended[InversionStep] | None) -> None:
    if ended and ended.trouble:
        st.error(plain(ended.trouble), icon=":material/error:")
    _draw(target, ended.snapshot if ended else None)


def _draw(target: InversionTarget, step: InversionStep | None) -> None:
    """Draw the target, beside it the face found so far (before the search some faces), and the distances."""
    baseline: float = runtime.cached(mean_pairwise_rmse, ("real avatars",), shared_references())
    aim = Pictured(_sheet(target.picture), 1, "The picture to find", target.words, small=target.credit)
    picture_row((aim, _found(step, baseline) if step else _sampled()), "inversion")
    _draw_curve(step.distances if step else [], baseline)


def _sheet(pictures: Images, columns: int = 1) -> bytes:
    return lossless_webp(image_grid(pictures, columns))


def _sampled() -> Pictured:
    faces: Images = runtime.cached(_sampled_faces, ("sampled faces",))
    return Pictured(
        _sheet(faces, FACES_PER_SIDE),
        1,
        "Some generated faces",
        f"Is one of the {len(faces)} generated faces like it?",
        small=f"The search takes {STEPS} steps, a few seconds.",
    )


def _sampled_faces() -> Images:
    latents = [latent_of_seed(number) for number in range(FACES_PER_SIDE**2)]
    return generate(shared_generator(), torch.stack(latents))


def _found(step: InversionStep, baseline: float) -> Pictured:
    words = f"Step {step.step} of {STEPS}: the best face is {step.distance:.1f} away"
    return Pictured(
        _sheet(step.image[None]), 1, f"Found after {step.step} steps", words, small=_verdict(step, baseline)
    )


def _verdict(step: InversionStep, baseline: float) -> str:
    if step.distance < baseline / 4:
        return "a close match"
    return "far" if step.step < STEPS else "far: it can’t be drawn, or the search got stuck"


def _draw_curve(distances: Sequence[float], baseline: float) -> None:
    line = Line("", list(enumerate(distances)), ERROR)
    top = max(baseline * 1.1, *distances, 0.0)
    rules = (ReferenceLine("two real avatars, on average", baseline),)
    curves(
        Plot("step", "distance: RMS difference, of 255", (0, STEPS), (0, top), [line], rules),
        key="distances",
    )


STYLE = style(__file__)
SCREEN = Screen(inversion_screen, (InversionSettings,), EXPERIMENTS, DEFAULTS)
