"""*Heat maps*: class activation maps at every block, and the deletion test of each."""

import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import TypeGuard

import streamlit as st
from torch import Tensor

from components import jobs, runtime
from components.cnn.charts import deletion_chart
from components.cnn.deletion_statistics import DeletionTest, load_deletions
from components.cnn.figures import heatmap_thumbnails
from components.cnn.graph import NetworkGraph, with_last_of
from components.cnn.saliency import CamMethod, class_activation_maps
from components.cnn.screens.state import (
    MOST_BLOCKS,
    PhotoSettings,
    TracedPhoto,
    graph_or_default,
    keep_opacity,
    opacity,
    photo_bar,
    traced_photo,
    within,
)
from components.render.colours import SEQUENTIAL
from components.render.heatmaps import heat_png
from components.session import visitor
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.controls.photo import sample_photo
from components.ui.controls.seen_square import seen_square
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import isolated, plain
from components.ui.widgets import charts
from components.ui.widgets.class_bars import percent
from components.ui.widgets.heatmap_overlay import Layers, overlay
from components.ui.widgets.shelf import Row, shelf
from components.vision.backbones import BACKBONES, DEFAULT, labels_of
from components.vision.classifier import with_last_layer
from components.vision.deletion import Chance, Deletion, deletion, random_deletions
from components.vision.own_card import MOST_CLASSES
from components.vision.own_networks import is_own
from components.vision.preprocessing import visible_square
from components.vision.samples import SAMPLES

TESTING = "deletion test"
TEST = "Does the class fall sooner than when places are hidden at random?"
BEST = "the best class"
BEST_CLASS = -1
IMAGENET, OWN = "ImageNet", "my own"
METHODS: tuple[CamMethod, ...] = ("Grad-CAM", "LayerCAM")  # first that of the screen Classify
LABELS = labels_of(BACKBONES[DEFAULT].weights)


@dataclass(frozen=True)
class HeatMapSettings:
    """Block, class, method and last layer of the large heat map; its deletion curve instead of all blocks."""

    heat_block: int = url_state.integer(18, 0, MOST_BLOCKS)
    explain: str = url_state.choice(BEST, (BEST, *LABELS))
    explained_class: int = url_state.integer(BEST_CLASS, BEST_CLASS, MOST_CLASSES - 1)  # of an own network
    method: str = url_state.choice(METHODS[0], METHODS)
    whose: str = url_state.choice(IMAGENET, (IMAGENET, OWN))
    deletion_curve: bool = url_state.boolean()


CLAIM = "Where does the network look? Ask every layer, and test the answers."

DEFAULTS = asdict(PhotoSettings()) | asdict(HeatMapSettings())
TRIPOD = {"sample": "photographer", "heat_block": 8}
EXPERIMENTS = (
    Experiment(
        "Grad-CAM fails early",
        {**TRIPOD, "method": "Grad-CAM"},
        "Grad-CAM gives each map a single weight; here, in Block 8, hiding its hottest places harms “tripod” "
        "less than hiding places at random.",
    ),
    Experiment(
        "LayerCAM does not",
        {**TRIPOD, "method": "LayerCAM"},
        "LayerCAM weights each place by itself: in the same block, hiding its hottest places harms “tripod” "
        "more than most random orders do.",
    ),
    Experiment(
        "A cat fails the test",
        {"sample": "cat"},
        "The map lies on the cat’s muzzle and looks right, yet hiding it harms the class less than chance: "
        "looking convincing proves nothing.",
    ),
)

IDEA = r"""
$A_k$ are the maps of a block, $G_k = \partial y_c / \partial A_k$ the gradient of the logit of a class.

**Grad-CAM** ([Selvaraju et al., 2017](https://arxiv.org/abs/1610.02391)) gives each map one weight, the mean
of its gradient. That is right for the last maps, which are averaged anyway, and wrong where a map serves
different purposes at different places:

$$
H = \mathrm{ReLU}\Big(\sum_k \overline{G_k}\, A_k\Big)
$$

**LayerCAM** ([Jiang et al., 2021](https://doi.org/10.1109/TIP.2021.3089943)) weights each place by itself:

$$
H = \mathrm{ReLU}\Big(\sum_k \mathrm{ReLU}(G_k) \odot A_k\Big)
$$

**The deletion test** ([Petsiuk et al., 2018](https://arxiv.org/abs/1806.07421)): hide the hottest of 7 × 7
patches first and see how soon the class falls. The area is in units of the probability at the start; the
smaller, the better the map knew what mattered. Every block is tested on the same 7 × 7 grid; finer patches
would favour blocks with finer maps. Eight random orders show what chance does. A map that is no better than
they are may look convincing all the same: that it lies on the animal doesn’t show that the network looks
there.
"""
ON_CLASSIFY = (
    "Grad-CAM at the last block with maps is the heat map of the screen *Classify* on the page "
    "Transfer learning."
)


@dataclass(frozen=True)
class HeatMapRequest:
    """Traced photo, network, class and method: all that the heat maps depend on."""

    shown: TracedPhoto
    graph: NetworkGraph
    label: str
    method: CamMethod

    @property
    def wanted(self) -> int:
        """Index of the class."""
        return self.graph.network.labels.index(self.label)

    @property
    def about(self) -> tuple[str, ...]:
        """Key under which its results are cached."""
        return (*self.shown.about, *self.graph.network.labels[:10], self.label, self.method)


def heat_maps_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(HeatMapSettings)
    shown = traced_photo(photo)
    request = _request(shown, settings)
    maps = _maps(request)
    block = min(settings.heat_block, len(maps) - 1)
    view = _view(request, maps[block], block)
    idea = IDEA if is_own(request.graph.network) else f"{IDEA}\n{ON_CLASSIFY}"
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, idea)
    with place.picture:
        large, others = st.columns([2, 1] if "heat map" in visitor().frozen else [3, 2], gap="medium")
        with large:
            _draw_words(request, maps[block], block)
            side_by_side("heat map", view, _draw_view)
        tested = _tested(request)
        with others:
            if _has(tested, block):
                st.markdown(deletion_in_words(tested.hottest[block], tested.random))
            if _has(tested, block) and settings.deletion_curve:
                charts.draw(deletion_chart(tested.hottest[block], tested.random), "deletion")
            else:
                _draw_blocks(request, maps, block, tested)
            if jobs.is_about(TESTING, request.about):
                jobs.watch(TESTING, lambda job: _draw_progress(job, len(maps)))
    with place.dock:
        photo_bar(photo)
        _pick(request)
        if _has(tested, block):
            st.toggle("Deletion curve", key="deletion_curve", help=TEST)
        elif not jobs.is_about(TESTING, request.about):
            st.button("Hide the hottest places", on_click=_start, args=(request, maps), help=TEST)
        freeze_button("heat map", view)


def _request(shown: TracedPhoto, settings: HeatMapSettings) -> HeatMapRequest:
    graph = shown.trace.graph
    own = visitor().classifier
    if is_own(graph.network):
        return HeatMapRequest(shown, graph, _own_class(shown, settings), _method(settings))
    if settings.whose == OWN and own is not None:
        before = graph_or_default(own.backbone)
        if before.network.backbone.name == own.backbone:
            graph = with_last_of(before, with_last_layer(before.network, own))
    labels = graph.network.labels
    with_best = graph is not shown.trace.graph or settings.explain == BEST
    label = _best(shown, graph) if with_best else settings.explain
    return HeatMapRequest(shown, graph, label if label in labels else labels[0], _method(settings))


def _method(settings: HeatMapSettings) -> CamMethod:
    return next(method for method in METHODS if method == settings.method)


def _own_class(shown: TracedPhoto, settings: HeatMapSettings) -> str:
    """Return the class of a lecturer's own network; the control (key `explained_class`) follows."""
    graph = shown.trace.graph
    labels = graph.network.labels
    asked = within(settings.explained_class, len(labels) - 1, BEST_CLASS, "class")
    url_state.follow(HeatMapSettings, explained_class=asked)
    return _best(shown, graph) if asked == BEST_CLASS else labels[asked]


def _best(shown: TracedPhoto, graph: NetworkGraph) -> str:
    if graph is shown.trace.graph:
        return shown.trace.best(1)[0][0]
    logits = runtime.run_short(_logits, graph, shown.trace.pixels)
    return graph.network.labels[int(logits.argmax())]


def _logits(graph: NetworkGraph, pixels: Tensor) -> Tensor:
    return graph.logits_after(-1, pixels)[0].detach()


def _maps(request: HeatMapRequest) -> tuple[Tensor, ...]:
    pixels = request.shown.trace.pixels
    return runtime.cached(
        class_activation_maps, request.about, request.graph, pixels, request.wanted, request.method
    )


def _draw_words(request: HeatMapRequest, heat: Tensor, block: int) -> None:
    probability = float(_logits(request.graph, request.shown.trace.pixels).softmax(0)[request.wanted])
    silent = " Nothing in this block speaks for it." if float(heat.max()) == 0 else ""
    st.markdown(
        f"**{request.graph.blocks[block].name}**, {len(heat)} × {len(heat)} places. "
        f"For **{plain(request.label)}**, {percent(probability)}.{silent}"
    )


def _pick(request: HeatMapRequest) -> None:
    own = is_own(request.graph.network)
    if own:
        _pick_own_class(request.graph.network.labels)
    else:
        of_imagenet = request.graph is request.shown.trace.graph
        st.selectbox("Class", (BEST, *LABELS), key="explain", disabled=not of_imagenet)
    st.segmented_control("Heat map", METHODS, key="method", required=True)
    if visitor().classifier and not own:
        st.segmented_control("Last layer", (IMAGENET, OWN), key="whose", required=True)


def _pick_own_class(labels: tuple[str, ...]) -> None:
    names = {BEST_CLASS: BEST} | dict(enumerate(labels))
    st.selectbox("Class", list(names), key="explained_class", format_func=lambda one: isolated(names[one]))


def _draw_blocks(
    request: HeatMapRequest, maps: tuple[Tensor, ...], block: int, tested: DeletionTest | None
) -> None:
    pictures = runtime.cached(_strip, (*request.about, "strip"), request, maps)
    names = [request.graph.blocks[number].name for number in range(len(maps))]
    areas = [f": {found.area:.2f}" for found in tested.hottest] if tested else []
    areas += [""] * (len(maps) - len(areas))
    row = Row(pictures, [f"{name}{area}" for name, area in zip(names, areas, strict=True)])
    shelf(row, block, _pick_block, key="heat maps of all blocks")


def _strip(request: HeatMapRequest, maps: tuple[Tensor, ...]) -> bytes:
    how = request.graph.network.backbone.preprocessing
    return heatmap_thumbnails(visible_square(request.shown.subject.photo.image, how), maps)


def _pick_block(number: int) -> None:
    st.session_state["heat_block"] = number


@dataclass(frozen=True)
class HeatMapView:
    """A heat map on the photo, and its description."""

    words: str
    layers: Layers


def _view(request: HeatMapRequest, heat: Tensor, block: int) -> HeatMapView:
    jpeg = seen_square(request.shown.subject.photo, request.graph.network.backbone.preprocessing)
    credit, ends = request.shown.subject.credit, ("little", "speaks for it")
    words = f"{request.graph.blocks[block].name}, {request.method}, {plain(request.label)}"
    return HeatMapView(words, Layers(jpeg, heat_png(heat), SEQUENTIAL, ends, credit))


def _draw_view(view: HeatMapView, key: str) -> None:
    if "heat map" in visitor().frozen:
        st.markdown(view.words)
    overlay(view.layers, opacity(), keep_opacity, key=f"heat map {key}")


# --- The test -------------------------------------------------------------------------------------------


def _tested(request: HeatMapRequest) -> DeletionTest | None:
    """Return the deletion test of all blocks if it is shipped, or as far as this visitor has had it made."""
    if shipped := _shipped(request):
        return shipped
    ended: jobs.Ended[DeletionTest] | None = jobs.result(TESTING, request.about)
    if ended and ended.trouble:
        st.warning(plain(ended.trouble))
    return ended.snapshot if ended else None


def _shipped(request: HeatMapRequest) -> DeletionTest | None:
    """Return the test that comes with the app, for a sample's best class in the default network."""
    graph, digest = request.graph, request.shown.subject.photo.digest
    if graph is not request.shown.trace.graph or graph.network.backbone.name != DEFAULT:
        return None
    name = next((name for name in SAMPLES if sample_photo(name).digest == digest), None)
    found = runtime.shared(load_deletions).get(name) if name else None
    return found.tests[request.method] if found and found.label == request.label else None


def _has(tested: DeletionTest | None, block: int) -> TypeGuard[DeletionTest]:
    return tested is not None and block < len(tested.hottest)


def deletion_in_words(hottest: Deletion, chance: Chance) -> str:
    """Compare a deletion curve with those in random orders, in a sentence."""
    low, *_, high = chance.areas
    count, beaten = len(chance.runs), chance.beaten(hottest)
    words = {
        0: f"**worse than each of {count} random orders**",
        count: f"**better than each of {count} random orders**",
    }
    return (
        f"Deletion test (smaller is better): **{hottest.area:.2f}**, in random orders {low:.2f} to "
        f"{high:.2f}: {words.get(beaten, f'**better than {beaten} of {count} random orders**')}."
    )


def _start(request: HeatMapRequest, maps: tuple[Tensor, ...]) -> None:
    graph, pixels, wanted = request.graph, request.shown.trace.pixels, request.wanted

    def work(_cancel: threading.Event) -> Iterator[DeletionTest]:
        logits = partial(graph.logits_after, -1)
        tested = DeletionTest(random_deletions(logits, pixels, wanted), ())
        yield tested
        for found in runtime.map_long(lambda heat: deletion(logits, pixels, heat, wanted), maps):
            tested = DeletionTest(tested.random, (*tested.hottest, found))
            yield tested

    jobs.start(TESTING, work, "drop", request.about)


def _draw_progress(job: jobs.Job[DeletionTest], blocks: int) -> None:
    done = len(job.snapshot.hottest) if job.snapshot else 0
    st.progress(done / blocks, f"Hiding the hottest places: {done} of {blocks} blocks")


SCREEN = Screen(heat_maps_screen, (PhotoSettings, HeatMapSettings), EXPERIMENTS, DEFAULTS)
