"""What the experiments say is seen is so, with the default network and the samples."""

import re
from itertools import pairwise

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest
from torch import nn

from components.cnn.arithmetic import BatchNormStep, ReluStep, channel_arithmetic
from components.cnn.learned_kernels import kernel_behind
from components.cnn.max_activations import max_activations
from components.cnn.screens.state import TracedPhoto
from components.cnn.tracing import Trace, as_maps, influence, trace
from components.intake.photos import read_photo
from components.transfer.classify import classify, contrastive_grad_cam
from components.transfer.evaluation import wilson_interval
from components.transfer.screens.state import FASHION_MNIST, OWN
from components.vision.map_strength import strength
from components.vision.preprocessing import seen_pixels
from components.vision.samples import SAMPLES
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent, text, wait
from tests.pages.own_photos import heading, transfer_state

LAST_MAPS = 18  # the block
SHOWN = 4  # maps on a card
NEARBY = range(60, 69)  # pixels from the left: the middle, and a few beside it


def tried(open_page: OpenPage, screen: str, title: str) -> AppTest:
    """A screen of the page on convolutional networks after an experiment."""
    return press(open_page("cnn", screen=screen), title)


def traced(app: AppTest) -> Trace:
    """The trace of the photo that is shown."""
    found: TracedPhoto = app.session_state["traced photo"]
    return found.trace


def photo(sample: str) -> Image.Image:
    """A sample photo."""
    return read_photo(SAMPLES[sample].read()).image


def rows_of_strongest(app: AppTest) -> list[float]:
    """Where from top to bottom the maps on the last card with maps fire: the mean of each row."""
    maps = as_maps(traced(app).outputs[LAST_MAPS])
    rows: list[float] = maps[strength(maps).topk(SHOWN).indices].mean((0, 2)).tolist()
    return rows


# --- Transfer learning ----------------------------------------------------------------------------------


def test_the_muzzle_speaks_for_egyptian_cat_and_hardly_any_place_for_tabby(open_page: OpenPage) -> None:
    network = traced(open_page("cnn", screen="Architecture", sample="cat")).graph.network
    found = contrastive_grad_cam(network, classify(network, photo("cat")), "Egyptian cat", "tabby")
    row, column = divmod(int(found.grid.argmax()), found.grid.shape[1])
    assert row in (5, 6)
    assert column in (2, 3, 4)
    assert float(found.grid.clamp(max=0).abs().sum()) < 0.05 * float(found.grid.clamp(min=0).sum())


def test_with_forty_photos_a_class_the_accuracy_is_higher_and_better_known(open_page: OpenPage) -> None:
    app = wait(open_page("transfer_learning", screen="Teach", per_class="5"))
    accuracies, widths = [], []
    for title, learned_from in (("Two photos a class", 1), ("Forty a class", 30)):
        trained = transfer_state(wait(press(app, title))).classifiers[FASHION_MNIST]
        held_out, classes = len(trained.split.held_out), len(trained.dataset.classes)
        low, high = wilson_interval(round(trained.accuracy * held_out), held_out)
        accuracies.append(trained.accuracy)
        widths.append(high - low)
        assert len(trained.split.train) == learned_from * classes
        assert trained.steps[-1].loss < 0.1 * trained.steps[0].loss
    assert accuracies[0] < 0.7
    assert accuracies[1] > accuracies[0] + 0.2
    assert widths[1] < 0.5 * widths[0]


def test_the_cat_comes_among_garments_whatever_was_chosen_before(open_page: OpenPage) -> None:
    app = open_page("transfer_learning", screen="Predict", album=OWN, threshold="1.00", per_class="5")
    assert "no photos of your own" in text(app)
    wait(press(app, "A cat among garments"))
    assert heading(app) == "None of these"


# --- Convolutional networks -----------------------------------------------------------------------------


def test_block_1_is_weak_in_even_areas(open_page: OpenPage) -> None:
    app = tried(open_page, "Architecture", "The first edges")
    maps = as_maps(traced(app).outputs[1])
    shown = maps[strength(maps).topk(SHOWN).indices].abs().flatten(1)
    assert (shown.median(1).values < 0.15 * shown.amax(1)).all()


def test_the_last_maps_fire_at_the_cup_and_along_the_ground_below_the_rocket(open_page: OpenPage) -> None:
    cup = rows_of_strongest(tried(open_page, "Architecture", "The last parts"))
    assert max(cup) in cup[1:4]
    app = tried(open_page, "Architecture", "A rocket")
    ground = rows_of_strongest(app)
    assert min(ground[-2:]) > 2 * max(ground[:-2])
    assert traced(app).best(1)[0][0] == "drilling platform"


def test_one_number_is_nine_products_batch_norm_and_relu6(open_page: OpenPage) -> None:
    app = tried(open_page, "Architecture", "One number")
    zoom = sent(app, "architecture_drawing")["zoom"]
    block, operation, channel = zoom["path"]
    found = channel_arithmetic(traced(app), block, operation + 1, channel)
    assert found.weight.numel() == 9
    assert [type(step) for step in found.after] == [BatchNormStep, ReluStep]
    assert as_maps(traced(app).inside(block)[operation + 1]).numel() == 451_584
    assert zoom["names"][zoom["stop"]] == "Sum"


def test_alexnet_pools_three_times_and_mobilenet_once_after_five_strides(open_page: OpenPage) -> None:
    app = tried(open_page, "Architecture", "AlexNet’s shape")
    compared = sent(app, "architecture_drawing")["compared"]
    assert [slab["kind"] for slab in compared["slabs"]].count("pool") == 3
    blocks = traced(app).graph.blocks
    modules = [operation.module for block in blocks for operation in block.operations]
    strides = [one.stride for one in modules if isinstance(one, nn.Conv2d)]
    assert strides.count((2, 2)) == 5
    pools = [block.name for block in blocks for one in block.operations if "pool" in one.kind.lower()]
    assert pools == ["Pool"] == [blocks[-2].name]
    ends = {block.name for block in blocks if "ReLU" not in block.operations[-1].kind}
    assert {f"Block {number}" for number in range(1, 18)} == ends - {"Pool", "Classes"}
    assert "its blocks 1 to 17 end without a ReLU" in compared["sentence"]


def test_no_single_map_makes_the_cat(open_page: OpenPage) -> None:
    trace_of_cat = traced(tried(open_page, "Feature maps", "What made it a cat"))
    adds = influence(trace_of_cat, LAST_MAPS, 3, int(trace_of_cat.probabilities.argmax()))
    assert float(adds.min()) < 0 < float(adds.max())
    assert float(adds.abs().max()) < 0.02 * float(adds.abs().sum())


def test_what_is_silent_on_the_coffee_fires_on_other_samples(open_page: OpenPage) -> None:
    app = tried(open_page, "Feature maps", "Silent maps")
    assert "This channel is silent" in text(app)
    graph = traced(app).graph
    strongest = torch.stack(
        [as_maps(trace(graph, photo(name)).outputs[LAST_MAPS]).amax((1, 2)) for name in SAMPLES]
    )
    silent = as_maps(traced(app).outputs[LAST_MAPS]).amax((1, 2)) == 0
    assert silent.any()
    assert (strongest.amax(0)[silent] > 0).all()


def test_the_learned_kernels_shown_answer_to_vertical_edges(open_page: OpenPage) -> None:
    stem = traced(open_page("cnn", screen="Architecture")).graph.blocks[0]
    for channel in (2, 8):
        kernel = kernel_behind(stem, 1, channel)
        assert kernel is not None
        grey = kernel.weight.sum(0)
        assert grey.sum(1).abs().max() < 0.1 * grey.sum(0).abs().max()


def test_one_stem_channel_matters_by_its_mean_and_not_by_its_edges(open_page: OpenPage) -> None:
    app = tried(open_page, "Ablation", "One stem channel off")
    assert "another class wins" in text(app)
    assert float(traced(app).inside(0)[3][0][8].min()) > 0
    press(app, "Edges turned")
    for kernel in ("turned by 90°", "zero"):
        app.selectbox(key="kernel").select(kernel).run()
        assert "kernel 8 changed" in text(app)
        assert "another class wins" not in text(app)


def test_espresso_wins_without_64_channels(open_page: OpenPage) -> None:
    app = tried(open_page, "Ablation", "64 channels off")
    assert "**64 of 384** channels muted" in text(app)
    assert traced(app).best(1)[0][0] == "espresso"
    assert "another class wins" not in text(app)


def test_the_deletion_test_is_failed_and_passed_as_is_said(open_page: OpenPage) -> None:
    app = tried(open_page, "Heat maps", "Grad-CAM fails early")
    assert "worse than each of 8 random orders" in text(app)
    press(app, "LayerCAM does not")
    better = re.search(r"better than (\d) of 8", text(app))
    assert better
    assert int(better[1]) > 4
    press(app, "A cat fails the test")
    assert "worse than each of 8 random orders" in text(app)


def test_flower_and_retina_activate_the_eyes_more_than_the_cat(open_page: OpenPage) -> None:
    graph = traced(open_page("cnn", screen="Architecture")).graph
    how, block = graph.network.backbone.preprocessing, graph.blocks[12]
    pixels = [torch.from_numpy(seen_pixels(photo(name), how)) for name in SAMPLES]
    found = max_activations(graph, pixels, 12, len(block.operations)).top(60, len(SAMPLES))
    names = [list(SAMPLES)[number] for number, *_ in found]
    assert names[:2] == ["flower", "retina"]
    assert "cat" not in names[:3]  # which are shown


def test_a_few_pixels_change_the_class_of_the_flower_again_and_again(open_page: OpenPage) -> None:
    app = tried(open_page, "Shifting", "A flickering flower")
    winners = []
    for left in NEARBY:
        app.session_state["left"] = left
        app.run()
        winners.append(re.findall(r"Now \*\*(.+?)\*\* wins", text(app)))
    assert sum(one != other for one, other in pairwise(winners)) > 2


def test_half_a_cup_is_an_espresso_and_the_whole_a_pill_bottle(open_page: OpenPage) -> None:
    shown = text(tried(open_page, "Shifting", "Half outside"))
    assert "The network says **pill bottle" in shown  # as in the middle
    assert "Now **espresso** wins" in shown


def test_block_10_moves_along_exactly_at_multiples_of_its_stride(open_page: OpenPage) -> None:
    app = tried(open_page, "Shifting", "A block of stride 16")
    assert "Its stride is 16 pixels" in text(app)
    assert app.get("plotly_chart")


def test_before_learning_all_classes_are_alike_and_after_ten_steps_most_garments_are_right(
    open_page: OpenPage,
) -> None:
    app = wait(open_page("transfer_learning", screen="Procedure"))
    layer = sent(press(app, "Before learning"), "chalknet_procedure_drawing")["layer"]
    assert layer["probabilities"][app.session_state["learned_step"]] == pytest.approx([0.1] * 10)
    layer = sent(press(app, "Ten steps"), "chalknet_procedure_drawing")["layer"]
    ten, last = layer["accuracies"][app.session_state["learned_step"]], layer["accuracies"][-1]
    assert ten > 0.6
    assert ten > last - 0.15
