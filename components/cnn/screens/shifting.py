"""*Shifting*: an object is shifted over a plain background; do the maps move along, does the class stay?"""

import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch

from components import jobs, runtime
from components.cnn.charts import shift_error_chart, sweep_chart
from components.cnn.figures import enlarged_map
from components.cnn.graph import NetworkGraph
from components.cnn.screens.state import MOST_BLOCKS, PhotoSettings, TracedPhoto, photo_bar, traced_photo
from components.cnn.shift_equivariance import (
    BACKGROUNDS,
    SIDE,
    MovingObject,
    PositionSweep,
    ShiftError,
    block_maps,
    cut_out,
    scene,
    scene_pixels,
    shift_errors,
    sweep,
    sweep_positions,
)
from components.cnn.widgets.drag_field import DragField, Response, drag_field
from components.render.encode import fast_png
from components.ui import url_state
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words, plain
from components.ui.theme import diverging_scale
from components.ui.widgets import charts
from components.ui.widgets.class_bars import percent
from components.vision.map_strength import strength
from components.vision.preprocessing import visible_square

SWEEPING = "sweep"
SIZES = ("64", "96", "128")
MAP, CLASS, ERROR = "the block’s map", "the class, from left to right", "the map after a shift"
RESPONSES = (MAP, CLASS, ERROR)
SPANS = {"less than 5": 0.05, "5 to 20": 0.2, "more than 20": 1.1}


@dataclass(frozen=True)
class ShiftingSettings:
    """The object, its background and place, the block whose response is shown, and what stands beside."""

    size: str = url_state.choice("96", SIZES)
    ground: str = url_state.choice("grey", tuple(BACKGROUNDS))
    left: int = url_state.integer(64, -64, SIDE)
    top: int = url_state.integer(64, -64, SIDE)
    roaming_block: int = url_state.integer(4, 0, MOST_BLOCKS)
    response: str = url_state.choice(MAP, RESPONSES)


CLAIM = "Features are found wherever the object is shifted. And the class?"

DEFAULTS = asdict(PhotoSettings()) | asdict(ShiftingSettings())
EXPERIMENTS = (
    Experiment(
        "A flickering flower",
        {"sample": "flower"},
        "Drag it by a few pixels: the flower is the same, yet again and again another class wins, "
        "so the class is not invariant to shifts.",
    ),
    Experiment(
        "Half outside",
        {"sample": "coffee", "left": -48},
        "Half of the cup is enough for “espresso”, but the whole cup in the middle is taken for a "
        "pill bottle: the place changes the class.",
    ),
    Experiment(
        "A block of stride 16",
        {"roaming_block": 10, "response": ERROR},
        "The maps move along exactly only if the shift is a multiple of the stride, 16 pixels; "
        "otherwise they sample the picture at other places.",
    ),
)

IDEA = r"""
**Equivariance.** A convolution does the same everywhere: if the picture moves by $s$ pixels, its maps move
along, $f(T_s x) = T_s f(x)$. **Invariance** is another property: the class should not change at all,
$g(T_s x) = g(x)$.

**Stride breaks it.** A block of total stride $d$ keeps only every $d$-th place. For $s$ a multiple of $d$ the
same places are kept and the maps move along exactly; for any other shift it samples the picture elsewhere
(*aliasing*; [Zhang, 2019](https://arxiv.org/abs/1904.11486)). So the class flickers with the stride of the
last maps, 32 pixels.

**Padding** breaks it too: beyond the rim are zeros, which the deep blocks see from everywhere. The
differences are taken only where a block doesn't see the rim, if it has more than two such places in a row.
Their unit is the object's own response: 0 moves along exactly, 1 is as different as if the object were not
there.
"""


@dataclass(frozen=True)
class TracedObject:
    """An object cut out of a traced photo, and the key under which its results are cached."""

    shown: TracedPhoto
    moving: MovingObject
    about: tuple[str, ...]

    @property
    def graph(self) -> NetworkGraph:
        """The network's graph."""
        return self.shown.trace.graph


@dataclass(frozen=True)
class PlacedResponse:
    """Response of the network to the object at one place."""

    maps: torch.Tensor  # (C, h, w) of the chosen block
    probabilities: torch.Tensor  # (classes,)


def shifting_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(ShiftingSettings)
    traced = _traced_object(traced_photo(photo), settings)
    shown_block = min(settings.roaming_block, _with_maps(traced.graph)[-1])
    url_state.follow(ShiftingSettings, roaming_block=shown_block)
    middle = runtime.cached(_response, (*traced.about, "middle"), traced, 0, *[traced.moving.middle] * 2)
    wanted = int(middle.probabilities.argmax())
    channel = _strongest_channel(traced, shown_block)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        if settings.response == MAP:
            _draw_field(traced, wanted, channel)
        else:
            field, chart = st.columns(2, gap="medium")
            with field:
                _draw_field(traced, wanted, None)
            with chart:
                if settings.response == CLASS:
                    _draw_sweep(traced, wanted)
                else:
                    _draw_shift_errors(traced, shown_block)
    with place.dock:
        photo_bar(photo)
        _pick(traced.graph)
        show_tally()


def _traced_object(shown: TracedPhoto, settings: ShiftingSettings) -> TracedObject:
    about = (*shown.about, settings.size, settings.ground)
    return TracedObject(shown, runtime.cached(_moving_object, about, shown, settings), about)


def _moving_object(shown: TracedPhoto, settings: ShiftingSettings) -> MovingObject:
    square = visible_square(shown.subject.photo.image, shown.trace.graph.network.backbone.preprocessing)
    return cut_out(square, int(settings.size), settings.ground)


def _pick(graph: NetworkGraph) -> None:
    st.radio("Beside the object", RESPONSES, key="response")
    st.selectbox(
        "Block", _with_maps(graph), format_func=lambda number: graph.blocks[number].name, key="roaming_block"
    )
    size, ground = st.columns(2, gap="small")
    size.selectbox("Size, pixels", SIZES, key="size", help=f"Of the object; the whole field has {SIDE}.")
    ground.selectbox("Background", tuple(BACKGROUNDS), key="ground")


def _with_maps(graph: NetworkGraph) -> list[int]:
    return [number for number, part in enumerate(graph.blocks) if part.name.startswith(("Stem", "Block"))]


def _response(traced: TracedObject, block: int, left: int, top: int) -> PlacedResponse:
    pixels = scene_pixels(traced.graph, [scene(traced.moving, left, top)])
    maps = block_maps(traced.graph, pixels, block)
    with torch.inference_mode():
        return PlacedResponse(maps[0], traced.graph.logits_after(block, maps)[0].softmax(0))


def _strongest_channel(traced: TracedObject, block: int) -> int:
    """Return the channel that responds most strongly to the object in the middle."""
    response = runtime.cached(
        _response, (*traced.about, f"strongest {block}"), traced, block, *[traced.moving.middle] * 2
    )
    return int(strength(response.maps).argmax())


# --- The object and its response -------------------------------------------------------------------------


@st.fragment
def _draw_field(traced: TracedObject, wanted: int, channel: int | None) -> None:
    """Draw the object, beside it the response of a channel if one is given."""
    block = int(st.session_state["roaming_block"])
    left, top = int(st.session_state["left"]), int(st.session_state["top"])
    response = runtime.run_short(_response, traced, block, left, top)
    labels = traced.graph.network.labels
    best = int(response.probabilities.argmax())
    probability = percent(float(response.probabilities[wanted]))
    other = "" if best == wanted else f" Now **{plain(labels[best])}** wins."
    st.markdown(
        f"The network says **{plain(labels[wanted])}, {probability}**.{other} "
        f"The object is {in_words(left, 'd')} pixels from the left, {in_words(top, 'd')} from the top. "
        f"{traced.shown.subject.credit}."
    )
    beside = None
    if channel is not None:
        name = f"{traced.graph.blocks[block].name}, channel {channel}"
        one = response.maps[channel]
        beside = Response(enlarged_map(one, diverging_scale().table), name, bool(one.min() < 0))
    picture = fast_png(traced.moving.picture)
    moving = traced.moving
    field = DragField(SIDE, moving.background, picture, moving.size, left, top, "Drag the object", beside)
    drag_field(field, _move, key="field")
    url_state.settings(ShiftingSettings)
    url_state.write()


def _move(left: int, top: int) -> None:
    st.session_state.update(left=left, top=top)


# --- The numbers ----------------------------------------------------------------------------------------


def _draw_sweep(traced: TracedObject, wanted: int) -> None:
    about = (*traced.about, "sweep")
    ended: jobs.Ended[PositionSweep] | None = jobs.result(SWEEPING, about)
    if ended is None:
        if not jobs.is_about(SWEEPING, about):
            _start(traced, wanted, about)
        jobs.watch(SWEEPING, lambda job: _draw_progress(job, len(sweep_positions(traced.moving))))
        return
    if ended.trouble:
        st.warning(plain(ended.trouble))
    if ended.snapshot is None or ended.state != "done":
        st.button("Move it from edge to edge", on_click=_start, args=(traced, wanted, about))
        return
    label = traced.graph.network.labels[wanted]
    if _guessed(traced, ended.snapshot, label):
        charts.draw(sweep_chart(ended.snapshot, label), "sweep")


def _guessed(traced: TracedObject, found: PositionSweep, label: str) -> bool:
    """Ask one question before the sweep of an object is shown; return whether it is answered."""
    span = found.span(traced.moving.size)
    right = next(words for words, most in SPANS.items() if span < most)
    question = (
        f"the object moved from left to right, wholly inside. How far apart are the lowest and the highest "
        f"probability of “{plain(label)}”, in percentage points?"
    )
    return guess_first((Question(question, tuple(SPANS), right, (*traced.about, "shifting")),))


def _start(traced: TracedObject, wanted: int, about: tuple[str, ...]) -> None:
    def work(_cancel: threading.Event) -> Iterator[PositionSweep]:
        yield from sweep(traced.graph, traced.moving, traced.moving.middle, wanted)

    jobs.start(SWEEPING, work, "drop", about)


def _draw_progress(job: jobs.Job[PositionSweep], places: int) -> None:
    done = len(job.snapshot.lefts) if job.snapshot else 0
    st.progress(done / places, f"{done} of {places} places")


def _draw_shift_errors(traced: TracedObject, block: int) -> None:
    about = (*traced.about, f"shift errors {block}")
    found: tuple[ShiftError, ...] = runtime.cached(shift_errors, about, traced.graph, traced.moving, block)
    part = traced.graph.blocks[block]
    stride = traced.graph.receptive_field(block, len(part.operations)).stride
    rim = "" if found[0].inner else " Nearly every place sees the rim, so nothing moves along exactly."
    st.markdown(f"**Does {part.name} move along?** Its stride is {stride:.0f} pixels.{rim}")
    charts.draw(shift_error_chart(found), "shift errors")


SCREEN = Screen(shifting_screen, (PhotoSettings, ShiftingSettings), EXPERIMENTS, DEFAULTS)
