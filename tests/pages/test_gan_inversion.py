"""The screens Discriminator and Inversion, driven without a browser."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from components.gan import inversion
from components.gan.screens import inversion as inversion_screen
from tests.pages.conftest import OpenPage
from tests.pages.driving import labels, press, sent, text, until


def open_screen(open_page: OpenPage, screen: str, **parameters: str) -> AppTest:
    app = open_page("gan", screen=screen, **parameters)
    assert not app.exception
    return app


# --- Discriminator ------------------------------------------------------------------------------------------


def scored(app: AppTest) -> list[str]:
    """The three pictures with their scores and words."""
    (shown,) = [one.proto.body for one in app.get("html") if "class='scored'" in one.proto.body]
    return str(shown).split("<figure>")[1:]


def score_of(name: str, figure: str) -> str:
    found = re.search(rf"{name}: <b>(.+?)</b>", figure)
    assert found
    return found[1]


def test_three_pictures_have_their_scores(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Discriminator")
    generated, real, photo = scored(app)
    assert "Generated, seed 24: <b>" in generated
    assert "Real, avatar 8: <b>" in real
    assert "The discriminator was never trained on photos" in photo
    assert "of all pairs the real one scores higher" in text(app)


def test_another_avatar_has_another_score(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Discriminator")
    before = score_of("Real, avatar 8", scored(app)[1])
    app.button(key="another avatar").click().run()
    assert score_of("Real, avatar 9", scored(app)[1]) != before


def test_no_real_avatar_scores_higher_than_one_of_a_lost_mode(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Discriminator")
    press(app, "A lost mode")
    assert "Above 100\u00a0% of generated, 98\u00a0% of real." in scored(app)[1]


def test_a_row_is_guessed_and_then_compared(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Discriminator", guess="true")
    for number in range(6):
        assert f"is picture {number + 1} real or generated?" in text(app)
        press(app, "real")
    assert "The discriminator: " in text(app)
    assert "of 6** guesses right" in text(app)
    press(app, "Another row")
    assert "is picture 1 real or generated?" in text(app)


def pictures(app: AppTest) -> str:
    """The pair of pictures, and the words above them."""
    return " ".join(one.proto.body for one in app.get("html"))


# --- Inversion ----------------------------------------------------------------------------------------------


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inversion, inversion_screen):
        monkeypatch.setattr(module, "STEPS", 6)
    monkeypatch.setattr(inversion, "TRIAL_STEPS", 2)


def found(app: AppTest) -> None:
    """Until the search has ended; its job stays, for the picture that it found."""
    until(app, lambda: "Cancel" not in labels(app))


@pytest.mark.usefixtures("_short")
def test_an_avatar_is_searched_for_and_slid(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Inversion")
    assert next(button for button in app.button if button.label == "Slide it").disabled
    press(app, "Find it")
    found(app)
    assert "the best face is" in pictures(app)
    assert len(sent(app, "chalknet_curves")["lines"][0]["points"]) == 7
    press(app, "Slide it")
    sliders = sent(app, "chalknet_latent_sliders")
    assert sliders["words"] == "Generated face, found face"
    plain = sent(open_screen(open_page, "Latent sliders"), "chalknet_latent_sliders")
    assert sliders["picture"] != plain["picture"]
    press(app, "Next face")
    assert "found" not in sent(app, "chalknet_latent_sliders")["words"]


@pytest.mark.usefixtures("_short")
def test_another_target_ends_the_search(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Inversion")
    press(app, "Find it")
    found(app)
    press(app, "Another")
    assert "the best face is" not in pictures(app)
    assert "The search takes" in pictures(app)


@pytest.mark.usefixtures("_short")
def test_the_encoder_s_guess_is_nearer_than_a_random_latent(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Inversion", avatar="3")
    begun = {}
    for begin in ("at the encoder’s guess", "at random"):
        app.segmented_control(key="begin").set_value(begin).run()
        assert "the best face is" not in pictures(app)
        press(app, "Find it")
        found(app)
        begun[begin] = sent(app, "chalknet_curves")["lines"][0]["points"][0][1]
    assert begun["at the encoder’s guess"] < begun["at random"] / 2


def test_a_strangers_link_to_a_found_face_is_explained(open_page: OpenPage) -> None:
    app = open_screen(open_page, "Latent sliders", base="found", seed="3")
    assert "lives only in" in text(app)
    assert sent(app, "chalknet_latent_sliders")["words"] == "Generated face, seed 3"
