"""*Find my picture*: a latent is searched for whose face is the given picture."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch
from torch import Tensor

from components import jobs, runtime
from components.gan.networks import load_encoder
from components.gan.projecting import STEPS, Guess, at_random, mean_apart, near_guess, project
from components.gan.real import COUNT, CREDIT, LEARNED
from components.gan.screens.desk import (
    LATENT_SIZE,
    generator,
    keep_found,
    of_seed,
    photo_square,
    real,
    show_idea,
)
from components.gan.sprites import Pictures, draw, encoded, in_rows
from components.render.data_url import data_url
from components.ui import url_state
from components.ui.controls.photo import pick_own, pick_sample, subject
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import plain
from components.ui.widgets.curves import Line, Plot, Rule, curves
from components.vision.samples import SAMPLES

SEARCH, _ABOUT = "find a picture", "picture searched for"
AVATAR, PHOTO = "A real avatar", "A photo"
ENCODER, RANDOM = "at the encoder’s guess", "at random"
BELOW = 14.0  # rem under the curve
BRIMMED_HAT = 11  # a real avatar


@dataclass(frozen=True)
class FindSettings:
    """What is searched for, an avatar by its number or a photo, and where the search begins."""

    target: str = url_state.choice(AVATAR, (AVATAR, PHOTO))
    avatar: int = url_state.integer(LEARNED, 0, COUNT - 1)
    sample: str = url_state.choice("astronaut", tuple(SAMPLES))
    begin: str = url_state.choice(ENCODER, (ENCODER, RANDOM))


CLAIM = "Is there a latent for this picture? Search with the gradient."

DEFAULTS = asdict(FindSettings())
EXPERIMENTS = (
    Experiment("A lost mode", {"avatar": BRIMMED_HAT}),
    Experiment("Begin at random", {"begin": RANDOM}),
    Experiment("An astronaut", {"target": PHOTO, "sample": "astronaut"}),
)

IDEA = rf"""
**Projection.** Training taught $G$ to make pictures of latents, not the way back. For that an *encoder* $E$
was trained afterwards, on pictures that $G$ drew: there the latents are known. Its guess $E(x)$ is rough.
From there $z$ follows the gradient of the distance to the target,

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
class Target:
    """The picture (1, 64, 64, 3) that is searched for, and where it comes from."""

    picture: Pictures
    credit: str

    @property
    def about(self) -> str:
        """What tells it from other pictures."""
        return hashlib.sha256(self.picture.tobytes()).hexdigest()


def find_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(FindSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    target = _target(settings)
    about = f"{target.about} {settings.begin}"
    if st.session_state.get(_ABOUT) != about:  # the old search has lost its sense
        jobs.forget(SEARCH)
        st.session_state[_ABOUT] = about
    aim, stage = st.columns([4, 11], gap="large")
    with aim:
        _pick(settings)
        _show(target.picture, "The picture to find")
        st.caption(target.credit)
    with stage:
        _buttons(target, settings.begin)
        if jobs.get(SEARCH) is None:
            _invite()
        else:
            jobs.watch(SEARCH, _draw)


def _target(settings: FindSettings) -> Target:
    if settings.target == AVATAR:
        return Target(real()[settings.avatar][None], f"{CREDIT}; no network was trained with it.")
    shown = subject(settings.sample)
    return Target(photo_square(shown.photo), shown.credit)


def _pick(settings: FindSettings) -> None:
    st.segmented_control(
        "What to find", (AVATAR, PHOTO), key="target", required=True, label_visibility="collapsed"
    )
    if settings.target == AVATAR:
        after = (settings.avatar + 1) % COUNT
        st.button("Another", icon=":material/casino:", on_click=_look_at, args=(after,))
        return
    with st.popover("Photo", icon=":material/add_a_photo:"):
        pick_sample(FindSettings.sample, _nothing)
        pick_own(_nothing)


def _look_at(number: int) -> None:
    st.session_state["avatar"] = number


def _nothing() -> None:
    """What another photo changes of the other settings."""


def _buttons(target: Target, begin: str) -> None:
    job = jobs.get(SEARCH)
    found: Guess | None = job.snapshot if job is not None and not job.active else None
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.segmented_control(
            "The search begins", (ENCODER, RANDOM), key="begin", required=True, width="content"
        )
        st.button(
            "Find it",
            icon=":material/search:",
            on_click=_start,
            args=(target, begin),
            disabled=job is not None and job.active,
        )
        st.button("Slide it", icon=":material/tune:", on_click=_slide, args=(found,), disabled=found is None)


def _start(target: Target, begin: str) -> None:
    network, starts = generator(), _starts(target, begin)

    def work(_cancelled: threading.Event) -> Iterator[Guess]:
        yield from project(network, target.picture, starts)

    jobs.start(SEARCH, work)


def _starts(target: Target, begin: str) -> Tensor:
    if begin == RANDOM:
        return at_random(LATENT_SIZE)
    encoder = runtime.shared(load_encoder, str(runtime.device()))
    return runtime.run_short(near_guess, encoder, target.picture)


def _slide(found: Guess) -> None:
    keep_found(found.latent)
    st.session_state["screen"] = "Slide"


def _invite() -> None:
    faces: Pictures = runtime.cached(_some_faces, ("some faces",))
    st.html(WALL.format(address=data_url(encoded(in_rows(faces, WALL_COLUMNS)), "webp")))
    st.markdown(
        f"{len(faces)} of the faces that the generator draws. Is one of them like your picture? "
        f"**Find it** takes {STEPS} steps, a few seconds."
    )


def _some_faces() -> Pictures:
    latents = [of_seed(number) for number in range(WALL_COLUMNS * WALL_ROWS)]
    return draw(generator(), torch.stack(latents))


WALL_COLUMNS, WALL_ROWS = 9, 4
WALL = """<img src="{address}" alt="Some generated faces"
style="display:block;width:min(100%,max(20rem,(100vh - 17rem)*9/4));border-radius:.4rem">"""


# --- The search as it runs ----------------------------------------------------------------------------------


def _draw(job: jobs.Job[Guess]) -> None:
    if job.trouble:
        st.error(plain(job.trouble), icon=":material/error:")
    guess = job.snapshot
    if guess is None:
        return
    picture, course = st.columns([4, 6], gap="large")
    with picture:
        _show(guess.picture[None], f"Found after {guess.step} steps")
    with course:
        usual: float = runtime.cached(mean_apart, ("real avatars",), real())
        _draw_course(guess, usual)
    st.progress(guess.step / STEPS, f"Step {guess.step} of {STEPS}")
    st.markdown(_verdict(guess, usual))


def _draw_course(guess: Guess, usual: float) -> None:
    line = Line("distance to the picture", list(enumerate(guess.distances)), "#0072b2")
    top = max(usual * 1.1, *guess.distances)
    rules = (Rule("two real avatars, on average", usual),)
    curves(
        Plot("step", "root mean square difference, of 255", (0, STEPS), (0, top), [line], rules, below=BELOW),
        key="search",
    )


def _verdict(guess: Guess, usual: float) -> str:
    near = guess.distance < usual / 4
    said = (
        "a close match"
        if near
        else "far: the generator can’t draw this picture, or the search got stuck in a local minimum"
    )
    return (
        f"The search began {guess.distances[0]:.1f} away; the best face is **{guess.distance:.1f}** away: "
        f"{said}. (Root mean square difference of colours from 0 to 255; two real avatars: {usual:.0f}.)"
    )


def _show(picture: Pictures, words: str) -> None:
    address = data_url(encoded(in_rows(picture, 1)), "webp")
    st.html(PICTURE.format(address=address, words=words))


PICTURE = """<figure style="margin:0;width:min(100%,max(10rem,100vh - 27rem))">
<img src="{address}" alt="{words}"
style="display:block;width:100%;border-radius:.4rem;image-rendering:pixelated">
<figcaption style="line-height:1.5">{words}</figcaption></figure>"""


SCREEN = Screen(find_screen, (FindSettings,), EXPERIMENTS, DEFAULTS)
