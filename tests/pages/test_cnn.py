"""The screens on convolutional networks, driven without a browser."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest
from torch import nn

from components.cnn.screens.state import TracedPhoto, summaries
from components.cnn.tracing import as_maps
from components.vision.backbones import DEFAULT, Backbone, Network, load_network
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to, held_jobs, labels, press, sent, text, wait, warnings
from tests.unit.cnn.conftest import loader, untrained

PAGE = "cnn"
SCREENS = ("Architecture", "Feature maps", "Arithmetic", "Ablation", "Heat maps", "Shifting")


def traced_photo(app: AppTest) -> TracedPhoto:
    found: TracedPhoto = app.session_state["traced photo"]
    return found


def picture(width: int, height: int, colour: tuple[int, int, int] | int) -> bytes:
    stream = io.BytesIO()
    Image.new("L" if isinstance(colour, int) else "RGB", (width, height), colour).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_shows_something_at_first_paint(open_page: OpenPage, screen: str) -> None:
    app = wait(open_page(PAGE, screen=screen))
    assert not app.exception
    assert not app.error
    assert traced_photo(app).trace.best(1)[0][0] == "espresso"


@pytest.mark.parametrize(
    ("width", "height", "colour"),
    [(1, 1, (200, 30, 30)), (60, 1200, (10, 90, 10)), (1200, 60, (9, 9, 90)), (300, 200, 0), (300, 200, 128)],
    ids=["1×1", "tall", "wide", "black", "grey"],
)
def test_a_strange_photo_goes_through_every_screen(
    open_page: OpenPage, width: int, height: int, colour: tuple[int, int, int] | int
) -> None:
    app = open_page(PAGE, screen="Architecture")
    app.file_uploader(key="photo").upload("photo.png", picture(width, height, colour)).run()
    for screen in SCREENS:
        go_to(app, screen)  # what runs on there as a job is cancelled with the next screen
        assert not app.exception, screen
        assert not app.error, screen
    assert traced_photo(app).subject.credit == "Your own photo, not stored"


def test_a_black_photo_leaves_channels_silent_and_the_page_says_so(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Architecture")
    app.file_uploader(key="photo").upload("photo.png", picture(300, 200, 0)).run()
    go_to(app, "Feature maps")
    assert "of them are zero everywhere on this photo" in text(app)
    maps = traced_photo(app).trace.inside(0)[3][0]
    silent = next(number for number, one in enumerate(maps) if float(one.abs().max()) == 0)
    app.session_state["channel"] = silent
    app.run()
    assert "This channel is silent" in text(app)


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ({"block": "200"}, "“block”"),
        ({"block": "21"}, "no block 21"),
        ({"block": "-1"}, "“block”"),
        ({"channel": "10000"}, "“channel”"),
        ({"channel": "5000"}, "no channel 5000"),
        ({"channel": "32"}, "no channel 32"),
        ({"operation": "9"}, "no operation 9"),
        ({"block": "nonsense", "operation": "x"}, "“block”, “operation”"),
    ],
)
def test_an_index_out_of_range_is_said_and_something_else_is_shown(
    open_page: OpenPage, link: dict[str, str], word: str
) -> None:
    app = open_page(PAGE, screen="Feature maps", **link)
    assert not app.exception
    assert word in warnings(app)
    assert any("Channel" in str(line.value) for line in app.subheader)


@pytest.mark.parametrize("muted", ["1-2-10000", "1--2", "a", "-3", "1-1"])
def test_nonsense_in_the_list_of_muted_channels_is_said(open_page: OpenPage, muted: str) -> None:
    app = open_page(PAGE, screen="Ablation", muted=muted)
    assert not app.exception
    assert "“muted”" in warnings(app)
    assert "Click a map to mute it" in text(app)


def drawn_as_it_is(app: AppTest) -> None:
    """Hold the drawing against the network: names, sizes, costs, probabilities."""
    found = traced_photo(app).trace
    drawn = sent(app, "architecture_drawing")
    slabs, module = drawn["network"]["slabs"], found.graph.network
    assert [slab["name"] for slab in slabs] == [block.name for block in found.graph.blocks]
    shapes = [as_maps(result).shape for result in found.outputs]
    assert [(slab["channels"], slab["side"]) for slab in slabs] == [shape[:2] for shape in shapes]
    assert [(name, share) for name, _, share in drawn["network"]["classes"]] == found.best(5)
    opened = found.graph.blocks[drawn["opened"]["number"]]
    assert [one["kind"] for one in drawn["opened"]["operations"]] == [one.kind for one in opened.operations]
    fields = [slab["field"] for slab in slabs]
    assert all(0 < field <= 224 for field in fields)
    assert fields == sorted(fields)
    learned = sum(one.numel() for part in (module.body, module.head) for one in part.parameters())
    counted = sum(map(one_of_words("parameters"), slabs))
    assert counted == pytest.approx(learned, rel=0.01)  # each is written in three digits


def one_of_words(what: str) -> Callable[[dict[str, str]], float]:
    """Read what the words of a slab say of one of its costs."""
    units = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}

    def read(slab: dict[str, str]) -> float:
        found = re.search(rf"([\d.]+)([kMG]?) {what}", slab["words"])
        assert found
        return float(found[1]) * units[found[2]]

    return read


def test_the_network_is_drawn_as_it_is(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Architecture", block="5")
    drawn_as_it_is(app)
    costs = summaries(traced_photo(app).trace.graph)
    adds = sum(one.multiply_adds for operations in costs for one in operations)
    slabs = sent(app, "architecture_drawing")["network"]["slabs"]
    assert sum(map(one_of_words("multiply-adds"), slabs)) == pytest.approx(adds, rel=0.01)


@pytest.mark.parametrize("name", ["AlexNet", "ResNet-50", "DenseNet-121", "EfficientNet-B0"])
def test_another_network_gives_another_drawing(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", loader(name))
    drawn_as_it_is(open_page(PAGE, screen="Architecture", model="AlexNet"))


def test_a_channel_that_another_block_doesn_t_have_is_left_alone(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="0", muted="3-200")
    assert not app.exception
    assert "**1 of 32** channels muted" in text(app)


def test_a_model_that_vanished_from_the_disk_is_replaced_and_said(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Backbone, "file", property(lambda self: tmp_path / f"{self.name}.pth"))
    app = open_page(PAGE, screen="Architecture", model="ResNet-18")
    assert not app.exception
    assert "ResNet-18 is not on this computer yet" in text(app)


def test_two_visitors_who_mute_different_channels_don_t_meet(open_page: OpenPage) -> None:
    here = {"screen": "Ablation", "block": "10", "operation": "6"}
    one, other = open_page(PAGE, **here, muted="1-2-3"), open_page(PAGE, **here, muted="10-20")
    one.run()
    other.run()
    assert "**3 of 384**" in text(one)
    assert "**2 of 384**" in text(other)
    assert traced_photo(one).trace.graph.network is traced_photo(other).trace.graph.network


def test_another_operation_resets_the_intervention(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="10", operation="6", muted="1-2-3")
    app.selectbox(key="operation").set_value(3).run()
    assert "Click a map to mute it" in text(app)


def test_the_most_important_channels_are_found_and_can_be_muted_together(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="16", operation="6")
    next(button for button in app.button if button.label.startswith("Find")).click().run()
    wait(app)
    assert "**The most important**" in text(app)
    assert "Ten others at random" in text(app)
    assert not any(button.label.startswith("Mute these") for button in app.button)
    press(app, "yes")
    assert len(app.session_state["visitor"].guesses) == 1
    (mute,) = [button for button in app.button if button.label.startswith("Mute these")]
    count = int(mute.label.split()[2])
    assert 1 <= count <= 10
    mute.click().run()
    assert f"**{count} of 960** channels muted" in text(app)


def test_what_is_listed_as_important_is(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="1", operation="6")
    next(button for button in app.button if button.label.startswith("Find")).click().run()
    wait(app)
    assert "+" not in text(app).split("The most important**")[-1].split("Ten others")[0]
    assert "All 16 channels were tried" in text(app) or "none of the 16 channels" in text(app)


def test_the_search_can_be_cancelled(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="1")
    next(button for button in app.button if button.label.startswith("Find")).click().run()
    job = app.session_state["jobs"]["importance"]
    job.cancel()
    wait(app)
    assert "**The most important**" not in text(app)
    assert any(button.label.startswith("Find") for button in app.button)


def test_the_kernel_edited_on_the_screen_convolution_can_be_used(open_page: OpenPage) -> None:
    here = {"screen": "Ablation", "block": "0", "operation": "1", "channel": "7", "kernel": "my own"}
    app = open_page(PAGE, **here, k4="0")
    assert not app.exception
    assert app.number_input(key="k4").value == 0
    app.number_input(key="k4").set_value(500).run()
    assert not app.exception
    assert "my own" in str(app.selectbox(key="kernel").value)


def test_the_heat_maps_are_tested_and_the_test_can_be_cancelled(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Heat maps", explain="cup")
    assert "Deletion test (smaller" not in text(app)
    press(app, "Hide the hottest places")
    app.session_state["jobs"]["deletion test"].cancel()
    wait(app)
    press(app, "Hide the hottest places")
    wait(app)
    assert "Deletion test (smaller" in text(app)
    assert "Hide the hottest places" not in labels(app)


def test_the_samples_heat_maps_are_tested_already(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Heat maps")
    assert "better than 7 of 8 random orders" in text(app)
    app.toggle(key="deletion_curve").set_value(True).run()
    assert app.get("plotly_chart")
    app = open_page(PAGE, screen="Heat maps", sample="cat")
    assert "worse than each of 8 random orders" in text(app)
    assert not held_jobs(app)


def test_the_classifier_just_taught_can_be_asked_where_it_looks(open_page: OpenPage) -> None:
    app = wait(open_page("transfer_learning", screen="Teach", per_class="2"))
    app.switch_page(f"pages/{PAGE}.py")
    go_to(app.run(), "Heat maps")
    app.segmented_control(key="whose").set_value("my own").run()
    wait(app)
    assert not app.exception
    labels = app.session_state["visitor"].classifier.labels
    assert any(f"For **{label}**" in text(app) for label in labels)


def test_the_object_is_swept_and_the_answer_comes_after_the_guess(
    open_page: OpenPage,
) -> None:
    app = open_page(PAGE, screen="Shifting", response="the class, from left to right")
    app.session_state["jobs"]["sweep"].cancel()
    wait(app)
    press(app, "Move it from edge to edge")
    wait(app)
    (ended,) = app.session_state["results of jobs"].of("sweep").values()
    found = ended.snapshot
    assert found.lefts[-1] > 150
    inside = [p for left, p in zip(found.lefts, found.probabilities, strict=True) if 0 <= left <= 128]
    span = max(inside) - min(inside)
    right = "less than 5" if span < 0.05 else "5 to 20" if span < 0.2 else "more than 20"
    assert not app.get("plotly_chart")
    press(app, right)
    assert "**1 of 1** guesses right" in text(app)
    assert app.get("plotly_chart")


def test_a_block_moves_along_by_whole_strides(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Shifting", response="the map after a shift")
    assert "Its stride is 8 pixels" in text(app)
    (chart,) = app.get("plotly_chart")
    (bars,) = json.loads(chart.proto.spec)["data"]
    assert dict(zip(bars["x"], bars["text"], strict=True))["8 px"] == "0.00"
    assert dict(zip(bars["x"], bars["text"], strict=True))["4 px"] != "0.00"


def test_the_block_whose_response_is_shown_is_in_the_link(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Shifting", roaming_block="10", sample="flower", left="-48")
    assert not app.exception
    response = sent(app, "drag_field")["response"]
    assert response["title"].startswith("Block 10, channel ")
    assert response["signed"]  # a block ends in a linear layer
    assert "−48 pixels from the left, 64 from the top" in text(app)  # a true minus


def load_untrained(name: str, _device: str) -> Network:
    return untrained(name)


@pytest.mark.parametrize("model", ["ResNet-18", "AlexNet"])
def test_another_architecture_goes_through_every_screen(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", load_untrained)
    app = open_page(PAGE, screen="Architecture", model=model)
    assert traced_photo(app).trace.graph.network.backbone.name == model
    for screen in SCREENS:
        go_to(app, screen)
        assert not app.exception, screen
        assert not app.error, screen
    go_to(app, "Feature maps")
    for number in range(len(traced_photo(app).trace.graph.blocks)):
        app.selectbox(key="block").set_value(number).run()
        assert not app.exception, number


@pytest.mark.parametrize(
    ("name", "block"),
    [("ResNet-50", 16), ("DenseNet-121", 1), ("EfficientNet-B0", 16), ("ConvNeXt-Tiny", 21)],
)
def test_a_network_of_any_architecture_goes_through_every_screen(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str, block: int
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", loader(name))
    app = open_page(PAGE, screen="Architecture", model="AlexNet", block=str(block), roaming_block=str(block))
    assert traced_photo(app).trace.graph.network.backbone.name == name
    for screen in (*SCREENS, "Feature visualisation"):
        go_to(app, screen)
        assert not app.exception, screen
        assert not app.error, screen
    go_to(app, "Feature maps")
    for operation in range(1, min(8, len(traced_photo(app).trace.graph.blocks[block].operations))):
        app.selectbox(key="operation").set_value(operation).run()
        assert not app.exception, operation


class Mirrored(nn.Module):
    """What no row of operations shows."""

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return pixels.flip(3)


def mirrored_or_default(name: str, device: str) -> Network:
    if name == DEFAULT:
        return load_network(name, device)
    network = untrained("AlexNet")
    assert isinstance(network.backbone, Backbone)
    backbone = replace(network.backbone, name="Mirrored AlexNet")
    return replace(network, backbone=backbone, body=nn.Sequential(Mirrored(), network.body))


@pytest.mark.parametrize("screen", [*SCREENS, "Feature visualisation"])
def test_a_network_that_can_t_be_taken_apart_is_refused_in_a_sentence_with_the_way_out(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", mirrored_or_default)
    app = open_page(PAGE, screen=screen, model="AlexNet")
    assert not app.exception
    assert "Mirrored AlexNet can’t be shown operation by operation. This page goes on with" in text(app)


FROZEN = [
    ("Feature maps", {"block": "3", "channel": "5"}, {"channel": 9}, "channel map"),
    ("Heat maps", {"heat_block": "18"}, {"heat_block": 3}, "heat map"),
    ("Ablation", {"block": "10", "operation": "6", "muted": "1-2"}, {"muted": (1, 2, 3)}, "after ablation"),
]


@pytest.mark.parametrize(("screen", "at_first", "then", "part"), FROZEN)
def test_a_result_is_frozen_and_compared(
    open_page: OpenPage, screen: str, at_first: dict[str, str], then: dict[str, Any], part: str
) -> None:
    app = open_page(PAGE, screen=screen, **at_first)
    before = drawn(app, f"{part} now")
    press(app, "Freeze to compare")
    for name, value in then.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    assert drawn(app, f"{part} frozen") == before
    assert drawn(app, f"{part} now") != before
    press(app, "Unfreeze")
    assert not [one for one in app.get("bidi_component") if one.proto.id.endswith(f"{part} frozen")]


def drawn(app: AppTest, key: str) -> str:
    """What the component with this key was given."""
    (one,) = [one.proto for one in app.get("bidi_component") if one.proto.id.endswith(key)]
    return str(one.json)


def test_the_kernel_chosen_for_ablation_outlives_a_look_at_the_feature_maps(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", block="0", operation="1", channel="7", kernel="zero")
    assert "kernel 7 changed" in text(app)
    go_to(app, "Feature maps")
    go_to(app, "Ablation")
    assert app.selectbox(key="kernel").value == "zero"
    assert "kernel 7 changed" in text(app)


def test_the_channel_that_is_opened_is_the_first_of_the_chosen_order(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Feature maps", block="18", order="influence")
    sheet = json.loads(drawn(app, "sheet"))
    assert sheet["chosen"] == sheet["numbers"][0]
    app.selectbox(key="order").set_value("weakness").run()
    sheet = json.loads(drawn(app, "sheet"))
    assert sheet["chosen"] == sheet["numbers"][0]
    assert "This channel is silent" in text(app)


def test_a_channel_that_only_goes_down_is_said_so(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Feature maps", block="4", operation="4", channel="0")
    assert "It hardly fires" in text(app)


def test_a_failed_upload_leaves_the_own_photo(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Architecture")
    app.file_uploader(key="photo").upload("photo.png", picture(300, 200, (200, 30, 30))).run()
    assert traced_photo(app).subject.credit == "Your own photo, not stored"
    app.file_uploader(key="photo").set_value([]).run()  # the browser takes the old one away first
    app.file_uploader(key="photo").upload("notes.txt", b"no photo").run()
    assert app.error
    assert traced_photo(app).subject.credit == "Your own photo, not stored"


def test_a_sample_is_taken_again_after_an_own_photo(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Architecture")
    app.file_uploader(key="photo").upload("photo.png", picture(300, 200, (200, 30, 30))).run()
    app.get_by_key("sample instead").set_value("cat").run()  # type: ignore[union-attr]
    assert traced_photo(app).trace.best(1)[0][0] == "Egyptian cat"
