"""What is wished for: a channel or class of a network, and its picture as far as it has grown."""

from dataclasses import dataclass

import streamlit as st
from PIL import Image

from components import runtime
from components.cnn.feature_visualization.optimize import WAYS, Plan, Wish, dream
from components.cnn.gallery import LayerSheet, gallery, representatives
from components.cnn.graph import NetworkGraph
from components.cnn.screens.state import summaries
from components.ui import url_state
from components.vision.backbones import BACKBONES, DEFAULT, labels_of

LABELS = labels_of(BACKBONES[DEFAULT].weights)  # the same for all networks
CLASSES = -1  # the last block
REPRESENTATIVE = -1  # the channel that stands for its block


@dataclass(frozen=True)
class WishSettings:
    """What the link of this screen holds."""

    wish_block: int = url_state.integer(CLASSES, CLASSES, 20)
    wish_channel: int = url_state.integer(REPRESENTATIVE, REPRESENTATIVE, 9999)
    wish_class: str = url_state.choice("strawberry", LABELS)
    wish_seed: int = url_state.integer(0, 0, 999)
    wish_steps: int = url_state.integer(128, 16, 512)
    way: str = url_state.choice(WAYS[0], WAYS)
    guess: bool = url_state.boolean()


@dataclass(frozen=True)
class Asked:
    """What is to be seen: a channel or class, and how its picture grows."""

    graph: NetworkGraph
    wish: Wish
    plan: Plan

    @property
    def about(self) -> tuple[str, Wish, Plan]:
        """What its picture is kept by."""
        return self.graph.network.backbone.name, self.wish, self.plan

    @property
    def of_class(self) -> bool:
        """Whether the wish is a class's."""
        return self.wish.block == len(self.graph.blocks) - 1

    @property
    def block(self) -> str:
        """The block's name."""
        return self.graph.blocks[self.wish.block].name

    @property
    def name(self) -> str:
        """The channel or class in words."""
        return LABELS[self.wish.channel] if self.of_class else f"{self.block}, channel {self.wish.channel}"

    @property
    def channels(self) -> int:
        """How many channels its block has."""
        return summaries(self.graph)[self.wish.block][-1].shape[0]

    @property
    def shipped(self) -> LayerSheet | None:
        """The gallery's pictures of its block; there is a gallery of the default network only."""
        return next((one for one in shelves(self.graph) if one.block == self.wish.block), None)

    @property
    def is_shipped(self) -> bool:
        """Whether the gallery has the very picture."""
        return self.plan == Plan() and self.shipped is not None and self.wish.channel in self.shipped.channels


@dataclass(frozen=True)
class Grown:
    """A picture as far as it has grown, and what it is of: all that is needed to draw it, now or frozen."""

    asked: Asked
    picture: Image.Image
    steps: int

    @property
    def about(self) -> tuple[str, ...]:
        """What its judgement is remembered by."""
        return tuple(str(part) for part in (*self.asked.about, self.steps))


def asked(settings: WishSettings, graph: NetworkGraph) -> Asked:
    """What the settings ask for. What the network doesn't have becomes its nearest default."""
    plan = Plan(
        steps=settings.wish_steps,
        seed=settings.wish_seed,
        way=next(way for way in WAYS if way == settings.way),
    )
    block = _block(settings.wish_block, graph)
    if block == len(graph.blocks) - 1:
        return Asked(graph, Wish(block, LABELS.index(settings.wish_class)), plan)
    return Asked(graph, Wish(block, _channel(graph, block, settings.wish_channel)), plan)


def shelves(graph: NetworkGraph) -> tuple[LayerSheet, ...]:
    """The gallery of the network, if it has one."""
    return gallery() if graph.network.backbone.name == DEFAULT else ()


def blocks(graph: NetworkGraph) -> list[int]:
    """The blocks one can wish from: the pooling only repeats what the block before it has."""
    kinds = [block.operations[-1].kind for block in graph.blocks]
    return [number for number, kind in enumerate(kinds) if kind != "average pool"]


def grown(asked: Asked) -> Grown:
    """What this visitor has let grow, or the gallery's picture, or the noise that growth begins with."""
    if asked.about in kept():
        return kept()[asked.about]
    if asked.shipped and asked.is_shipped:
        return Grown(asked, asked.shipped.picture(asked.wish.channel), asked.plan.steps)
    start = runtime.run_short(next, dream(asked.graph, asked.wish, asked.plan))
    return Grown(asked, Image.fromarray(start.picture), 0)


def kept() -> dict[tuple[str, Wish, Plan], Grown]:
    """All that has grown in this visit."""
    pictures: dict[tuple[str, Wish, Plan], Grown] = st.session_state.setdefault("wishes grown", {})
    return pictures


def _block(asked: int, graph: NetworkGraph) -> int:
    last = len(graph.blocks) - 1
    if asked != CLASSES and asked not in blocks(graph):
        st.warning(f"There is no block {asked} to wish from, so the classes are shown.")
        asked = CLASSES
    st.session_state["wish_block"] = last if asked == CLASSES else asked
    return last if asked == CLASSES else asked


def _channel(graph: NetworkGraph, block: int, asked: int) -> int:
    """The channel asked for, or the block's cover; the control for it (key `wish_channel`) follows."""
    if asked >= summaries(graph)[block][-1].shape[0]:
        st.warning(f"There is no channel {asked} here, so another one is shown.")
        asked = REPRESENTATIVE
    cover = representatives()[block] if shelves(graph) else 0
    channel = cover if asked == REPRESENTATIVE else asked
    st.session_state["wish_channel"] = channel
    return channel
