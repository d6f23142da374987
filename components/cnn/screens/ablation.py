"""*Ablation*: channels muted, a kernel changed, the untouched network beside it."""

import random
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch
from torch import Tensor, nn

from components import jobs, runtime
from components.cnn.ablation import Importance, Intervention, InterventionResult, ablate_each, run_with
from components.cnn.ablation_statistics import ablations_in_words, load_ablations
from components.cnn.figures import COMPARED, MapSheet, before_and_after, map_sheet
from components.cnn.learned_kernels import kernel_behind
from components.cnn.screens.convolution_state import LARGEST, ConvolutionSettings
from components.cnn.screens.state import (
    MOST_CHANNELS,
    LayerSelection,
    LayerSettings,
    PhotoSettings,
    TracedPhoto,
    automatic_layer,
    follow_layer,
    forget_operation,
    operation_at,
    photo_bar,
    selected_layer,
    summaries,
    traced_photo,
)
from components.cnn.tracing import as_maps, influence
from components.cnn.widgets.changed_maps import changed_maps
from components.cnn.widgets.class_changes import ClassChange, class_changes
from components.session import visitor
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.pacing import paint_this_first
from components.ui.text import cardinal, in_words, plain
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import percent
from components.ui.widgets.picture_grid import Grid, picture_grid
from components.vision.own_networks import is_own

RANKING = "importance"
MOST_MUTED = 64
CANDIDATES, AT_RANDOM, SHOWN = 50, 10, 10
SEED = 0
CLASSES = 5  # that are shown
AS_LEARNED, EDITED = "as learned", "my own"


def _rotated(weight: Tensor) -> Tensor:
    return weight.rot90(1, (1, 2))


KERNELS: dict[str, Callable[[Tensor], Tensor]] = {
    "turned by 90°": _rotated,
    "mirrored": lambda weight: weight.flip(2),
    "negated": torch.neg,
    "blurred": lambda weight: weight.mean((1, 2), keepdim=True).expand_as(weight),
    "zero": torch.zeros_like,
}


@dataclass(frozen=True)
class AblationSettings:
    """Muted channels and changed kernel of the selected layer."""

    muted: tuple[int, ...] = url_state.int_set(MOST_MUTED, MOST_CHANNELS)
    kernel: str = url_state.choice(AS_LEARNED, (AS_LEARNED, EDITED, *KERNELS))


CLAIM = "Switch channels off and see what the network can do without."

HERE = {"block": 10, "operation": 6}
DEFAULTS = asdict(PhotoSettings()) | asdict(LayerSettings()) | asdict(AblationSettings())
EXPERIMENTS = (
    Experiment(
        "One stem channel off",
        {"sample": "cat", "block": 0, "operation": 3, "muted": (8,)},
        "Without this one channel of 32 no cat wins: its map is nowhere zero here, so a map of zeros "
        "misleads every later layer.",
    ),
    Experiment(
        "64 channels off",
        {**HERE, "sample": "coffee", "muted": tuple(range(0, 128, 2))},
        "Espresso still wins without 64 of the 384 channels: many channels share the work, "
        "and the block adds its unchanged input to the result.",
    ),
    Experiment(
        "Edges turned",
        {"sample": "cat", "block": 0, "operation": 1, "channel": 8, "kernel": "turned by 90°"},
        "Turned by 90°, the kernel finds horizontal edges, not vertical ones, yet the cat wins: its map’s "
        "mean, which muting takes away, matters more.",
    ),
)

IDEA = f"""
**Muting** a channel sets its map to zero; everything before it stays, everything after it is computed again
(*ablation*). A kernel is changed in a private copy: the network that all visitors share is never touched.

**The most important.** The {CANDIDATES} channels with the greatest influence (gradient times activation) are
muted one at a time (*single ablation*), and {cardinal(AT_RANDOM)} others at random; then the
{cardinal(SHOWN)} most important together.

**A kernel of one's own** is the one edited on the screen Convolution; in the first layer it serves for all
three colours.
"""


@dataclass(frozen=True)
class ImportanceRanking:
    """Importance of the candidates and of some channels at random, so far."""

    candidates: Importance
    at_random: Importance
    total: int  # how many of both there will be


def ablation_screen() -> None:
    """Draw the screen."""
    photo, where = url_state.settings(PhotoSettings), url_state.settings(LayerSettings)
    settings, edited = url_state.settings(AblationSettings), url_state.settings(ConvolutionSettings)
    shown = traced_photo(photo)
    here = selected_layer(where, shown)
    intervention = _intervention(shown, here, settings, torch.tensor(edited.edited).reshape(3, 3))
    result = runtime.run_short(run_with, shown.trace, intervention)
    view = _view(shown, intervention, result)
    idea = IDEA if is_own(shown.trace.graph.network) else f"{IDEA}\n{_measured()}"
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, idea)
    comparing = "ablation" in visitor().frozen
    with place.picture:
        sheet, answer = st.columns([1, 1] if comparing else [3, 2], gap="medium")
        with answer:
            side_by_side("ablation", view, _draw_view)
        paint_this_first()
        with sheet:
            _draw_sheet(shown, here, intervention, result)
        if not comparing:
            with answer:
                _draw_changes(shown, intervention, result)
    with place.dock:
        photo_bar(photo)
        _pick(shown, here)
        _draw_undo(intervention, result)
        freeze_button("ablation", view)
        _rank(shown, here)


def _measured() -> str:
    """Return what was measured of the default network and its classes."""
    return ablations_in_words(runtime.shared(load_ablations))


def _intervention(
    shown: TracedPhoto, here: LayerSelection, settings: AblationSettings, edited: Tensor
) -> Intervention:
    count = summaries(shown.trace.graph)[here.block][here.operation - 1].shape[0]
    muted = tuple(channel for channel in settings.muted if channel < count)
    learned = _learned(shown, here)
    if learned is None or settings.kernel not in _choices(learned) or settings.kernel == AS_LEARNED:
        return Intervention(here.block, here.operation, muted)
    changed = edited.expand_as(learned) if settings.kernel == EDITED else KERNELS[settings.kernel](learned)
    return Intervention(here.block, here.operation, muted, (here.channel, changed))


def _learned(shown: TracedPhoto, here: LayerSelection) -> Tensor | None:
    """Return the kernel (maps, k, k) of the channel, if the operation is a convolution."""
    if not isinstance(operation_at(shown, here).module, nn.Conv2d):
        return None
    found = kernel_behind(shown.trace.graph.blocks[here.block], here.operation, here.channel)
    return found.weight if found else None


def _choices(learned: Tensor) -> tuple[str, ...]:
    """Return the possible changes of a kernel; only one of 3 × 3 can be written anew."""
    own = (EDITED,) if learned.shape[1:] == (3, 3) else ()
    return (AS_LEARNED, *own, *KERNELS)


# --- The intervention ----------------------------------------------------------------------------------


def _pick(shown: TracedPhoto, here: LayerSelection) -> None:
    blocks = shown.trace.graph.blocks
    follow_layer(here, automatic_layer(here, shown))
    with_maps = [number for number, block in enumerate(blocks) if block.operations[0].kind != "linear"]
    st.selectbox(
        "Block", with_maps, format_func=lambda number: blocks[number].name, key="block", on_change=_new_block
    )
    operations = blocks[here.block].operations
    st.selectbox(
        "Operation",
        range(1, len(operations) + 1),
        format_func=lambda number: f"{number} {operations[number - 1].kind}",
        key="operation",
        on_change=_reset,
    )
    learned = _learned(shown, here)
    if learned is not None:
        st.selectbox(f"The kernel of channel {here.channel}", _choices(learned), key="kernel")
        if st.session_state["kernel"] == EDITED:
            _edit_kernel()


def _edit_kernel() -> None:
    with st.popover("The nine numbers, in hundredths", icon=":material/edit:"):
        for row in range(3):
            for column, place in enumerate(st.columns(3, gap="small")):
                name = f"Row {row + 1}, column {column + 1}"
                place.number_input(name, -LARGEST, LARGEST, step=10, key=f"k{3 * row + column}")


def _new_block() -> None:
    forget_operation()
    _reset()


def _reset() -> None:
    st.session_state.update(muted=(), kernel=AS_LEARNED)


def _draw_sheet(
    shown: TracedPhoto, here: LayerSelection, intervention: Intervention, result: InterventionResult
) -> None:
    order = tuple(range(len(result.maps)))
    before = as_maps(shown.trace.inside(here.block)[here.operation])
    signed = diverging_scale()
    about = (*shown.about, f"{here.block}.{here.operation}", "ablation", signed.ground)
    drawn: MapSheet = runtime.cached(map_sheet, about, before, order, "map", 0.0, signed.table)
    sheet = Grid(drawn.picture, drawn.columns, order, tuple(f"channel {number}" for number in order))
    picture_grid(sheet, here.channel, _toggle, key="ablation sheet", crossed=intervention.muted)


def _draw_undo(intervention: Intervention, result: InterventionResult) -> None:
    full = f" More than {MOST_MUTED} can’t be." if len(intervention.muted) == MOST_MUTED else ""
    some = f"**{len(intervention.muted)} of {len(result.maps)}** channels muted.{full}"
    st.markdown(some if intervention.muted else "Click a map to mute it.", width="content")
    st.button("Undo all", icon=":material/undo:", on_click=_reset, disabled=_untouched(intervention))


def _toggle(channel: int) -> None:
    muted = set(st.session_state["muted"]) ^ {channel}
    st.session_state.update(muted=tuple(sorted(muted))[:MOST_MUTED], channel=channel)


# --- The result -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AblationView:
    """Class probabilities before and after an intervention, and a description of it."""

    words: str
    changes: tuple[ClassChange, ...]


def _view(shown: TracedPhoto, intervention: Intervention, result: InterventionResult) -> AblationView:
    before, after = shown.trace.probabilities, result.probabilities
    wins = "another class wins" if int(after.argmax()) != int(before.argmax()) else ""
    where = shown.trace.graph.blocks[intervention.block].name
    muted = f"{len(intervention.muted)} muted" if intervention.muted else ""
    kernel = f"kernel {intervention.kernel[0]} changed" if intervention.kernel else ""
    done = ", ".join(part for part in (muted, kernel, wins) if part)
    changes = _changes(shown.trace.graph.network.labels, before, after)
    return AblationView(f"{where}: {done}" if done else "Nothing is changed yet", changes)


def _changes(labels: tuple[str, ...], before: Tensor, after: Tensor) -> tuple[ClassChange, ...]:
    """Return the classes that are likely before or after, in the order of before."""
    top = torch.maximum(before, after).topk(min(CLASSES, len(labels))).indices.tolist()
    winner = int(after.argmax())
    return tuple(
        ClassChange(labels[index], float(before[index]), float(after[index]), index == winner)
        for index in sorted(top, key=lambda index: -float(before[index]))
    )


def _draw_view(view: AblationView, key: str) -> None:
    st.markdown(f"**{view.words}**")
    class_changes(view.changes, key=f"after ablation {key}")


def _draw_changes(shown: TracedPhoto, intervention: Intervention, result: InterventionResult) -> None:
    if _untouched(intervention) or result.after[0].numel() == 1:
        return
    before = as_maps(shown.trace.outputs[intervention.block])
    picture, channels = before_and_after(before, result.after, diverging_scale().table)
    if channels:
        st.markdown("**The block’s maps that change most**")
        changed_maps(picture, channels, COMPARED, key="changed maps")
    else:
        st.markdown("No map at the end of the block changes.")


def _untouched(intervention: Intervention) -> bool:
    return not intervention.muted and intervention.kernel is None


# --- The most important ---------------------------------------------------------------------------------


def _rank(shown: TracedPhoto, here: LayerSelection) -> None:
    about = (*shown.about, here.block, here.operation)
    ended: jobs.Ended[ImportanceRanking] | None = jobs.result(RANKING, about)
    if jobs.get(RANKING):
        jobs.watch(RANKING, _draw_progress)
        return
    if ended and ended.trouble:
        st.warning(plain(ended.trouble))
    if ended is None or ended.state != "done" or ended.snapshot is None:
        st.button(
            f"Find the {cardinal(SHOWN)} most important channels",
            icon=":material/search:",
            on_click=_start,
            args=(shown, here, about),
        )
        return
    _draw_importance(shown, here, ended.snapshot)


def _start(shown: TracedPhoto, here: LayerSelection, about: Hashable) -> None:
    trace = shown.trace
    wanted = int(trace.probabilities.argmax())

    def work(_cancel: threading.Event) -> Iterator[ImportanceRanking]:
        adds = influence(trace, here.block, here.operation, wanted).abs()
        candidates = adds.topk(min(CANDIDATES, len(adds))).indices.tolist()
        others = sorted(set(range(len(adds))) - set(candidates))
        drawn = random.Random(SEED).sample(others, min(AT_RANDOM, len(others)))
        nothing = Importance((), ())
        first, count = nothing, len(candidates) + len(drawn)
        for first in ablate_each(trace, here.block, here.operation, candidates, wanted):
            yield ImportanceRanking(first, nothing, count)
        for second in ablate_each(trace, here.block, here.operation, drawn, wanted):
            yield ImportanceRanking(first, second, count)

    jobs.start(RANKING, work, about=about)


def _draw_progress(job: jobs.Job[ImportanceRanking]) -> None:
    found = job.snapshot
    done = len(found.candidates.channels) + len(found.at_random.channels) if found else 0
    total = found.total if found else CANDIDATES
    st.progress(done / total, f"{done} of {total} channels muted, one at a time")


def _draw_importance(shown: TracedPhoto, here: LayerSelection, found: ImportanceRanking) -> None:
    whole = float(shown.trace.probabilities.max())
    name = plain(shown.trace.best(1)[0][0])
    ranked = [(channel, p - whole) for channel, p in found.candidates.most_important(SHOWN) if p < whole]
    if not ranked:
        st.markdown(f"Muted alone, none of the {len(found.candidates.channels)} channels harms “{name}”.")
        return
    words = ", ".join(f"{channel} ({in_words(100 * change, '+.1f')})" for channel, change in ranked)
    few = "" if len(ranked) == SHOWN else f" Of {len(found.candidates.channels)}, only these harm it."
    against = f"in percentage points from the untouched {percent(whole)}"
    st.markdown(f"**The most important**, muted alone, for {name}, {against}: {words}.{few}")
    st.markdown(_at_random(found, whole))
    channels = tuple(sorted(channel for channel, _ in ranked))
    best = int(shown.trace.probabilities.argmax())
    together = runtime.run_short(run_with, shown.trace, Intervention(here.block, here.operation, channels))
    wins = "yes" if int(together.probabilities.argmax()) == best else "no"
    about = (*shown.about, here.block, here.operation, "all together")
    question = f"without all {len(channels)}, does {name} still win?"
    if guess_first((Question(question, ("yes", "no"), wins, about, "the network says"),)):
        label = f"Mute these {len(channels)} together"
        st.button(label, on_click=st.session_state.update, kwargs={"muted": channels})
        show_tally()


def _at_random(found: ImportanceRanking, whole: float) -> str:
    if not found.at_random.probabilities:
        count = len(found.candidates.channels)
        return f"All {count} channels were tried, so there are no others to compare with."
    mean = sum(found.at_random.probabilities) / len(found.at_random.probabilities) - whole
    count = len(found.at_random.probabilities)
    others = "One other" if count == 1 else f"{cardinal(count).capitalize()} others"
    return f"{others} at random: {in_words(100 * mean, '+.1f')} on average."


SCREEN = Screen(ablation_screen, (PhotoSettings, LayerSettings, AblationSettings), EXPERIMENTS, DEFAULTS)
