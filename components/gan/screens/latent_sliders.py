"""*Latent sliders*: one face, large, and sliders through the latent space; their frames come beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import streamlit as st
from torch import Tensor

from components.gan.choices import load_choices
from components.gan.directions import MEASURED_LIMIT, load_named_directions
from components.gan.faces import (
    COORDINATE_KEYS,
    LAST_SEED,
    LATENT_SIZE,
    NAMED_KEYS,
    PRINCIPAL_KEYS,
    face_title,
)
from components.gan.latents import STEP_SIZE, TRAINING_RANGE, Direction, step_range
from components.gan.screens.state import (
    FaceSettings,
    face_data_url,
    face_key,
    face_latent,
    face_latents_along,
    face_settings,
    leave_inverted,
    set_steps,
    shared_directions,
    sheet_data_url,
)
from components.gan.widgets.latent_sliders import (
    FrameRequest,
    FrameSheet,
    LatentSlider,
    LatentSliders,
    latent_sliders,
)
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

KINDS = ("Named", "Principal", "Coordinates")
SHOWN = 10  # coordinates at once
STRIDES = (8, 2, 1)  # steps from frame to frame, in the order in which the browser asks for them
_REQUESTED = "frames requested"


@dataclass(frozen=True)
class LatentSlidersSettings:
    """The kind of sliders; of the coordinates, the first that has one."""

    kind: str = url_state.choice(KINDS[0], KINDS)
    first: int = url_state.integer(0, 0, LATENT_SIZE - SHOWN)


CLAIM = "Nobody drew these faces. Drag a slider."

DEFAULTS = asdict(FaceSettings()) | asdict(LatentSlidersSettings())
EXPERIMENTS = (
    Experiment(
        "Mean latent",
        {"truncation": 0},
        f"The mean of all latents is no average face: with {LATENT_SIZE} numbers, hardly any latent of "
        "the training lies near it.",
    ),
    Experiment(
        "Unnamed",
        {"kind": "Principal"},
        "Drag *component 1*: several traits change together, for principal components are found without "
        "labels.",
    ),
    Experiment(
        "Too far",
        {"truncation": 150, "seed": load_choices().far_seed},
        "Farther from the mean than nearly all latents of the training, the face falls apart.",
    ),
)

IDEA = rf"""
**Generator.** A network $G$ turns {LATENT_SIZE} random numbers, the *latent*
$z \sim \mathcal N(0, I)$, into a picture $G(z)$. Each picture is a place in the latent space; near places
give similar pictures.

**A slider** moves $z$ along one unit vector $v$, to $z + t\,v$, and shows the coordinate $z^\top v$, which is
normally distributed in training: 99.7 % of all latents lie between −{TRAINING_RANGE:.0f} and
{TRAINING_RANGE:.0f}. Beyond, the field turns red: the generator was hardly trained there.

**Named** directions come from labels: where a logistic regression tells smiling from serious faces by $z$,
its weights point from one to the other ([Shen et al., 2020](https://arxiv.org/abs/1907.10786), used a linear
SVM); then they are rotated until the slider’s ends show what its labels say
([Jahanian et al., 2020](https://arxiv.org/abs/1907.07171)). These sliders end at −{MEASURED_LIMIT:.0f} and
{MEASURED_LIMIT:.0f}: so far their effect was measured. Two of the drawings’ mouths laugh, one of them with
the tongue out; only the other one counts as a smile.
**Principal** ones need no labels: along them the first layer's maps vary most
([Härkönen et al., 2020](https://arxiv.org/abs/2004.02546)). **Coordinates** are the bare numbers of $z$.

**Truncation** draws the latent towards the mean, $\psi z$: below 1 faces are less varied, and far below 1
they fall apart. Nearly all latents of the training lie near a sphere of radius
$\sqrt{{{LATENT_SIZE}}} \approx {LATENT_SIZE**0.5:.1f}$, hardly any in its middle.
"""


def latent_sliders_screen() -> None:
    """Draw the screen."""
    face_settings()
    view = url_state.settings(LatentSlidersSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA + _effects())
    with place.picture:
        _face_and_sliders()
    with place.dock:
        _controls(view)


def _effects() -> str:
    """Write the effects of the named sliders on 1,000 new faces as a table."""
    rows = [
        f"| {direction.name} | {effect.flips:.0%} | {effect.side_effect:.0%} |"
        for direction, effect in load_named_directions()
    ]
    return "\n".join(
        ["", "| to its end | does what it says | other attributes changed |", "| --- | --- | --- |", *rows]
    )


def _controls(view: LatentSlidersSettings) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button("Next face", icon=":material/casino:", on_click=_next_face)
        st.button("Sliders back", icon=":material/undo:", on_click=_reset)
    st.segmented_control("Sliders", KINDS, key="kind", required=True, wrap=True)
    if view.kind == KINDS[2]:
        st.number_input("First", 0, LATENT_SIZE - SHOWN, step=SHOWN, key="first")
    st.slider("Truncation, %", 0, 150, step=5, key="truncation")
    st.number_input("Seed", 0, LAST_SEED, key="seed", on_change=leave_inverted)


def _next_face() -> None:
    leave_inverted()
    st.session_state.update(seed=(int(st.session_state["seed"]) + 1) % (LAST_SEED + 1), moved=())


def _reset() -> None:
    st.session_state["moved"] = ()


@st.fragment
def _face_and_sliders() -> None:
    settings, view = url_state.settings(FaceSettings), url_state.settings(LatentSlidersSettings)
    chosen = _directions(view)
    here, taken = face_latent(settings), dict(settings.moved)
    sliders = [_slider(settings, direction, here, taken.get(direction.key, 0)) for direction in chosen]
    shown = LatentSliders(
        face_data_url(settings),
        f"Generated face, {face_title(settings)}",
        64,
        STEP_SIZE,
        TRAINING_RANGE,
        sliders,
        _sheet(settings, sliders),
    )
    latent_sliders(shown, _request, set_steps, key="latent sliders")
    st.session_state.pop(_REQUESTED, None)  # only now: a run that is broken off is made up for by the next
    url_state.write()


def _directions(view: LatentSlidersSettings) -> Sequence[Direction]:
    keys: Mapping[str, Sequence[str]] = {
        KINDS[0]: NAMED_KEYS,
        KINDS[1]: PRINCIPAL_KEYS,
        KINDS[2]: COORDINATE_KEYS[view.first : view.first + SHOWN],
    }
    return [shared_directions()[key] for key in keys[view.kind]]


def _slider(settings: FaceSettings, direction: Direction, here: Tensor, taken: int) -> LatentSlider:
    steps = step_range(here, taken, direction)
    others = replace(settings, moved=tuple(step for step in settings.moved if step[0] != direction.key))
    about = " ".join((*face_key(others), direction.key))
    low, high = direction.ends
    return LatentSlider(
        direction.key, direction.name, low, high, steps.lowest, steps.highest, taken, steps.zero, about
    )


def _request(request: FrameRequest) -> None:
    st.session_state[_REQUESTED] = request


def _sheet(settings: FaceSettings, sliders: Sequence[LatentSlider]) -> FrameSheet | None:
    """Generate the frames that the browser has requested since the last run."""
    request: FrameRequest | None = st.session_state.get(_REQUESTED)
    slider = next((one for one in sliders if request and one.key == request.key), None)
    if request is None or slider is None or request.stride not in STRIDES:
        return None
    steps = new_frames(slider.lowest, slider.highest, request.stride)
    key = (slider.about, str(request.stride))
    pictures = sheet_data_url(face_latents_along(settings, slider.key, steps), key)
    return FrameSheet(slider.about, request.stride, steps, pictures)


def new_frames(lowest: int, highest: int, stride: int) -> list[int]:
    """Return the steps at a stride that no larger stride has sent."""
    before = STRIDES[: STRIDES.index(stride)]
    sent = {step for larger in before for step in _frames(lowest, highest, larger)}
    return [step for step in _frames(lowest, highest, stride) if step not in sent]


def _frames(lowest: int, highest: int, stride: int) -> list[int]:
    return sorted({*range(lowest, highest, stride), highest})


SCREEN = Screen(latent_sliders_screen, (FaceSettings, LatentSlidersSettings), EXPERIMENTS, DEFAULTS)
