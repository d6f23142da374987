import io

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.sprites import Pictures, animation, draw, enlarged, in_rows, sheet


@pytest.fixture(scope="module")
def pictures(shipped: Generator) -> Pictures:
    return draw(shipped, torch.stack([seeded(seed, shipped.config.latent_size) for seed in range(18)]))


def test_a_picture_alone_equals_itself_in_a_crowd(shipped: Generator, pictures: Pictures) -> None:
    alone = draw(shipped, seeded(17, shipped.config.latent_size)[None])
    assert np.array_equal(alone[0], pictures[17])


def test_a_sheet_gives_back_every_picture_exactly(pictures: Pictures) -> None:
    read = np.asarray(Image.open(io.BytesIO(sheet(pictures))).convert("RGB"))
    assert np.array_equal(read.reshape(pictures.shape), pictures)


def test_rows_are_filled_from_left_to_right(pictures: Pictures) -> None:
    wall = np.asarray(in_rows(pictures, 6))
    assert wall.shape == (3 * 64, 6 * 64, 3)
    assert np.array_equal(wall[64:128, 128:192], pictures[8])


def test_enlarged_pixels_are_squares(pictures: Pictures) -> None:
    large = enlarged(pictures[:1], 3)
    assert large.shape == (1, 192, 192, 3)
    assert np.array_equal(large[:, ::3, ::3], pictures[:1])
    assert np.array_equal(large[:, 2::3, 1::3], pictures[:1])


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_an_animation_goes_there_and_back(pictures: Pictures, kind: str) -> None:
    moving = Image.open(io.BytesIO(animation(pictures[:4], kind)))
    assert moving.format == kind
    frames = [np.asarray(frame.convert("RGB")).astype(int) for frame in ImageSequence.Iterator(moving)]
    assert len(frames) == 6
    assert abs(frames[2] - pictures[2].astype(int)).mean() < 12
    assert abs(frames[5] - pictures[1].astype(int)).mean() < 12
