import io

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from components.gan.images import (
    Images,
    encode_animation,
    generate,
    image_grid,
    sprite_sheet,
    upscale_nearest,
)
from components.gan.latents import sample_latent
from components.gan.model import Generator


@pytest.fixture(scope="module")
def pictures(shipped: Generator) -> Images:
    return generate(
        shipped, torch.stack([sample_latent(seed, shipped.config.latent_size) for seed in range(18)])
    )


def test_a_picture_alone_equals_itself_in_a_crowd(shipped: Generator, pictures: Images) -> None:
    alone = generate(shipped, sample_latent(17, shipped.config.latent_size)[None])
    assert np.array_equal(alone[0], pictures[17])


def test_a_sheet_gives_back_every_picture_exactly(pictures: Images) -> None:
    read = np.asarray(Image.open(io.BytesIO(sprite_sheet(pictures))).convert("RGB"))
    assert np.array_equal(read.reshape(pictures.shape), pictures)


def test_rows_are_filled_from_left_to_right(pictures: Images) -> None:
    wall = np.asarray(image_grid(pictures, 6))
    assert wall.shape == (3 * 64, 6 * 64, 3)
    assert np.array_equal(wall[64:128, 128:192], pictures[8])


def test_enlarged_pixels_are_squares(pictures: Images) -> None:
    large = upscale_nearest(pictures[:1], 3)
    assert large.shape == (1, 192, 192, 3)
    assert np.array_equal(large[:, ::3, ::3], pictures[:1])
    assert np.array_equal(large[:, 2::3, 1::3], pictures[:1])


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_an_animation_goes_there_and_back(pictures: Images, kind: str) -> None:
    moving = Image.open(io.BytesIO(encode_animation(pictures[:4], kind)))
    assert moving.format == kind
    frames = [np.asarray(frame.convert("RGB")).astype(int) for frame in ImageSequence.Iterator(moving)]
    assert len(frames) == 6
    assert abs(frames[2] - pictures[2].astype(int)).mean() < 12
    assert abs(frames[5] - pictures[1].astype(int)).mean() < 12
