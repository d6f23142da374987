"""A lecturer's own network on the page on convolutional networks, driven without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.cnn.screens.state import TracedPhoto
from components.topics import BUILT
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.own_networks import FOLDER_VARIABLE, OwnBackbone
from components.vision.splitting import UnsupportedArchitectureError
from tests.own_models import CARD, CLASSES, write_own
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to, press, sent, text, wait, warnings, with_notes

PAGE, NAME = "cnn", "flowers_of_the_campus"
(SCREENS,) = [[entry.name for entry in topic.screens] for topic in BUILT if topic.page == PAGE]
# As a paragraph shows them with their marks: a backslash before each, and nothing that is replaced.
ESCAPED = {r"\*rose\*", r"tulip \& lily", r"\<b\>daisy\</b\>"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    write_own(made, NAME)
    write_own(made, "birds", classes=["a *b*", "c"])
    (made / "<i>x.pth").touch()
    return made


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))


def traced(app: AppTest) -> TracedPhoto:
    found: TracedPhoto = app.session_state["traced photo"]
    return found


def best(app: AppTest) -> str:
    return traced(app).trace.best(1)[0][0]


def test_an_own_network_goes_through_every_screen(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen=SCREENS[0], model=NAME)
    network = traced(app).trace.graph.network
    assert isinstance(network.backbone, OwnBackbone)
    assert network.labels == tuple(CLASSES)
    for screen in SCREENS:
        wait(go_to(app, screen))
        assert not app.exception, screen
        assert not app.error, screen
        assert not app.warning, screen
        assert app.selectbox(key="model").value == NAME, screen
    assert app.query_params["model"] == NAME


def test_it_is_chosen_by_its_title_and_the_card_s_source_is_told(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    box = app.selectbox(key="model")
    assert f"{CARD['title']} ({NAME})" in box.options
    box.set_value(NAME).run()
    assert traced(app).trace.graph.network.backbone.name == NAME
    assert "A seed · CC0" in text(app)


def test_what_is_broken_is_named_with_its_reason_and_left_out(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert len(app.selectbox(key="model").options) == len(BACKBONES) + 1
    said = text(app)
    assert r"Left out: **birds\.safetensors**. Its card names 2 classes, but its last layer has 3\." in said
    assert r"Left out: **\<i\>x\.pth**" in said
    link = open_page(PAGE, model="birds")
    assert "“model”" in warnings(link)
    assert traced(link).trace.graph.network.backbone.name == DEFAULT


def test_architecture_and_shifting_name_the_card_s_classes(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Architecture", model=NAME)
    assert best(app) in CLASSES
    drawn = sent(app, "architecture_drawing")["network"]["classes"]
    assert best(app) == drawn[0][0]
    assert {name for name, *_ in drawn} <= set(CLASSES)
    wait(go_to(app, "Shifting"))
    assert any(f"The network says **{label}," in text(app) for label in ESCAPED)


def test_the_last_block_s_channels_are_the_card_s_classes(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Feature maps", model=NAME)
    last = len(traced(app).trace.graph.blocks) - 1
    app.selectbox(key="block").set_value(last).run()
    app.number_input(key="channel").set_value(0).run()
    assert any(str(one.value).startswith(r"\*rose\*") for one in app.subheader)


def test_muting_shows_all_of_the_few_classes_and_no_figures_of_another_network(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Ablation", model=NAME, block="1", muted="0-1")
    assert "channels muted" in text(app)
    assert "sample photos there is one channel" not in text(with_notes(app))
    assert "sample photos there is one channel" in text(with_notes(open_page(PAGE, screen="Ablation")))


def test_heat_maps_are_of_the_card_s_classes(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Heat maps", model=NAME, explained_class="1"))
    assert r"For **tulip \& lily**" in text(app)
    box = app.selectbox(key="explained_class")
    assert box.options == ["the best class", *CLASSES]
    box.set_value(2).run()
    assert r"For **\<b\>daisy\</b\>**" in text(wait(app))
    app.selectbox(key="explained_class").set_value(-1).run()
    assert any(f"For **{label}**" in text(app) for label in ESCAPED)


def test_a_class_that_the_card_doesn_t_have_is_said(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Heat maps", model=NAME, explained_class="3"))
    assert "There is no class 3 here" in warnings(
        open_page(PAGE, screen="Heat maps", model=NAME, explained_class="3")
    )
    assert not app.exception


def test_a_class_of_the_card_is_visualised(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Feature visualisation", model=NAME, wish_own_class="1", wish_steps="16")
    assert r"**tulip \& lily** is not optimised yet" in text(app)
    assert "enlarged from 128 to 240 pixels and cut to 224" in text(with_notes(app))
    assert app.selectbox(key="wish_own_class").options == CLASSES
    wait(press(app, "Optimise"))
    assert r"**tulip \& lily** after 16 steps" in text(app)
    assert {row["label"] for row in sent(app, "class_bars")["rows"]} == set(CLASSES)


def test_a_classifier_of_another_network_isn_t_offered(open_page: OpenPage) -> None:
    app = wait(open_page("transfer_learning", screen="Teach", per_class="2"))
    app.switch_page(f"pages/{PAGE}.py")
    wait(go_to(app.run(), "Heat maps"))
    app.segmented_control(key="whose").set_value("my own").run()
    app.selectbox(key="model").set_value(NAME).run()
    wait(app)
    assert not [one for one in app.segmented_control if one.key == "whose"]
    assert any(f"For **{label}**" in text(app) for label in ESCAPED)


@pytest.mark.parametrize("screen", ["Classify", "Teach", "Predict", "Export"])
def test_the_page_transfer_learning_goes_on_with_the_default_and_says_so(
    open_page: OpenPage, screen: str
) -> None:
    app = wait(open_page("transfer_learning", screen=screen, model=NAME))
    assert not app.exception
    said = [str(one.value) for one in app.info if NAME in str(one.value)]
    assert said == [f"{NAME} is for Convolutional networks only, so this page goes on with {DEFAULT}."]


def test_one_that_can_t_be_taken_apart_is_refused_without_a_promise(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(network: object) -> None:
        if isinstance(network.backbone, OwnBackbone):  # type: ignore[attr-defined]
            raise UnsupportedArchitectureError("whole can’t be shown operation by operation.")

    write_own(tmp_path, "whole")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    open_page(PAGE)  # the default is taken apart
    monkeypatch.setattr("components.cnn.screens.state.split_into_operations", refuse)
    said = text(open_page(PAGE, model="whole"))
    assert f"whole can’t be shown operation by operation. This page goes on with {DEFAULT}." in said
