"""The GAN's Architecture, driven without a browser: the drawing against the networks."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from components.gan.discriminator_scores import score_images
from components.gan.faces import latent_of_seed
from components.gan.generator_maps import generator_feature_maps, strongest_channels
from components.gan.images import Images, center_crop, generate, to_uint8
from components.gan.screens.checkpoint_state import shared_checkpoints
from components.gan.screens.state import (
    shared_discriminator,
    shared_generator,
    shared_references,
    shared_score_sample,
)
from components.render.colours import DIVERGING
from components.render.map_tiles import TILE, map_tile
from components.ui.controls.photo import sample_photo
from components.ui.text import in_words
from tests.pages.conftest import OpenPage
from tests.pages.driving import press, sent

SEED, TRUNCATION = 24, 80


def open_architecture(open_page: OpenPage, **parameters: str) -> AppTest:
    app = open_page("gan", screen="Architecture", seed=str(SEED), **parameters)
    assert not app.exception
    return app


def drawn(app: AppTest) -> list[dict[str, Any]]:
    networks: list[dict[str, Any]] = sent(app, "chalknet_gan_drawing")["networks"]
    return networks


def tiles(network: dict[str, Any]) -> list[Images]:
    picture = Image.open(io.BytesIO(base64.b64decode(network["pictures"].split(",")[1]))).convert("RGB")
    pixels = np.asarray(picture)
    assert pixels.shape == (TILE, (len(network["slabs"]) + 1) * TILE, 3)
    return np.split(pixels, len(network["slabs"]) + 1, axis=1)


def face() -> Images:
    picture: Images = generate(shared_generator(), latent_of_seed(SEED, TRUNCATION)[None])[0]
    return picture


def is_picture(tile: Images, picture: Images) -> bool:
    large = Image.fromarray(picture).resize((TILE, TILE), Image.Resampling.BILINEAR)
    return float(np.abs(tile.astype(int) - np.asarray(large)).mean()) < 3  # it is a JPEG


def test_both_networks_are_drawn_as_they_are(open_page: OpenPage) -> None:
    generator, discriminator = drawn(open_architecture(open_page))
    maps = generator_feature_maps(shared_generator(), latent_of_seed(SEED, TRUNCATION))
    assert generator["given"] == {"channels": 128, "side": 1}
    sizes = [(slab["channels"], slab["side"]) for slab in generator["slabs"]]
    assert sizes == [tuple(one.shape[:2]) for one in maps]
    assert discriminator["given"] == {"channels": 3, "side": 64}
    assert discriminator["tallest"] == max(side for _, side in sizes)  # both are drawn to one scale
    sides = [slab["side"] for slab in discriminator["slabs"]]
    assert sides == [32, 16, 8, 4, 1]
    assert [slab["field"] for slab in discriminator["slabs"]] == [4, 10, 22, 46, None]
    learned = sum(one.numel() for one in shared_generator().parameters())
    told = [slab["words"].split(" parameters")[0].split()[-1] for slab in generator["slabs"]]
    assert sum(int(one.replace(",", "")) for one in told) == learned


def test_the_face_that_is_made_is_the_one_that_is_judged(open_page: OpenPage) -> None:
    generator, discriminator = drawn(open_architecture(open_page))
    assert is_picture(tiles(generator)[-1], face())
    assert is_picture(tiles(discriminator)[0], face())


@pytest.mark.parametrize("judged", ["generated", "real"])
def test_the_score_is_the_discriminator_s_and_stands_beside_others(open_page: OpenPage, judged: str) -> None:
    app = open_architecture(open_page, judged=judged, avatar="5")
    given = face() if judged == "generated" else shared_references()[5]
    (score,) = score_images(shared_discriminator(), given[None]).tolist()
    assert f"{score:.2f}" in sent(app, "chalknet_gan_drawing")["sentence"]
    _, discriminator = drawn(app)
    assert f"{score:.2f}" in discriminator["slabs"][-1]["words"]
    assert is_picture(tiles(discriminator)[0], given)
    above = shared_score_sample(TRUNCATION).above(score)
    assert [share for _, _, share in discriminator["classes"]] == pytest.approx(above)


def test_other_noise_gives_another_face_by_the_same_networks(open_page: OpenPage) -> None:
    app = open_architecture(open_page)
    before = drawn(app)
    press(app, "Next seed")
    assert app.session_state["seed"] == SEED + 1
    after = drawn(app)
    for one, other in zip(before, after, strict=True):
        assert one["pictures"] != other["pictures"]
    assert before[0]["slabs"] == after[0]["slabs"]


def test_another_avatar_is_judged(open_page: OpenPage) -> None:
    app = open_architecture(open_page, judged="real", avatar="5")
    before = drawn(app)
    press(app, "Another avatar")
    assert app.session_state["avatar"] == 6
    assert drawn(app)[0] == before[0]
    assert drawn(app)[1]["pictures"] != before[1]["pictures"]


def test_over_its_training_the_generator_is_drawn_with_the_layers_of_that_moment(open_page: OpenPage) -> None:
    latent, checkpoints = latent_of_seed(SEED, TRUNCATION), shared_checkpoints()
    for moment in (4, 8):
        shown = sent(open_architecture(open_page, moment=str(moment)), "chalknet_gan_drawing")
        generator, discriminator = shown["networks"]
        maps = generator_feature_maps(checkpoints[moment].generator, latent)
        *_, before_last, last = tiles(generator)
        assert is_picture(last, to_uint8(maps[-1][None])[0])
        strongest = map_tile(maps[-2][strongest_channels(maps[-2], 1)[0]], DIVERGING)
        assert np.abs(before_last.astype(int) - strongest).mean() < 6  # it is a JPEG
        score = score_images(shared_discriminator(), to_uint8(maps[-1][None]))[0]
        assert shown["sentence"].startswith(in_words(float(score)))
        assert "of the training’s end" in shown["sentence"]
        assert "exact colours" not in generator["slabs"][-1]["words"]
        assert discriminator["classes"][1][2] == 0  # it is above no real one


def test_the_last_moment_is_the_trained_generator(open_page: OpenPage) -> None:
    shown = sent(open_architecture(open_page), "chalknet_gan_drawing")
    assert "exact colours" in shown["networks"][0]["slabs"][-1]["words"]
    assert "of the training’s end" not in shown["sentence"]


def test_a_photo_goes_through_the_discriminator_as_well(open_page: OpenPage) -> None:
    shown = sent(open_architecture(open_page, judged="photo", sample="cat"), "chalknet_gan_drawing")
    square = center_crop(sample_photo("cat").image)
    assert is_picture(tiles(shown["networks"][1])[0], square[0])
    score = float(score_images(shared_discriminator(), square)[0])
    assert shown["sentence"].startswith(f"{in_words(score)}. ")
    assert "never trained on photos" in shown["sentence"]
    assert shown["networks"][1]["parts"][0] == "x: a photo"
