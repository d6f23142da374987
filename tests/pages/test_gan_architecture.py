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
from components.gan.generator_maps import generator_feature_maps
from components.gan.images import Images, generate
from components.gan.screens.state import (
    shared_discriminator,
    shared_generator,
    shared_references,
    shared_score_sample,
)
from components.render.map_tiles import TILE
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
