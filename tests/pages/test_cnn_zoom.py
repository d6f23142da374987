"""The way into the drawn network, without a browser: every number that is handed over is the network's."""

import base64
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest
from torch import nn

from components.cnn.screens.architecture_zoom import STOPS
from components.cnn.screens.state import TracedPhoto
from components.cnn.tracing import as_maps
from tests.pages.conftest import OpenPage
from tests.pages.driving import sent
from tests.unit.cnn.conftest import loader

EXACT = 1e-5


def zoom_of(app: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = sent(app, "architecture_drawing")["zoom"]
    return found


def unpacked(array: dict[str, Any]) -> NDArray[np.float32]:
    found = np.frombuffer(base64.b64decode(array["values"]), "<f4")
    return found.reshape(array["shape"])


def opened(open_page: OpenPage, **link: str) -> tuple[TracedPhoto, dict[str, Any]]:
    app = open_page("cnn", screen="Architecture", **link)
    shown: TracedPhoto = app.session_state["traced photo"]
    return shown, zoom_of(app)


def test_each_stop_brings_what_the_next_one_needs_and_no_more(open_page: OpenPage) -> None:
    for number, stop in enumerate(STOPS):
        _, zoom = opened(open_page, block="3", operation="4", stop=stop)
        assert zoom["stop"] == number
        brought = [zoom[name] is not None for name in ("operation", "channel", "sum")]
        assert brought == [number + 1 >= needed for needed in (2, 3, 4)]


def test_the_kernels_are_the_networks(open_page: OpenPage) -> None:
    shown, zoom = opened(open_page, block="3", operation="7", channel="11", stop="channel")
    module = shown.trace.graph.blocks[3].operations[6].module
    assert isinstance(module, nn.Conv2d)
    weight = module.weight[11]
    for source in zoom["channel"]["sources"]:
        number = int(source["name"].removeprefix("map "))
        assert np.allclose(source["kernel"], weight[number].tolist(), atol=EXACT)
    assert zoom["channel"]["left_out"] == "and 139 more, given less weight"


def test_the_sum_is_made_of_the_networks_numbers(open_page: OpenPage) -> None:
    shown, zoom = opened(open_page, block="3", operation="6", channel="100", stop="sum")
    values, found = shown.trace.inside(3), zoom["sum"]
    assert np.allclose(unpacked(found["inputs"])[0], as_maps(values[3])[100], atol=EXACT)
    assert np.allclose(unpacked(found["result"]), as_maps(values[4])[100], atol=EXACT)
    assert np.allclose(unpacked(found["after"][-1]["result"]), as_maps(values[6])[100], atol=EXACT)


def test_the_sum_ends_with_the_operation_that_is_open(open_page: OpenPage) -> None:
    for operation, steps in (("4", 0), ("5", 1), ("6", 2)):
        _, zoom = opened(open_page, block="3", operation=operation, channel="100", stop="sum")
        assert len(zoom["sum"]["after"]) == steps


def test_the_place_is_the_links_or_where_the_channel_fires_most(open_page: OpenPage) -> None:
    where = {"block": "3", "operation": "4", "channel": "100", "stop": "sum"}
    _, zoom = opened(open_page, **where, map_row="5", map_column="55")
    assert zoom["place"] == [5, 55]
    shown, zoom = opened(open_page, **where, map_row="56", map_column="3")
    own = as_maps(shown.trace.inside(3)[4])[100]
    assert own[tuple(zoom["place"])] == own.max()


def test_what_is_no_sum_has_no_stop_for_one(open_page: OpenPage) -> None:
    _, zoom = opened(open_page, block="3", operation="9", stop="sum")
    assert zoom["names"] == ["Network", "Block 3", "9 add", zoom["names"][3]]
    assert "there is no sum of products" in zoom["said"][3][2]
    assert (zoom["stop"], zoom["sum"]) == (3, None)


def test_what_is_compared_stands_below_the_whole_network(open_page: OpenPage) -> None:
    _, zoom = opened(open_page, block="3", operation="4", stop="sum", alexnet="true")
    assert zoom["stop"] == 0
    app = open_page("cnn", screen="Architecture", block="3", operation="4", stop="sum")
    app.toggle(key="alexnet").set_value(True).run()
    assert zoom_of(app)["stop"] == 0
    assert app.session_state["stop"] == "network"
    app.toggle(key="alexnet").set_value(False).run()
    assert zoom_of(app)["path"][:2] == [3, 3]


def test_a_single_number_is_written(open_page: OpenPage) -> None:
    shown, zoom = opened(open_page, block="20", stop="channel")
    best = shown.trace.probabilities.argmax()
    assert zoom["names"][3] == "espresso"
    assert zoom["channel"]["single"] == f"{float(shown.trace.outputs[-1][0, best]):.2f}"


def test_it_is_said_what_goes_in_and_what_comes_out(open_page: OpenPage) -> None:
    _, zoom = opened(open_page, block="3", operation="7")
    assert zoom["said"][1][1].startswith("24 maps, 56 × 56 each, become 24 maps, 56 × 56 each.")
    assert zoom["said"][2][1].startswith("144 maps, 56 × 56 each, become 24 maps, 56 × 56 each.")
    shown, zoom = opened(open_page, block="20", stop="sum")
    assert zoom["said"][2][2] == "Each square is one number."
    share = f"{100 * float(shown.trace.probabilities.max()):.1f} %"
    assert share in zoom["said"][4][1].replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("name", ["AlexNet", "ResNet-18", "DenseNet-121", "EfficientNet-B0"])
def test_another_network_is_gone_into_as_well(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", loader(name))
    shown, zoom = opened(open_page, model="AlexNet", block="1", stop="channel")
    block, operation, channel = zoom["path"]
    own = as_maps(shown.trace.inside(block)[operation + 1])
    assert len(zoom["operation"]["numbers"]) == len(own)
    assert zoom["channel"]["shape"] == list(own[channel].shape)
    assert torch.isfinite(own).all()
