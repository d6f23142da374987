"""One's own photo, wherever it is shown: what was made of it is said, and its pixels are the file's."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from components import runtime
from components.intake.photos import read_photo
from components.session import Visitor
from components.transfer.classify import classify
from components.transfer.dataset import read_labelled_photo
from components.transfer.screens.query_photo import _held_out
from components.ui.controls.network import network
from components.ui.text import plain
from components.ui.widgets.class_bars import percent
from components.vision.backbones import BACKBONES, DEFAULT
from tests.cases import case
from tests.pages.conftest import OpenPage
from tests.pages.driving import sent

LOGO, CAMERA = "white_logo_on_transparent.png", "twelve_bit_camera_in_16_bit_png.png"
ON_BLACK = "Transparent parts are shown on black."


def upload(app: AppTest, name: str) -> AppTest:
    app.file_uploader(key="photo").upload(name, case("photos", name)).run()
    assert not app.exception
    return app


def test_look_gives_the_answer_of_the_file_itself(open_page: OpenPage) -> None:
    app = upload(open_page("transfer_learning", screen="Classify"), "panorama_15000x500.jpg")
    (best, probability), *_ = runtime.run_short(
        classify, network(DEFAULT), read_photo(case("photos", "panorama_15000x500.jpg")).image
    ).best(1)
    assert app.subheader[0].value == best
    assert sent(app, "class_bars")["rows"][0]["percent"] == percent(probability)


def test_what_is_carried_is_the_file(open_page: OpenPage) -> None:
    app = upload(open_page("transfer_learning", screen="Classify"), "panorama_15000x500.jpg")
    carried: Visitor = app.session_state["visitor"]
    assert carried.photo is not None
    assert carried.photo.data == case("photos", "panorama_15000x500.jpg")


def test_look_says_what_was_put_under_a_transparent_photo(open_page: OpenPage) -> None:
    app = upload(open_page("transfer_learning", screen="Classify"), LOGO)
    assert sent(app, "chalknet_overlay")["credit"] == f"Your own photo, not stored. {ON_BLACK}"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("panorama_15000x500.jpg", "The network sees only the square in the middle of this wide photo."),
        ("icon_16x16.png", "This picture is only 16 × 16 pixels, so it is enlarged."),
    ],
)
def test_look_says_how_little_the_network_sees(open_page: OpenPage, name: str, note: str) -> None:
    app = upload(open_page("transfer_learning", screen="Classify"), name)
    credit = sent(app, "chalknet_overlay")["credit"]
    assert credit.startswith("Your own photo, not stored. ")
    assert credit.endswith(note)


@pytest.mark.parametrize("link", [{"screen": "Inversion", "target": "A photo"}, {"screen": "Discriminator"}])
def test_the_pages_on_generators_say_it_too(open_page: OpenPage, link: dict[str, str]) -> None:
    app = upload(open_page("gan", **link), CAMERA)
    shown = [one.value for one in app.caption] + [str(one.proto) for one in app.get("html")]
    assert any("only 12 of its 16 bits" in text for text in shown)


def test_the_page_on_convolutions_says_it_too(open_page: OpenPage) -> None:
    app = upload(open_page("cnn", screen="Architecture"), CAMERA)
    assert any("only 12 of its 16 bits" in one.value for one in app.caption)


def test_teach_says_how_often_it_was_done(open_page: OpenPage) -> None:
    app = open_page("transfer_learning", screen="Teach", album="My own photos")
    uploader = next(one for one in app.file_uploader if one.label.startswith("Photos of"))
    uploader.upload("logo.png", case("photos", LOGO)).upload("camera.png", case("photos", CAMERA)).run()
    end = time.monotonic() + 30
    while not (told := " ".join(str(one.value) for one in app.warning)):
        assert time.monotonic() < end
        app.run()
    assert plain(ON_BLACK) in told
    assert plain("only 12 of its 16 bits") in told


def test_a_photo_held_out_is_shown_with_what_was_made_of_it() -> None:
    photo, _ = read_labelled_photo(case("photos", LOGO), BACKBONES[DEFAULT].preprocessing)
    shown = _held_out(photo)
    assert shown.credit == f"Held out, never taught. {ON_BLACK}"
    assert shown.photo.image.tobytes() == read_photo(photo.data).image.tobytes()
