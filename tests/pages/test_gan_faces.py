"""The screens Latent sliders, Explore and Training history, driven without a browser."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from components.gan.faces import INVERTED, LATENT_SIZE
from components.gan.latents import STEP_SIZE, sample_latent
from components.gan.screens.latent_sliders import new_frames
from components.gan.screens.state import _INVERTED_LATENT
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent


def open_gan(open_page: OpenPage, **parameters: str) -> AppTest:
    app = open_page("gan", **{"screen": "Latent sliders"} | parameters)
    assert not app.exception
    return app


def pixels(address: str) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))).convert("RGB"))


def test_a_face_and_its_named_sliders_are_there_at_first_paint(open_page: OpenPage) -> None:
    shown = sent(open_gan(open_page), "chalknet_latent_sliders")
    assert pixels(shown["picture"]).shape == (64, 64, 3)
    assert pixels(shown["picture"]).std() > 30
    assert [slider["name"] for slider in shown["sliders"]][:2] == ["Smile", "Glasses"]
    assert all(slider["now"] == 0 for slider in shown["sliders"])


def test_a_link_moves_the_sliders(open_page: OpenPage) -> None:
    plain, moved = (
        sent(open_gan(open_page, **link), "chalknet_latent_sliders") for link in ({}, {"moved": "n1.24"})
    )
    assert moved["sliders"][1]["now"] == 24
    assert moved["sliders"][1]["zero"] == pytest.approx(plain["sliders"][1]["zero"], abs=1e-4)
    assert moved["sliders"][1]["about"] == plain["sliders"][1]["about"]  # the same frames lie under it
    assert moved["sliders"][2]["about"] != plain["sliders"][2]["about"]
    assert not np.array_equal(pixels(moved["picture"]), pixels(plain["picture"]))


@pytest.mark.parametrize(
    ("kind", "first"), [("Principal", "Principal component 1"), ("Coordinates", "Coordinate 0")]
)
def test_the_other_kinds_of_sliders(open_page: OpenPage, kind: str, first: str) -> None:
    shown = sent(open_gan(open_page, kind=kind), "chalknet_latent_sliders")
    assert shown["sliders"][0]["name"] == first
    assert len(shown["sliders"]) == 10


def test_every_stride_adds_the_frames_between_those_before() -> None:
    strides = [new_frames(-60, 67, stride) for stride in (8, 2, 1)]
    assert len(strides[0]) == 17
    together = sorted(step for steps in strides for step in steps)
    assert together == list(range(-60, 68))  # each once, both ends among them
    assert STEP_SIZE * 8 == 0.5


def test_another_face_puts_the_sliders_back(open_page: OpenPage) -> None:
    app = open_gan(open_page, moved="n1.24", seed="9")
    press(app, "Next face")
    assert app.number_input(key="seed").value == 10
    assert all(slider["now"] == 0 for slider in sent(app, "chalknet_latent_sliders")["sliders"])


def test_an_average_face_is_the_same_for_all_seeds(open_page: OpenPage) -> None:
    faces = [
        pixels(sent(open_gan(open_page, truncation="0", seed=seed), "chalknet_latent_sliders")["picture"])
        for seed in ("1", "2")
    ]
    assert np.array_equal(faces[0], faces[1])


def test_kept_attributes_are_those_of_face_a_on_the_whole_grid(open_page: OpenPage) -> None:
    app = open_gan(open_page, screen="Explore", seed="1", locked="1")
    assert app.session_state["locked"] == (1,)
    free = sent(open_gan(open_page, screen="Explore", seed="1"), "chalknet_picture_grid")
    held = sent(app, "chalknet_picture_grid")
    assert free["chosen"] == held["chosen"] == 1  # face A keeps its own
    assert free["src"] != held["src"]
    assert len(held["numbers"]) == 36


def test_other_faces_fill_the_grid(open_page: OpenPage) -> None:
    app = open_gan(open_page, screen="Explore", wall="990")
    assert sent(app, "chalknet_picture_grid")["numbers"][9:11] == [999, 0]
    press(app, "Other faces")
    assert sent(app, "chalknet_picture_grid")["numbers"][0] == 26


def test_of_ten_latents_each_another_can_be_looked_at(open_page: OpenPage) -> None:
    app = open_gan(open_page, screen="Explore")
    balanced = sent(app, "chalknet_picture_grid")
    [control] = [one for one in app.button_group if one.label == "Seeds"]
    control.set_value("restless").run()
    unstable = sent(app, "chalknet_picture_grid")
    assert app.session_state["base"] == "restless"
    assert balanced["chosen"] == unstable["chosen"] == 24  # face A is on the grid with the others
    assert balanced["src"] != unstable["src"]
    assert "Face A, seed 24, between two kinds" in face_pictures(app)[0]


def test_the_next_face_is_of_the_same_kind(open_page: OpenPage) -> None:
    app = open_gan(open_page, base="first")
    assert sent(app, "chalknet_latent_sliders")["words"] == "Generated face, seed 24, as drawn"
    press(app, "Next face")
    assert sent(app, "chalknet_latent_sliders")["words"] == "Generated face, seed 25, as drawn"


def test_the_training_history_has_a_frame_a_caption_and_a_value_for_each_checkpoint(
    open_page: OpenPage,
) -> None:
    app = open_gan(open_page, screen="Training history", moment="3")
    shown = sent(app, "chalknet_frame_scrubber")
    assert shown["frame"] == 3
    assert len(shown["captions"]) == 12
    assert pixels(shown["frames"]).shape == (12 * 256, 256, 3)
    assert all(len(curve["points"]) == 12 for chart in shown["charts"] for curve in chart["curves"])


def test_the_losses_stand_at_their_iterations_between_the_last_two_checkpoints(open_page: OpenPage) -> None:
    losses, scores = sent(
        open_gan(open_page, screen="Training history", charts="Losses"), "chalknet_frame_scrubber"
    )["charts"]
    assert [curve["name"] for curve in losses["curves"]] == ["discriminator", "generator"]
    assert [curve["name"] for curve in scores["curves"]] == ["trained on", "held out"]
    for chart in (losses, scores):
        assert [chart["ticks"][place] for place in (0, -1)] == [[10, "60 k"], [11, "155 k"]]
        for curve in chart["curves"]:
            assert curve["points"][0][0] == 10 + 500 / 95_000
            assert curve["points"][-1][0] == 11


def test_it_is_said_where_and_why_the_generators_loss_rises(open_page: OpenPage) -> None:
    app = open_gan(open_page, screen="Training history", charts="Losses")
    losses, scores = sent(app, "chalknet_frame_scrubber")["charts"]
    assert losses["remark"]["frame"] == 10 + 45_000 / 95_000
    assert "G’s loss rises" in losses["remark"]["lines"]
    generator = losses["curves"][1]["points"]
    before, after = (
        [loss for frame, loss in generator if (frame > losses["remark"]["frame"]) == late]
        for late in (False, True)
    )
    assert after[-1] > 1.5 * max(before)
    assert scores["remark"] is None


def test_a_frozen_face_stays_when_another_one_is_found(open_page: OpenPage) -> None:
    app = open_gan(open_page, screen="Explore")

    def find(seed: int) -> None:
        app.session_state[_INVERTED_LATENT] = sample_latent(seed, LATENT_SIZE)
        app.session_state["base"] = INVERTED
        app.run()
        assert not app.exception

    find(1)
    first = face_pictures(app)
    press(app, "Freeze to compare")
    find(2)
    frozen, now = face_pictures(app)
    assert [frozen] == first
    assert now != frozen


def face_pictures(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("html") if "Face A" in one.proto.body]
