"""The screen *Convolution*, driven without a browser."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage
from tests.pages.driving import press, text
from tests.unit.cnn.conftest import untrained

SOBEL_X = [-1, 0, 1, -2, 0, 2, -1, 0, 1]


def open_convolution(open_page: OpenPage, **parameters: str) -> AppTest:
    app = open_page("cnn", screen="Convolution", **parameters)
    assert not app.exception
    return app


def windows(app: AppTest) -> list[dict[str, Any]]:
    """What each sliding window on the screen was given to draw."""
    protos = [one.proto for one in app.get("bidi_component")]
    return [json.loads(one.json) for one in protos if one.component_name == "chalknet_sliding_window"]


def pictures(app: AppTest) -> list[str]:
    """The names of the pictures that are shown for a guess."""
    (shelf,) = [
        one.proto for one in app.get("bidi_component") if one.proto.component_name == "chalknet_shelf"
    ]
    names: list[str] = json.loads(shelf.json)["names"]
    return names


def drawn(app: AppTest) -> dict[str, Any]:
    (only,) = windows(app)
    return only


def values(one: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.frombuffer(base64.b64decode(one["values"]), "<f4").reshape(one["height"], one["width"])


def test_a_convolved_sample_is_open_at_first_paint(open_page: OpenPage) -> None:
    app = open_convolution(open_page)
    sent = drawn(app)
    photo, convolved = map(values, sent["maps"])
    assert sent["weights"] == SOBEL_X
    assert photo.shape == (28, 28)
    assert photo.std() > 0.05
    assert convolved.shape == (26, 26)
    patch = photo[10:13, 5:8]
    assert convolved[10, 5] == pytest.approx((patch.flatten() * SOBEL_X).sum(), abs=1e-5)
    assert r"\lfloor (28 + 2\cdot0 - 1\cdot2 - 1) / 1 \rfloor + 1 = 26" in text(app)
    assert "finds vertical edges" in text(app)


def test_the_steps_come_one_after_the_other(open_page: OpenPage) -> None:
    app = open_convolution(open_page, padding="1")
    app.toggle(key="relu").set_value(True).run()
    assert [one["kind"] for one in drawn(app)["maps"]] == ["photo", "convolution", "ReLU"]
    control = app.get_by_key("pool")
    control.set_value("average").run()  # type: ignore[union-attr]
    assert [one["kind"] for one in drawn(app)["maps"]][2:] == ["ReLU", "average pool"]
    _, convolved, rectified, pooled = map(values, drawn(app)["maps"])
    np.testing.assert_array_equal(rectified, convolved.clip(min=0))
    np.testing.assert_allclose(pooled, rectified.reshape(14, 2, 14, 2).mean((1, 3)), atol=1e-6)
    assert "pooled $14$" in text(app)


def test_the_link_sets_everything(open_page: OpenPage) -> None:
    app = open_convolution(
        open_page, preset="blur", fine="true", stride="2", padding="2", dilation="3", relu="true", pool="max"
    )
    sent = drawn(app)
    assert [one["width"] for one in sent["maps"]] == [112, 55, 55, 27]
    assert sent["maps"][1]["geometry"] == {"size": 3, "stride": 2, "padding": 2, "dilation": 3}
    assert sent["weights"] == pytest.approx([1 / 9] * 9)
    assert "even areas keep their brightness" in text(app)
    assert not app.warning


def test_an_edited_kernel_comes_from_the_link_in_hundredths(open_page: OpenPage) -> None:
    app = open_convolution(open_page, preset="edited", k0="-250", k8="33")
    assert drawn(app)["weights"] == [-2.5, 0, 0, 0, 1, 0, 0, 0, 0.33]
    assert "The weights add up to −1.17." in text(app)


def test_editing_keeps_the_other_weights_within_bounds(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def editing(maps: object, weights: object, on_edit: Callable[[list[float]], None], key: str) -> None:
        """As if the visitor edited the kernel in the browser, which isn't here."""
        st.button("Edit", on_click=on_edit, args=([1e9, 0.126, -1e9, -2, 0, 2, -1, 0, 1],))

    with monkeypatch.context() as patched:
        patched.setattr("components.cnn.screens.convolution.sliding_window", editing)
        app = open_convolution(open_page)
        press(app, "Edit")
    app.run()
    assert drawn(app)["weights"] == [9.99, 0.13, -9.99, -2, 0, 2, -1, 0, 1]
    assert "Your own kernel." in text(app)


def test_a_learned_filter_can_be_chosen(open_page: OpenPage) -> None:
    app = open_convolution(open_page, preset="learned")
    before = drawn(app)["weights"]
    app.number_input(key="learned").set_value(6).run()
    assert drawn(app)["weights"] != before
    assert "Filter 6 of MobileNetV2" in text(app)


def test_nonsense_in_the_link_is_named_and_the_default_shown(open_page: OpenPage) -> None:
    app = open_convolution(open_page, preset="Prewitt", stride="0", k3="1000", pool="min")
    assert drawn(app)["weights"] == SOBEL_X
    for name in ("preset", "stride", "k3", "pool"):
        assert f"“{name}”" in app.warning[0].value


def test_the_experiments_set_exactly_their_state(open_page: OpenPage) -> None:
    app = open_convolution(open_page, dilation="3", pool="max")
    press(app, "Half the size")
    assert [one["width"] for one in drawn(app)["maps"]] == [28, 14]
    press(app, "First step of a network")
    assert [one["kind"] for one in drawn(app)["maps"]] == ["photo", "convolution", "ReLU", "max pool"]


def test_size_and_result_are_guessed_before_they_are_shown(open_page: OpenPage) -> None:
    app = open_convolution(open_page)
    press(app, "Guess: how large, and which?")
    assert not windows(app)
    assert pictures(app) == ["Photo"]  # the results would tell their size
    assert r"\lfloor" not in text(app).split("**Guess first")[1]
    press(app, "15")
    assert "You guessed right: it is **15**" in text(app)
    assert pictures(app) == ["Photo", "A", "B", "C", "D"]
    press(app, "A")
    assert len(drawn(app)["maps"]) == 2
    assert text(app).count("it is **") == 2  # both outcomes stay where they were asked
    assert "of 2** guesses right" in text(app)


@pytest.mark.parametrize(("model", "size"), [("ResNet-18", 7), ("AlexNet", 11)])
def test_the_larger_filters_of_other_networks_slide_too(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, model: str, size: int
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", lambda name, device: untrained(name))
    app = open_convolution(open_page, preset="learned", model=model, learned="63", dilation="3")
    sent = drawn(app)
    assert len(sent["weights"]) == size**2
    photo, convolved = map(values, sent["maps"])
    reach = 3 * (size - 1) + 1
    assert len(photo) == (28 if reach <= 28 else 112)  # the kernel must fit on the picture
    assert len(convolved) == len(photo) - reach + 1
    under = photo[1 : 1 + reach : 3, 2 : 2 + reach : 3]
    assert convolved[1, 2] == pytest.approx((under.flatten() * sent["weights"]).sum(), abs=1e-4)
    assert f"Filter 63 of {model}’s first 64" in text(app)
    app.toggle(key="guess").set_value(True).run()
    press(app, str(len(convolved)))
    assert pictures(app) == ["Photo", "Kernel", "A", "B", "C", "D"]
    press(app, "B")
    assert len(drawn(app)["maps"]) == 2


def test_a_filter_that_the_network_lacks_is_named(open_page: OpenPage) -> None:
    app = open_convolution(open_page, preset="learned", learned="40")
    assert "There is no filter 40 here" in app.warning[0].value
    assert "Filter 0 of MobileNetV2" in text(app)
