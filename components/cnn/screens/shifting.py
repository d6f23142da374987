"""*Roaming*: an object dragged across a plain field, and what of the network's response moves along."""

import io
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch

from components import jobs, runtime
from components.cnn.graph import Anatomy
from components.cnn.charts import sweep_chart
from components.cnn.figures import large_map
from components.cnn.shift_equivariance import (
    FIELD,
    GROUNDS,
    Drift,
    Sweep,
    Thing,
    cut_out,
    drifts,
    pixels,
    response,
    scene,
    stations,
    sweep,
)
from components.cnn.screens.state import Passage, PhotoSettings, passage, photo_bar, show_idea
from components.cnn.tracing import strength
from components.cnn.widgets.drag_field import Field, drag_field
from components.ui import url_state
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import in_words
from components.ui.widgets import charts
from components.ui.widgets.class_bars import percent
from components.vision.preprocessing import visible_square

SWEEPING = "sweep"
SIZES = ("64", "96", "128")
SPANS = {"less than 5": 0.05, "5 to 20": 0.2, "more than 20": 1.1}


@dataclass(frozen=True)
class RoamingSettings:
    """The object, where it lies, and whose response is shown."""

    size: str = url_state.choice("96", SIZES)
    ground: str = url_state.choice("grey", tuple(GROUNDS))
    left: int = url_state.integer(64, -64, FIELD)
    top: int = url_state.integer(64, -64, FIELD)
    roaming_block: int = url_state.integer(4, 0, 18)


CLAIM = "Features are found no matter where they roam. And the class?"

DEFAULTS = asdict(PhotoSettings()) | asdict(RoamingSettings())
EXPERIMENTS = (
    Experiment("A flickering flower", {"sample": "flower"}),
    Experiment("Half outside", {"left": -48}),
    Experiment("A block of step 16", {"roaming_block": 10}),
)

IDEA = r"""
**Equivariance.** A convolution does the same everywhere: if the picture moves by $s$ pixels, its maps move
along, $f(T_s x) = T_s f(x)$. **Invariance** is another property: the class should not change at all,
$g(T_s x) = g(x)$.

**Stride breaks it.** A block of step $d$ keeps only every $d$-th place. For $s$ a multiple of $d$ the same
places are kept and the maps move along exactly; for any other shift it samples the picture elsewhere
(*aliasing*; [Zhang, 2019](https://arxiv.org/abs/1904.11486)). So the class flickers with the step of the last
maps, 32 pixels.

**The rim** breaks it too: beyond it are zeros, which the deep blocks see from everywhere. The
differences are taken only where a block doesn't see the rim, if it has more than two such places in a row.
Their unit is the object's own response: 0 moves along exactly, 1 is as different as if the object were not
there.
"""


@dataclass(frozen=True)
class Roamer:
    """An object of a photo on its ground, and what all results about it are remembered by."""

    shown: Passage
    thing: Thing
    about: tuple[str, ...]

    @property
    def anatomy(self) -> Anatomy:
        """The network that looks."""
        return self.shown.trace.anatomy


@dataclass(frozen=True)
class At:
    """What the network says of the object at one place."""

    maps: torch.Tensor  # (C, h, w) of the chosen block
    probabilities: torch.Tensor  # (classes,)


def roaming_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(RoamingSettings)
    roamer = _roamer(passage(photo), settings)
    heading(CLAIM, EXPERIMENTS, DEFAULTS)
    photo_bar(photo)
    _pick(roamer.anatomy)
    middle = runtime.cached(_look, (*roamer.about, "middle"), roamer, 0, *[roamer.thing.middle] * 2)
    wanted = int(middle.probabilities.argmax())
    channel = _loudest(roamer, settings.roaming_block)
    stage, numbers = st.columns([8, 6], gap="large")
    with stage:
        _stage(roamer, wanted, channel)
    with numbers:
        _draw_sweep(roamer, wanted)
        _draw_drifts(roamer, settings.roaming_block)


def _roamer(shown: Passage, settings: RoamingSettings) -> Roamer:
    about = (*shown.about, settings.size, settings.ground)
    return Roamer(shown, runtime.cached(_thing, about, shown, settings), about)


def _thing(shown: Passage, settings: RoamingSettings) -> Thing:
    square = visible_square(shown.subject.photo.image, shown.trace.anatomy.network.backbone.preprocessing)
    return cut_out(square, int(settings.size), settings.ground)


def _pick(anatomy: Anatomy) -> None:
    size, ground, block, idea = st.columns([3, 3, 3, 5], vertical_alignment="bottom")
    size.selectbox("Size of the object, pixels", SIZES, key="size")
    ground.selectbox("Ground", tuple(GROUNDS), key="ground")
    with_maps = [
        number for number, part in enumerate(anatomy.blocks[:19]) if part.name.startswith(("Stem", "Block"))
    ]
    block.selectbox(
        "Block", with_maps, format_func=lambda number: anatomy.blocks[number].name, key="roaming_block"
    )
    with idea, st.container(horizontal=True):
        show_idea(IDEA)
        show_tally()


def _look(roamer: Roamer, block: int, left: int, top: int) -> At:
    seen = pixels(roamer.anatomy, [scene(roamer.thing, left, top)])
    maps = response(roamer.anatomy, seen, block)
    with torch.inference_mode():
        return At(maps[0], roamer.anatomy.onward(block, maps)[0].softmax(0))


def _loudest(roamer: Roamer, block: int) -> int:
    """The channel that answers the object in the middle most strongly."""
    at = runtime.cached(_look, (*roamer.about, f"loudest {block}"), roamer, block, *[roamer.thing.middle] * 2)
    return int(strength(at.maps).argmax())


# --- The object and its response ------------------------------------------------------------------------


@st.fragment
def _stage(roamer: Roamer, wanted: int, channel: int) -> None:
    block = int(st.session_state["roaming_block"])
    left, top = int(st.session_state["left"]), int(st.session_state["top"])
    at = runtime.run_short(_look, roamer, block, left, top)
    ground = st.session_state["ground"]
    label = roamer.anatomy.network.labels[wanted]
    st.markdown(
        f"Drag the object, which on {ground} ground is “{label}” to the network. "
        f"Right: {roamer.anatomy.blocks[block].name}, channel {channel}."
    )
    drag_field(_field(roamer, (left, top), large_map(at.maps[channel])), _move, key="field")
    best = int(at.probabilities.argmax())
    st.subheader(f"{label}, {percent(float(at.probabilities[wanted]))}", anchor=False)
    other = "" if best == wanted else f"Now **{roamer.anatomy.network.labels[best]}** wins. "
    st.markdown(
        f"{other}At {in_words(left, 'd')}, {in_words(top, 'd')} pixels. {roamer.shown.subject.credit}."
    )
    url_state.settings(RoamingSettings)
    url_state.write()


def _field(roamer: Roamer, place: tuple[int, int], answer: bytes) -> Field:
    stream = io.BytesIO()
    roamer.thing.picture.save(stream, "PNG", compress_level=1)
    return Field(FIELD, roamer.thing.ground, stream.getvalue(), roamer.thing.size, *place, answer)


def _move(left: int, top: int) -> None:
    st.session_state.update(left=left, top=top)


# --- The numbers ----------------------------------------------------------------------------------------


def _draw_sweep(roamer: Roamer, wanted: int) -> None:
    about = (*roamer.about, "sweep")
    kept: dict[tuple[str, ...], Sweep | None] = st.session_state.setdefault("sweeps", {})
    job = jobs.get(SWEEPING)
    if job and not job.active:
        jobs.forget(SWEEPING)
        kept[st.session_state["swept"]] = job.snapshot
    label = roamer.anatomy.network.labels[wanted]
    if about not in kept:
        if jobs.get(SWEEPING) is None or st.session_state["swept"] != about:
            _start(roamer, wanted, about)
        jobs.watch(SWEEPING, lambda job: _draw_progress(job, len(stations(roamer.thing))))
        return
    found = kept[about]
    if found is None or len(found.lefts) < len(stations(roamer.thing)):
        st.button("Move it from rim to rim", on_click=_forget, args=(about,))
        return
    if _guessed(roamer, found, label):
        charts.draw(sweep_chart(found, label), 270, "sweep")


def _forget(about: tuple[str, ...]) -> None:
    st.session_state["sweeps"].pop(about)


def _guessed(roamer: Roamer, found: Sweep, label: str) -> bool:
    """One bet before the sweep of an object is shown."""
    span = found.span(roamer.thing.size)
    right = next(words for words, most in SPANS.items() if span < most)
    question = (
        f"the object moved from left to right, wholly inside. How far apart are the lowest and the highest "
        f"probability of “{label}”, in percentage points?"
    )
    return guess_first((Question(question, tuple(SPANS), right, (*roamer.about, "roaming")),))


def _start(roamer: Roamer, wanted: int, about: tuple[str, ...]) -> None:
    st.session_state["swept"] = about

    def work(_cancel: threading.Event) -> Iterator[Sweep]:
        yield from sweep(roamer.anatomy, roamer.thing, roamer.thing.middle, wanted)

    jobs.start(SWEEPING, work, "drop")


def _draw_progress(job: jobs.Job[Sweep], places: int) -> None:
    done = len(job.snapshot.lefts) if job.snapshot else 0
    st.progress(done / places, f"{done} of {places} places")


def _draw_drifts(roamer: Roamer, block: int) -> None:
    about = (*roamer.about, f"drifts {block}")
    found: tuple[Drift, ...] = runtime.cached(drifts, about, roamer.anatomy, roamer.thing, block)
    part = roamer.anatomy.blocks[block]
    step = roamer.anatomy.reach(block, len(part.operations)).step
    pairs = " · ".join(f"{one.shift} px: **{one.error:.2f}**" for one in found)
    st.markdown(
        f"**Does {part.name} move along?** Its step is {step:.0f} pixels. Difference from the moved maps, "
        f"after a shift of {pairs}."
    )
    if not found[0].inner:
        st.caption("Nearly every place of this block sees the rim, so nothing moves along exactly.")


SCREEN = Screen(roaming_screen, (PhotoSettings, RoamingSettings), EXPERIMENTS, DEFAULTS)
