"""*Slide*: one face, large, and sliders through the latent space under which every frame already lies."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from components.gan.directions import PRINCIPAL_COUNT, load_named
from components.gan.latents import STEP, TRAINED, Direction, track
from components.gan.model import GANConfig
from components.gan.screens.desk import (
    LAST_SEED,
    LATENT_SIZE,
    NAMED_COUNT,
    FaceSettings,
    directions,
    face,
    face_settings,
    identity,
    latent,
    latents_along,
    leave_found,
    move,
    show_idea,
    strip,
    title,
)
from components.gan.widgets.latent_sliders import Sheet, Slider, Slides, Wanted, slides
from components.ui import url_state
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen

KINDS = ("Named", "Principal", "Coordinates")
SHOWN = 10  # coordinates at once
LEVELS = (8, 2, 1)  # steps from frame to frame, in the order in which the browser asks for them
_WANTED = "frames wanted"


@dataclass(frozen=True)
class SlideSettings:
    """Which sliders are shown; of the coordinates, from which one on."""

    kind: str = url_state.choice(KINDS[0], KINDS)
    first: int = url_state.integer(0, 0, LATENT_SIZE - SHOWN)


CLAIM = "Nobody drew these faces. Drag a slider."

DEFAULTS = asdict(FaceSettings()) | asdict(SlideSettings())
EXPERIMENTS = (
    Experiment("Average face", {"truncation": 0}),
    Experiment("Unnamed", {"kind": "Principal"}),
    Experiment("Too far", {"truncation": 150, "seed": 892}),
)

IDEA = rf"""
**Generator.** A network $G$ turns {GANConfig().latent_size} random numbers, the *latent*
$z \sim \mathcal N(0, I)$, into a picture $G(z)$. Each picture is a place in the latent space; near places
give similar pictures.

**A slider** moves $z$ along one unit vector $v$, to $z + t\,v$, and shows the coordinate $z^\top v$, which is
normally distributed in training: 99.7 % of all latents lie between −{TRAINED:.0f} and {TRAINED:.0f}.
Beyond, the field turns orange: the generator was hardly trained there.

**Named** directions come from labels: where a logistic regression tells smiling from serious faces by $z$,
its weights point from one to the other ([Shen et al., 2020](https://arxiv.org/abs/1907.10786), used a linear
SVM); then they are rotated until the slider’s ends show what its labels say
([Jahanian et al., 2020](https://arxiv.org/abs/1907.07171)).
**Principal** ones need no labels: along them the first layer's maps vary most
([Härkönen et al., 2020](https://arxiv.org/abs/2004.02546)). **Coordinates** are the bare numbers of $z$.

**Truncation** draws the latent towards the mean, $\psi z$: below 1 faces are more typical and less varied.
"""


def slide_screen() -> None:
    """Draw the screen."""
    face_settings()
    view = url_state.settings(SlideSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA + _effects())
    _stage()
    _controls(view)


def _effects() -> str:
    """What the named sliders did to 1,000 new faces, as a table."""
    rows = [
        f"| {direction.name} | {effect.flips:.0%} | {effect.side_effect:.0%} |"
        for direction, effect in load_named()
    ]
    return "\n".join(
        ["", "| to its end | does what it says | other attributes changed |", "| --- | --- | --- |", *rows]
    )


def _controls(view: SlideSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control("Sliders", KINDS, key="kind", required=True, width="content")
        if view.kind == KINDS[2]:
            st.number_input("First", 0, LATENT_SIZE - SHOWN, step=SHOWN, key="first", width=120)
        st.number_input("Seed", 0, LAST_SEED, key="seed", width=150, on_change=leave_found)
        st.slider("Truncation, %", 0, 150, step=5, key="truncation", width=180)
        st.button("Next face", icon=":material/casino:", on_click=_next_face)
        st.button("Sliders back", icon=":material/undo:", on_click=_back)


def _next_face() -> None:
    leave_found()
    st.session_state.update(seed=(int(st.session_state["seed"]) + 1) % (LAST_SEED + 1), moved=())


def _back() -> None:
    st.session_state["moved"] = ()


@st.fragment
def _stage() -> None:
    settings, view = url_state.settings(FaceSettings), url_state.settings(SlideSettings)
    chosen = _directions(view)
    here, taken = latent(settings), dict(settings.moved)
    sliders = [_slider(settings, direction, here, taken.get(direction.key, 0)) for direction in chosen]
    shown = Slides(
        face(settings),
        f"Generated face, {title(settings)}",
        64,
        STEP,
        TRAINED,
        sliders,
        _sheet(settings, sliders),
    )
    slides(shown, _want, move, key="slides")
    st.session_state.pop(_WANTED, None)  # only now: a run that is broken off is made up for by the next
    url_state.write()


def _directions(view: SlideSettings) -> Sequence[Direction]:
    keys: Mapping[str, Sequence[str]] = {
        KINDS[0]: [f"n{number}" for number in range(NAMED_COUNT)],
        KINDS[1]: [f"p{number}" for number in range(PRINCIPAL_COUNT)],
        KINDS[2]: [f"r{number}" for number in range(view.first, view.first + SHOWN)],
    }
    return [directions()[key] for key in keys[view.kind]]


def _slider(settings: FaceSettings, direction: Direction, here: Any, taken: int) -> Slider:  # noqa: ANN401
    way = track(here, taken, direction)
    others = replace(settings, moved=tuple(step for step in settings.moved if step[0] != direction.key))
    about = " ".join((*identity(others), direction.key))
    low, high = direction.ends
    return Slider(direction.key, direction.name, low, high, way.lowest, way.highest, taken, way.zero, about)


def _want(wanted: Wanted) -> None:
    st.session_state[_WANTED] = wanted


def _sheet(settings: FaceSettings, sliders: Sequence[Slider]) -> Sheet | None:
    """The frames that the browser has asked for since the last run."""
    wanted: Wanted | None = st.session_state.get(_WANTED)
    slider = next((one for one in sliders if wanted and one.key == wanted.key), None)
    if wanted is None or slider is None or wanted.apart not in LEVELS:
        return None
    steps = new_frames(slider.lowest, slider.highest, wanted.apart)
    about = (slider.about, str(wanted.apart))
    pictures = strip(latents_along(settings, slider.key, steps), about)
    return Sheet(slider.about, wanted.apart, steps, pictures)


def new_frames(lowest: int, highest: int, apart: int) -> list[int]:
    """The steps of a level that no coarser level has sent."""
    before = LEVELS[: LEVELS.index(apart)]
    sent = {step for level in before for step in _level(lowest, highest, level)}
    return [step for step in _level(lowest, highest, apart) if step not in sent]


def _level(lowest: int, highest: int, apart: int) -> list[int]:
    return sorted({*range(lowest, highest, apart), highest})


SCREEN = Screen(slide_screen, (FaceSettings, SlideSettings), EXPERIMENTS, DEFAULTS)
