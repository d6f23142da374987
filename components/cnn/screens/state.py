"""What the screens on convolutional networks share: the photo, its trace, and the place that is looked at."""

from dataclasses import dataclass

import streamlit as st

from components import runtime
from components.cnn.graph import Anatomy, Operation, dissect
from components.cnn.summary import Measure, measure
from components.cnn.tracing import Trace, maps_of, strength, trace
from components.ui import url_state
from components.ui.controls.network import network, network_or_default, pick_network
from components.ui.controls.photo import Subject, pick_own, pick_sample, subject
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.samples import BEGINS_WITH, SAMPLES

STRONGEST = -1
OPACITY = "opacity of heat maps"


@dataclass(frozen=True)
class PhotoSettings:
    """Which photo goes through which network."""

    sample: str = url_state.choice(BEGINS_WITH, tuple(SAMPLES))
    model: str = url_state.choice(DEFAULT, tuple(BACKBONES))


@dataclass(frozen=True)
class PlaceSettings:
    """Where in the network one looks: block, operation (from 1; 0 is the block's last), channel."""

    block: int = url_state.integer(0, 0, 20)
    operation: int = url_state.integer(0, 0, 9)
    channel: int = url_state.integer(STRONGEST, STRONGEST, 4095)


@dataclass(frozen=True)
class Passage:
    """A photo's way through a network."""

    subject: Subject
    trace: Trace

    @property
    def about(self) -> tuple[str, str]:
        """What its pictures are remembered by."""
        return self.subject.photo.digest, self.trace.anatomy.network.backbone.name


@dataclass(frozen=True)
class Place:
    """One operation of one block, and one channel of its result."""

    block: int
    operation: int  # from 1
    channel: int


def passage(settings: PhotoSettings) -> Passage:
    """The chosen photo's way through the chosen network; each visitor's last one is kept."""
    chosen, shown = network_or_default(settings.model), subject(settings.sample)
    about = (shown.photo.digest, chosen.backbone.name)
    last: Passage | None = st.session_state.get("passage")
    if last is None or last.about != about:
        last = Passage(shown, runtime.run_short(trace, dissect(chosen), shown.photo.image))
        st.session_state["passage"] = last
    return last


def measures(anatomy: Anatomy) -> tuple[tuple[Measure, ...], ...]:
    """The measures of all operations, the same for every photo."""
    return runtime.shared(_measures, anatomy.network.backbone.name)


def _measures(name: str) -> tuple[tuple[Measure, ...], ...]:
    return measure(dissect(network(name)))


def place(settings: PlaceSettings, shown: Passage) -> Place:
    """The place that the settings ask for. What the network doesn't have becomes its nearest default."""
    blocks = shown.trace.anatomy.blocks
    block = _within(settings.block, len(blocks) - 1, 0, "block")
    last = len(blocks[block].operations)
    operation = _within(settings.operation or last, last, last, "operation")
    count = measures(shown.trace.anatomy)[block][operation - 1].shape[0]
    channel = _within(settings.channel, count - 1, STRONGEST, "channel")
    if channel == STRONGEST:
        result = maps_of(shown.trace.inside(block)[operation])
        channel = int(strength(result).argmax())
    return Place(block, operation, channel)


def _within(asked: int, most: int, default: int, word: str) -> int:
    if asked <= most:
        return asked
    st.warning(f"There is no {word} {asked} here, so another one is shown.")
    return default


def operation_at(shown: Passage, where: Place) -> Operation:
    """The operation of a place."""
    return shown.trace.anatomy.blocks[where.block].operations[where.operation - 1]


def pick_block(number: int) -> None:
    """Look at another block's result."""
    st.session_state.update(block=number, operation=0, channel=STRONGEST)


def forget_operation() -> None:
    """What another block changes: its own last operation is looked at."""
    st.session_state.update(operation=0, channel=STRONGEST)


def forget_channel() -> None:
    """What another operation changes: its own strongest channel is looked at."""
    st.session_state["channel"] = STRONGEST


def photo_bar(settings: PhotoSettings) -> None:
    """The controls for the photo and the network, in a row."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="content"):
            pick_sample(PhotoSettings.sample, _nothing)
        with st.popover("Photo", icon=":material/add_a_photo:"):
            pick_own(_nothing)
            pick_network(settings.model)


def opacity() -> int:
    """How dense the visitor wants heat maps over a photo, in per cent."""
    return int(st.session_state.get(OPACITY, 70))


def keep_opacity(chosen: int) -> None:
    """Draw the heat maps of all these screens so from now on."""
    st.session_state[OPACITY] = chosen


def show_idea(text: str) -> None:
    """The idea behind a screen, on demand."""
    with st.popover("The idea", icon=":material/lightbulb:"):
        st.markdown(text)


def _nothing() -> None:
    """What another photo changes of the place that is looked at."""
