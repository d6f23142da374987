"""The screen *Feature visualisation*, driven without a browser."""

import time
from collections.abc import Callable

import pytest
import streamlit as st

from components.cnn.gallery import gallery, representatives
from components.cnn.screens import feature_visualisation
from components.cnn.screens.feature_visualisation_guess import LETTERS
from components.ui.widgets.shelf import Row
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, text, wait
from tests.unit.cnn.conftest import untrained

PAGE, SCREEN = "cnn", "Feature visualisation"
EYES = 60


def test_the_gallery_is_there_at_first_paint(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN)
    assert "**strawberry**" in text(app)
    assert "Some of the 1,000 classes" in text(app)
    assert len(app.get("bidi_component")) >= 3  # the overview, the shelf, the class bars
    assert not app.warning


def test_a_block_is_opened_by_its_representative(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="11")
    assert f"**Block 11, channel {representatives()[11]}**" in text(app)
    assert "Mean activation" in text(app)
    app.number_input(key="wish_channel").set_value(gallery()[11].channels[0]).run()
    assert f"**Block 11, channel {gallery()[11].channels[0]}**" in text(app)


def test_a_click_opens_a_block_and_a_channel(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_buttons(row: Row, chosen: int | None, on_pick: Callable[[int], None], key: str) -> None:
        for place, name in enumerate(row.names):
            st.button(name, key=f"{key} {place}", on_click=on_pick, args=(place,))

    monkeypatch.setattr(feature_visualisation, "shelf", as_buttons)  # AppTest can't click inside a component
    app = open_page(PAGE, screen=SCREEN, wish_block="12", wish_channel="95")
    app.button(key="overview 5").click().run()
    assert f"**Block 5, channel {representatives()[5]}**" in text(app)
    app.button(key="block sheet 0").click().run()
    assert f"**Block 5, channel {gallery()[5].channels[0]}**" in text(app)
    app.button(key="overview 19").click().run()
    app.button(key="block sheet 1").click().run()
    assert "**goldfish**" in text(app)


def test_a_channel_that_is_not_there_is_said_so(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="3", wish_channel="24")
    assert "There is no channel 24" in app.warning[0].value
    assert f"**Block 3, channel {representatives()[3]}**" in text(app)


@pytest.mark.parametrize(
    ("name", "value"),
    [("wish_block", "Block 12"), ("wish_channel", "-7"), ("wish_class", "unicorn"), ("wish_steps", "1e9")],
)
def test_nonsense_in_the_link_is_said_so(open_page: OpenPage, name: str, value: str) -> None:
    app = open_page(PAGE, screen=SCREEN, **{name: value})
    assert f"“{name}”" in app.warning[0].value
    assert "**strawberry**" in text(app)


def test_a_picture_is_optimised_and_stays(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="2", wish_channel="5", wish_steps="16")
    assert "not optimised yet" in text(app)
    press(app, "Optimise")
    wait(app)
    assert "after 16 steps (seed 0; frequencies, moved)" in text(app)
    app.number_input(key="wish_seed").set_value(7).run()
    assert "not optimised yet" in text(app)
    app.number_input(key="wish_seed").set_value(0).run()
    assert "after 16 steps" in text(app)


def test_an_optimisation_can_be_cancelled_and_what_there_is_stays(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_class="zebra", wish_steps="512")
    press(app, "Optimise")
    limit = time.monotonic() + 20
    while not (job := app.session_state["jobs"]["feature visualisation"]).snapshot or job.snapshot.steps < 2:
        assert time.monotonic() < limit
        time.sleep(0.05)
    app.run()
    assert app.button(key="cancel feature visualisation").label == "Cancel"
    app.button(key="cancel feature visualisation").click().run()
    wait(app)
    steps = int(text(app).split("**zebra** after ")[1].split()[0])
    assert 2 <= steps < 512


def test_what_is_no_longer_asked_for_is_stopped(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_class="zebra", wish_steps="512")
    press(app, "Optimise")
    job = app.session_state["jobs"]["feature visualisation"]
    app.selectbox(key="wish_class").set_value("daisy").run()
    assert job.cancel_event.is_set()
    assert "feature visualisation" not in app.session_state["jobs"]


def test_a_result_is_frozen_and_stands_beside_the_next(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN)
    press(app, "Freeze to compare")
    app.selectbox(key="wish_class").set_value("pizza").run()
    assert "**strawberry**" in text(app)
    assert "**pizza**" in text(app)
    press(app, "Unfreeze")
    assert "**strawberry**" not in text(app)


def test_the_class_guesses_first(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="12", wish_channel=str(EYES), guess="true")
    assert "which of the four is its picture?" in text(app)
    assert "Mean activation" not in text(app)
    guesses = [button for button in app.button if button.label in LETTERS]
    assert len(guesses) == 4
    guesses[0].click().run()
    assert "of 1** guesses right" in text(app)
    assert "Mean activation" in text(app)
    press(app, "Next question")
    assert "which of the four is its picture?" in text(app)
    assert f"Block 12, channel {EYES}" not in text(app)


def test_a_channel_without_a_picture_is_not_asked_about(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="12", wish_channel="95", guess="true")
    assert "not optimised yet" in text(app)


@pytest.mark.parametrize("model", ["ResNet-18", "AlexNet"])
def test_a_network_without_a_gallery_optimises_its_own(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", lambda name, device: untrained(name))
    app = open_page(PAGE, screen=SCREEN, model=model, wish_steps="16")
    assert "**strawberry** is not optimised yet" in text(app)
    for number in app.selectbox(key="wish_block").options:
        app.selectbox(key="wish_block").select(number).run()
        assert "not optimised yet" in text(app)
    app.selectbox(key="wish_block").select("Block 2").run()
    app.number_input(key="wish_channel").set_value(9).run()
    press(app, "Optimise")
    wait(app)
    assert "**Block 2, channel 9** after 16 steps" in text(app)
    assert "Optimised so far:" in text(app)
    app.selectbox(key="wish_block").select("Classes").run()
    assert "**strawberry** is not optimised yet" in text(app)
    assert not app.warning


def test_the_pooling_has_no_objectives_of_its_own(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREEN, wish_block="19")
    assert "There is no block 19 to visualise" in app.warning[0].value
    assert "**strawberry**" in text(app)
