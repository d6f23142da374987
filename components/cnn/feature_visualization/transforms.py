"""Random transforms of feature visualisation: the image is jittered, rotated and scaled before each step.

Only what survives them can grow. Without them the ascent ends in noise that activates the channel and shows
nothing.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, pad

from components.vision.preprocessing import Preprocessing

Transform = Callable[
    [Tensor, torch.Generator], Tensor
]  # from an image (1, 3, side, side) to one (1, 3, s, s)

SIDES = (96, 128, 160)  # pixels; the network is shown the image in one of these sizes
CROP = 0.9375  # fraction of the image's side that is kept; the page cuts a photo to 0.875
MAX_JITTER, MAX_ROTATION, MAX_SCALING = 8, math.radians(10), 0.1  # pixels, radians, fraction
PADDING = 32  # pixels of the opposite side put on to each side, more than a transform reaches


def jitter_anywhere(image: Tensor, generator: torch.Generator) -> Tensor:
    """Roll an image (1, 3, side, side) by any amount, then transform it as `jitter_rotate_scale` does."""
    down, right = torch.randint(image.shape[3], (2,), generator=generator).tolist()
    return jitter_rotate_scale(torch.roll(image, (down, right), (2, 3)), generator)


def jitter_rotate_scale(image: Tensor, generator: torch.Generator) -> Tensor:
    """Shift, rotate, scale and crop an image (1, 3, side, side) at random, to one of `SIDES`."""
    right, down, turn, growth, size = (2 * torch.rand(5, generator=generator) - 1).tolist()
    # A spectrum's image is periodic. Were it cut at its rim, the rim would be seen less and grow wild.
    around = pad(image, [PADDING] * 4, mode="circular")
    scale = CROP * (image.shape[3] / around.shape[3]) * (1 + MAX_SCALING * growth)
    cosine, sine = scale * math.cos(MAX_ROTATION * turn), scale * math.sin(MAX_ROTATION * turn)
    shift = 2 * MAX_JITTER / around.shape[3]
    matrix = torch.tensor(
        [[[cosine, -sine, shift * right], [sine, cosine, shift * down]]], device=image.device
    )
    side = SIDES[min(int((size + 1) / 2 * len(SIDES)), len(SIDES) - 1)]
    grid = affine_grid(matrix, [1, 3, side, side], align_corners=False)
    return grid_sample(around, grid, align_corners=False)


def no_transform(image: Tensor, _generator: torch.Generator) -> Tensor:
    """Return the image (1, 3, side, side) as it is."""
    return image


def normalise(image: Tensor, preprocessing: Preprocessing) -> Tensor:
    """Subtract the mean and divide by the standard deviation of the training photos, per channel."""
    mean, std = (
        torch.tensor(numbers, device=image.device)[:, None, None]
        for numbers in (preprocessing.mean, preprocessing.std)
    )
    return (image - mean) / std
