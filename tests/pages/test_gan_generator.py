"""The screens Generator and Conditional GAN, driven without a browser."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from components.gan.fashion_gan import CLASSES
from components.gan.layers import layers_of_generator
from components.gan.screens.state import shared_generator
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent


def open_screen(open_page: OpenPage, screen: str, **parameters: str) -> AppTest:
    app = open_page("gan", screen=screen, **parameters)
    assert not app.exception
    return app


def pictures(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html") if "<img" in element.proto.body]


@pytest.mark.parametrize(("stage", "count"), [("0", 60), ("1", 60), ("2", 60), ("3", 60)])
def test_every_stage_shows_its_strongest_maps(open_page: OpenPage, stage: str, count: int) -> None:
    shown = sent(open_screen(open_page, "Generator", gan_stage=stage), "chalknet_picture_grid")
    assert len(shown["numbers"]) == count
    assert shown["chosen"] == shown["numbers"][0]


def test_the_network_stands_above_with_the_layer_that_is_open(open_page: OpenPage) -> None:
    shown = sent(open_screen(open_page, "Generator", gan_stage="2"), "slab_strip")
    layers = layers_of_generator(shared_generator())
    drawn = [(slab["channels"], slab["side"]) for slab in shown["network"]["slabs"]]
    assert drawn == [(layer.channels, layer.side) for layer in layers]
    assert (shown["chosen"], shown["choices"]) == (2, len(layers) - 1)  # the last one's maps are the picture


def test_an_earlier_generator_is_opened_and_muted_as_well(open_page: OpenPage) -> None:
    trained, earlier = (
        figures(open_screen(open_page, "Generator", moment=moment, gan_muted="3-8")) for moment in ("11", "5")
    )
    assert all(one != other for one, other in zip(trained, earlier, strict=True))
    shown = sent(open_screen(open_page, "Generator", moment="5"), "slab_strip")
    assert "exact colours" not in shown["network"]["slabs"][-1]["words"]


def figures(app: AppTest) -> list[str]:
    (shown,) = pictures(app)
    return shown.split("<figure>")[1:]


def test_muting_a_channel_changes_the_face(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Generator")
    channel_map, face = before = figures(app)
    assert "The face" in face
    assert "Difference" not in channel_map + face  # of nothing muted there is none
    press(app, "Mute the top six")
    same_map, difference, same_face, after = (figure.removesuffix("</div>") for figure in figures(app))
    assert (same_map, same_face) == (channel_map, face.removesuffix("</div>"))
    assert re.search(r"Difference: \d+\.[1-9]", difference)
    assert "6 muted" in after
    assert len(app.session_state["gan_muted"]) == 6
    press(app, "Unmute all")
    assert figures(app) == before


def test_the_glasses_depend_on_six_channels(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Generator")
    press(app, "Broken glasses")
    assert "6 muted" in figures(app)[3]


def test_the_contributions_add_up(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Generator", inside="Deconvolution", stamps="4", stamp_kernel="4")
    tables = {table["title"]: table["rows"] for table in sent(app, "chalknet_number_tables")["tables"]}
    assert len(tables["Sum so far, 4 × 4"]) == 4
    app.slider(key="stamps").set_value(0).run()
    tables = {table["title"]: table["rows"] for table in sent(app, "chalknet_number_tables")["tables"]}
    assert not any(any(row) for row in tables["Sum so far, 4 × 4"])


def test_another_class_gives_other_garments(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Conditional GAN")
    (before,) = pictures(app)
    assert before.count("<img") == 2
    app.button_group(key="garment").set_value("bag").run()
    assert not app.exception
    assert app.session_state["garment"] == "bag"
    (after,) = pictures(app)
    assert after != before
    press(app, "Another two dozen")
    assert pictures(app) != [after]


def test_the_judge_speaks_after_the_guess(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Conditional GAN")
    said = "Recognised as what was asked for"
    assert not any(said in element.value for element in app.markdown)
    press(app, "trousers")
    (line,) = [element.value for element in app.markdown if said in element.value]
    assert all(name in line for name in CLASSES)
