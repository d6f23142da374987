"""State of the screen *Feature visualisation*: the objective, and its image as far as it is optimised."""

from dataclasses import dataclass

import streamlit as st
from PIL import Image

from components import jobs, runtime
from components.cnn.feature_visualization.objectives import ChannelObjective, pre_relu_operation
from components.cnn.feature_visualization.optimize import METHODS, OptimizationConfig, optimize
from components.cnn.gallery import LayerSheet, gallery, representatives
from components.cnn.graph import NetworkGraph
from components.cnn.screens.state import MOST_BLOCKS, MOST_CHANNELS, summaries, within
from components.ui import url_state
from components.vision.backbones import BACKBONES, DEFAULT, labels_of
from components.vision.own_card import MOST_CLASSES
from components.vision.own_networks import is_own

LABELS = labels_of(BACKBONES[DEFAULT].weights)  # of all networks but a lecturer's own
OPTIMIZATION = "feature visualisation"
CLASSES = -1  # the last block
REPRESENTATIVE = -1  # the channel that stands for its block


@dataclass(frozen=True)
class FeatureVisualisationSettings:
    """Objective and optimisation; `wish_class` counts in the last block, `wish_channel` in all others.

    Of a lecturer's own network the class is `wish_own_class`.
    """

    wish_block: int = url_state.integer(CLASSES, CLASSES, MOST_BLOCKS)
    wish_channel: int = url_state.integer(REPRESENTATIVE, REPRESENTATIVE, MOST_CHANNELS)
    wish_class: str = url_state.choice("strawberry", LABELS)
    wish_own_class: int = url_state.integer(0, 0, MOST_CLASSES - 1)
    wish_seed: int = url_state.integer(0, 0, 999)
    wish_steps: int = url_state.integer(128, 16, 512)
    way: str = url_state.choice(METHODS[0], METHODS)
    guess: bool = url_state.boolean()


@dataclass(frozen=True)
class VisualisationRequest:
    """A network, the objective in it, and how its image is optimised."""

    graph: NetworkGraph
    objective: ChannelObjective
    config: OptimizationConfig

    @property
    def about(self) -> tuple[str, ChannelObjective, OptimizationConfig]:
        """Key under which its image is kept."""
        return self.graph.network.backbone.name, self.objective, self.config

    @property
    def of_class(self) -> bool:
        """Whether the objective is a class."""
        return self.objective.block == len(self.graph.blocks) - 1

    @property
    def block(self) -> str:
        """Name of the block."""
        return self.graph.blocks[self.objective.block].name

    @property
    def name(self) -> str:
        """Name of the class or channel."""
        channel = self.objective.channel
        return self.graph.network.labels[channel] if self.of_class else f"{self.block}, channel {channel}"

    @property
    def channels(self) -> int:
        """Number of channels of the block."""
        return summaries(self.graph)[self.objective.block][-1].shape[0]

    @property
    def unit(self) -> tuple[int, int, int]:
        """Block, operation and channel whose activation is maximised."""
        block = self.objective.block
        return block, pre_relu_operation(self.graph.blocks[block]), self.objective.channel

    @property
    def shipped(self) -> LayerSheet | None:
        """The gallery's sheet of the block; there is a gallery of the default network only."""
        return next((one for one in gallery_of(self.graph) if one.block == self.objective.block), None)

    @property
    def is_shipped(self) -> bool:
        """Whether the gallery has this very image."""
        sheet = self.shipped
        by_default = self.config == OptimizationConfig()
        return by_default and sheet is not None and self.objective.channel in sheet.channels


@dataclass(frozen=True)
class FeatureVisualisation:
    """An image after some steps of its optimisation: all that is needed to draw it, now or frozen."""

    request: VisualisationRequest
    image: Image.Image
    steps: int

    @property
    def about(self) -> tuple[str, ...]:
        """Key under which its activation and probabilities are cached."""
        return tuple(str(part) for part in (*self.request.about, self.steps))


def visualisation_request(
    settings: FeatureVisualisationSettings, graph: NetworkGraph
) -> VisualisationRequest:
    """Return what the settings ask for; what the network doesn't have becomes its default."""
    config = OptimizationConfig(
        steps=settings.wish_steps,
        seed=settings.wish_seed,
        method=next(method for method in METHODS if method == settings.way),
    )
    block = _block(settings.wish_block, graph)
    of_class = block == len(graph.blocks) - 1
    channel = _class(graph, settings) if of_class else _channel(graph, block, settings.wish_channel)
    return VisualisationRequest(graph, ChannelObjective(block, channel), config)


def gallery_of(graph: NetworkGraph) -> tuple[LayerSheet, ...]:
    """Return the gallery of the network; empty if it has none."""
    return gallery() if graph.network.backbone.name == DEFAULT else ()


def objective_blocks(graph: NetworkGraph) -> list[int]:
    """Return the blocks that have objectives: all but the pooling, which repeats the block before it."""
    return [number for number, block in enumerate(graph.blocks) if block.name != "Pool"]


def current_visualisation(request: VisualisationRequest) -> FeatureVisualisation:
    """Return what this visitor has optimised, or the gallery's image, or the noise at the start."""
    ended: jobs.Ended[FeatureVisualisation] | None = jobs.result(OPTIMIZATION, request.about)
    if ended and ended.snapshot and ended.snapshot.steps:
        return ended.snapshot
    if request.shipped and request.is_shipped:
        image = request.shipped.picture(request.objective.channel)
        return FeatureVisualisation(request, image, request.config.steps)
    start = runtime.run_short(next, optimize(request.graph, request.objective, request.config))
    return FeatureVisualisation(request, Image.fromarray(start.image), 0)


def finished_visualisations() -> list[FeatureVisualisation]:
    """Return what this visitor has optimised, as far as it is kept, in the order in which it came."""
    snapshots = [ended.snapshot for ended in jobs.results(OPTIMIZATION).values()]
    return [one for one in snapshots if one and one.steps]


def _block(asked: int, graph: NetworkGraph) -> int:
    last = len(graph.blocks) - 1
    if asked != CLASSES and asked not in objective_blocks(graph):
        st.warning(f"There is no block {asked} to visualise, so the classes are shown.")
        asked = CLASSES
    asked = CLASSES if asked == last else asked
    url_state.follow(FeatureVisualisationSettings, wish_block=asked)
    return last if asked == CLASSES else asked


def _class(graph: NetworkGraph, settings: FeatureVisualisationSettings) -> int:
    """Return the class asked for; of an own network, the control (key `wish_own_class`) follows."""
    if not is_own(graph.network):
        return LABELS.index(settings.wish_class)
    asked = within(settings.wish_own_class, len(graph.network.labels) - 1, 0, "class")
    url_state.follow(FeatureVisualisationSettings, wish_own_class=asked)
    return asked


def _channel(graph: NetworkGraph, block: int, asked: int) -> int:
    """Return the channel asked for, or the representative; the control (key `wish_channel`) follows."""
    asked = within(asked, summaries(graph)[block][-1].shape[0] - 1, REPRESENTATIVE, "channel")
    representative = representatives()[block] if gallery_of(graph) else 0
    channel = representative if asked == REPRESENTATIVE else asked
    url_state.follow(FeatureVisualisationSettings, wish_channel=channel)
    url_state.leave_out(FeatureVisualisationSettings, wish_channel=representative)
    return channel
