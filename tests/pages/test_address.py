"""The address of a screen says what is chosen on it, however often the page has been run since."""

import pytest
from streamlit.testing.v1 import AppTest

from components.topic import Entry, Topic
from components.topics import BUILT
from components.ui.frame.screen import load
from components.ui.url_state import rules
from tests.pages.conftest import OpenPage
from tests.pages.driving import followed, go_to, press
from tests.unit.cnn.conftest import untrained

SCREENS = [(topic.page, entry.name) for topic in BUILT for entry in topic.screens]
CONTROLS = (
    *("toggle", "checkbox", "radio", "button_group", "selectbox", "multiselect"),
    *("slider", "select_slider", "number_input", "text_input", "text_area", "color_picker"),
)
# Controls that are in no link: the bar, the notes that stay open, the camera, and the two of *Explore* that
# start from scratch, whose choices are the settings `base` and `locked`.
UNLINKED = {"screen", "notes", "webcam", "selection of seeds", "fixed ()"}
CNN = "cnn"
VISUALISATION = "Feature visualisation"


def address(app: AppTest) -> dict[str, str]:
    """The link's parameters as the last run has left them."""
    assert not app.exception
    return dict(app.query_params)


@pytest.mark.parametrize(("page", "screen"), SCREENS)
def test_an_address_stays_the_same_from_run_to_run(open_page: OpenPage, page: str, screen: str) -> None:
    app = open_page(page, screen=screen)
    opened = address(app)
    assert opened.get("screen", screen) == screen
    for _ in range(2):
        assert address(app.run()) == opened


@pytest.mark.parametrize(("topic", "entry"), [(topic, entry) for topic in BUILT for entry in topic.screens])
def test_each_control_is_a_setting_in_the_link(open_page: OpenPage, topic: Topic, entry: Entry) -> None:
    app = open_page(topic.page, screen=entry.name)
    keys = {control.key for kind in CONTROLS for control in app.get(kind)}
    settings = {name for kind in load(topic, entry).settings for name in rules(kind)}
    assert keys - settings - UNLINKED == set()


CHOSEN = [
    (CNN, "Feature maps", {"block": "3", "operation": "2"}),
    (CNN, "Feature maps", {"order": "weakness"}),
    (CNN, "Feature maps", {"channel": "9999"}),  # there is none of that number
    (CNN, "Arithmetic", {"block": "3"}),
    (CNN, "Arithmetic", {"block": "3", "operation": "4", "channel": "5"}),
    (CNN, "Ablation", {"block": "10", "operation": "6"}),
    (CNN, VISUALISATION, {"wish_block": "11"}),
    (CNN, VISUALISATION, {"wish_block": "20"}),  # the classes, as old links name them
    ("rnn", "Forecast", {"visits": "1000"}),  # of fewer
]


@pytest.mark.parametrize(("page", "screen", "chosen"), CHOSEN)
def test_what_a_link_asks_for_is_there_after_one_run_as_after_two(
    open_page: OpenPage, page: str, screen: str, chosen: dict[str, str]
) -> None:
    app = open_page(page, screen=screen, **chosen)
    opened = address(app)
    assert address(app.run()) == opened


def test_a_channel_is_in_the_address_where_it_is_not_the_strongest(open_page: OpenPage) -> None:
    app = open_page(CNN, screen="Feature maps")
    strongest = app.number_input(key="channel").value
    assert strongest is not None
    assert not {"operation", "channel"} & address(app).keys()
    app.number_input(key="channel").set_value((strongest + 1) % 32).run()
    assert address(app)["channel"] == str((strongest + 1) % 32)
    app.number_input(key="channel").set_value(strongest).run()
    assert "channel" not in address(app)
    go_to(app, "Architecture")
    assert not {"operation", "channel"} & address(app).keys()


def test_a_channel_that_stays_is_in_the_address_once_another_one_is_the_strongest(
    open_page: OpenPage,
) -> None:
    app = open_page(CNN, screen="Feature maps", block="10")
    strongest = app.number_input(key="channel").value
    app.session_state["sample"] = "cat"
    app.run()
    assert app.number_input(key="channel").value == strongest
    opened = followed(CNN, **address(app))
    assert opened.number_input(key="channel").value == strongest


def test_another_network_shows_its_own_classes(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.ui.controls.network.load_network", lambda name, device: untrained(name))
    app = open_page(CNN, screen=VISUALISATION)
    app.session_state["model"] = "ResNet-18"
    app.run()
    assert app.selectbox(key="wish_block").value == -1
    assert app.selectbox(key="wish_block").options[-1] == "Classes"
    assert not app.warning
    assert "wish_block" not in address(app)


def test_a_block_that_was_chosen_is_in_the_address(open_page: OpenPage) -> None:
    app = open_page(CNN, screen=VISUALISATION)
    press(app, "Eyes")
    assert address(app)["wish_block"] == "12"
    assert "wish_channel" not in address(app)  # the one that stands for this block
    app.number_input(key="wish_channel").set_value(61).run()
    chosen = address(app)
    assert chosen["wish_channel"] == "61"
    assert address(app.run()) == chosen


@pytest.mark.parametrize("page", [topic.page for topic in BUILT])
def test_a_page_opens_on_its_own_screen_whatever_stands_open_on_another_of_the_same_name(
    open_page: OpenPage, page: str
) -> None:
    (topic,) = [one for one in BUILT if one.page == page]
    last = topic.screens[-1].name
    app = open_page(page, screen=last)

    def shown(there: str) -> str:
        app.query_params.clear()
        app.switch_page(f"pages/{there}.py")
        assert not app.run().exception
        return str(app.session_state["screen"])

    for other in BUILT:
        if other.page != page:
            assert shown(other.page) == other.screens[0].name
            assert shown(page) == last


@pytest.mark.parametrize(
    ("page", "link", "screen"),
    [
        ("transfer_learning", {}, "Procedure"),
        ("transfer_learning", {"sample": "cat"}, "Classify"),
        ("transfer_learning", {"own": "photo"}, "Classify"),
        ("transfer_learning", {"learned_step": "10"}, "Procedure"),
        ("gan", {}, "Architecture"),
        ("gan", {"seed": "7"}, "Latent sliders"),
        ("gan", {"judged": "real"}, "Architecture"),
    ],
)
def test_a_link_without_a_screen_opens_the_one_that_was_the_first_if_it_names_its_settings(
    open_page: OpenPage, page: str, link: dict[str, str], screen: str
) -> None:
    app = open_page(page, **link)
    assert app.session_state["screen"] == screen
    assert address(app)["screen"] == screen  # so that a reload leads to the same one
    changed = address(app.run())
    assert changed == address(app)
