"""Feature visualisation: a picture that grows by gradient ascent into what one channel responds to most.

After Olah, Mordvintsev and Schubert: Feature Visualization, Distill 2017 (https://doi.org/10.23915/distill.00007).
The picture is painted as a spectrum in decorrelated colours, where a step changes coarse and fine alike; and
before each step it is moved, turned and scaled a little, so that only what survives that can grow. Without
the two the ascent ends in noise that excites the channel and shows nothing.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, pad

from components.cnn.graph import Anatomy, Block
from components.vision.preprocessing import seen_pixels

Way = Literal["frequencies, moved", "frequencies, still", "pixels, still"]
WAYS: tuple[Way, ...] = ("frequencies, moved", "frequencies, still", "pixels, still")
View = Callable[[Tensor, torch.Generator], Tensor]  # from a picture (1, 3, side, side) to what is looked at
Paint = Callable[[Tensor], Tensor]  # from the canvas, which the ascent changes, to a picture (3, side, side)

RATE = 0.08  # of Adam; it rises to this in as many steps as WARM_UP, lest the first view leave its shape
WARM_UP = 32
FLOOR = 0.05  # gradients much below this share of their root mean square are noise, and move nothing
START = 0.01  # standard deviation of the noise on the canvas
SOFTNESS = 4.0  # divides the picture before the sigmoid, so that it begins grey and not black and white
VIEWS = (96, 128, 160)  # pixels; the network is shown the picture in one of these sizes
SEEN = 0.9375  # share of the picture's side that a view shows; the page cuts a photo to 0.875
SHIFT, TURN, GROWTH = 8, math.radians(10), 0.1  # largest moves: pixels, radians, share
RIM = 32  # pixels of the opposite side put on to each side, more than a move reaches

# A square root of the covariance of the colours in ImageNet's photos, as given in the library lucid
# (https://github.com/tensorflow/lucid, Apache 2.0). Columns: brightness, orange to blue, green to magenta.
_COLOURS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
COLOURS = _COLOURS / _COLOURS.norm(dim=0).max()


@dataclass(frozen=True)
class Wish:
    """One channel of a block's result; in the last block a channel is a class, and its value the logit."""

    block: int
    channel: int


@dataclass(frozen=True)
class Plan:
    """How a picture grows."""

    steps: int = 128
    side: int = 128  # pixels
    seed: int = 0
    way: Way = "frequencies, moved"


@dataclass(frozen=True)
class Step:
    """The picture after `number` steps, and the activation that the network's last look at it gave."""

    number: int
    picture: NDArray[np.uint8]  # (side, side, 3)
    activation: float


def dream(anatomy: Anatomy, wish: Wish, plan: Plan) -> Iterator[Step]:
    """The picture at the start, then after each step.

    Raises IndexError if the network has no such block or channel.
    """
    device = anatomy.network.device
    chance = torch.Generator().manual_seed(plan.seed)
    paint, shape = _pixels(plan.side) if plan.way == "pixels, still" else _spectrum(plan.side, device)
    view = _view(anatomy, wish, plan.way)
    canvas = (START * torch.randn(shape, generator=chance)).to(device).requires_grad_()
    ascent = torch.optim.Adam([canvas], eps=FLOOR, maximize=True)
    for number in range(plan.steps + 1):
        picture = paint(canvas)
        excited = activation(anatomy, wish, _normalised(anatomy, view(picture[None], chance)))
        yield Step(number, _as_bytes(picture.detach()), float(excited.detach()))
        # With respect to the canvas alone: the shared network gets no gradients.
        (gradient,) = torch.autograd.grad(excited, canvas)
        canvas.grad = gradient / gradient.square().mean().sqrt().clamp(min=1e-12)
        ascent.param_groups[0]["lr"] = RATE * min(1, (number + 1) / WARM_UP)
        ascent.step()


def activation(anatomy: Anatomy, wish: Wish, pixels: Tensor) -> Tensor:
    """The channel's mean over all places for normalised pixels (1, 3, h, w), a scalar; see `raised`."""
    value = pixels.contiguous(memory_format=torch.channels_last)  # 1.5 times as fast here
    for block in anatomy.blocks[: wish.block]:
        value = block.values(value)[-1]
    wanted = anatomy.blocks[wish.block]
    return wanted.values(value)[raised(wanted)][0, wish.channel].mean()


def raised(block: Block) -> int:
    """The number of the operation whose result is to rise: the block's last, or the one before a ReLU.

    A ReLU has no gradient where a channel is silent, nor has a ReLU6 where it is at its top.
    """
    last = len(block.operations)
    return last - 1 if block.operations[-1].kind in ("ReLU", "ReLU6") else last


@torch.inference_mode()
def excitement(anatomy: Anatomy, wish: Wish, photo: Image.Image) -> float:
    """The activation that an RGB photo or a finished picture gives, prepared as the network was trained."""
    return float(activation(anatomy, wish, _prepared(anatomy, photo)))


@torch.inference_mode()
def judged(anatomy: Anatomy, photo: Image.Image) -> Tensor:
    """The probabilities (classes,) of an RGB photo or a finished picture, prepared likewise."""
    return anatomy.onward(-1, _prepared(anatomy, photo))[0].softmax(0).cpu()


@torch.inference_mode()
def judged_as_grown(anatomy: Anatomy, picture: Image.Image) -> Tensor:
    """The probabilities (classes,) of a finished picture in its own size, pixel for pixel as it grew."""
    values = torch.from_numpy(np.asarray(picture, np.float32) / 255).permute(2, 0, 1)[None]
    return anatomy.onward(-1, _normalised(anatomy, values.to(anatomy.network.device)))[0].softmax(0).cpu()


def _prepared(anatomy: Anatomy, photo: Image.Image) -> Tensor:
    seen = seen_pixels(photo, anatomy.network.backbone.preprocessing)
    return torch.from_numpy(seen)[None].to(anatomy.network.device)


# --- What it is painted on ------------------------------------------------------------------------------


def _spectrum(side: int, device: torch.device) -> tuple[Paint, tuple[int, ...]]:
    """How a picture is made of a spectrum, and the spectrum's shape.

    Each frequency is divided by its size: then the same step changes all of them as much as they differ in
    photos, whose amplitudes fall in this way.
    """
    rows, columns = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    scale = (side / torch.hypot(rows, columns).clamp(min=1 / side)).to(device)  # (side, side // 2 + 1)
    colours = COLOURS.to(device)

    def paint(canvas: Tensor) -> Tensor:
        decorrelated = torch.fft.irfft2(torch.view_as_complex(canvas) * scale, s=(side, side))
        return torch.einsum("ij,jhw->ihw", colours, decorrelated / SOFTNESS).sigmoid()

    return paint, (3, *scale.shape, 2)


def _pixels(side: int) -> tuple[Paint, tuple[int, ...]]:
    """How a picture is made of plain pixels, each by itself."""
    return torch.sigmoid, (3, side, side)


# --- How it is looked at --------------------------------------------------------------------------------


def _view(anatomy: Anatomy, wish: Wish, way: Way) -> View:
    if way != "frequencies, moved":
        return _as_it_is
    # A map's channel is wanted everywhere alike; a class has the middle of the picture for itself.
    return _moved if anatomy.reach(wish.block, 1).size == math.inf else _moved_anywhere


def _moved_anywhere(picture: Tensor, chance: torch.Generator) -> Tensor:
    """What a view shows of a picture (1, 3, side, side) that is shifted by any amount, round and round."""
    down, right = torch.randint(picture.shape[3], (2,), generator=chance).tolist()
    return _moved(torch.roll(picture, (down, right), (2, 3)), chance)


def _moved(picture: Tensor, chance: torch.Generator) -> Tensor:
    """What a view shows of a picture (1, 3, side, side): shifted, turned, scaled, in one of the sizes."""
    right, down, turn, growth, size = (2 * torch.rand(5, generator=chance) - 1).tolist()
    # A spectrum's picture is periodic. Were it cut at its rim, the rim would be seen less and grow wild.
    around = pad(picture, [RIM] * 4, mode="circular")
    scale = SEEN * (picture.shape[3] / around.shape[3]) * (1 + GROWTH * growth)
    cosine, sine, shift = scale * math.cos(TURN * turn), scale * math.sin(TURN * turn), 2 / around.shape[3]
    move = [[cosine, -sine, shift * SHIFT * right], [sine, cosine, shift * SHIFT * down]]
    side = VIEWS[min(int((size + 1) / 2 * len(VIEWS)), len(VIEWS) - 1)]
    places = affine_grid(torch.tensor([move], device=picture.device), [1, 3, side, side], align_corners=False)
    return grid_sample(around, places, align_corners=False)


def _as_it_is(picture: Tensor, _chance: torch.Generator) -> Tensor:
    return picture


def _normalised(anatomy: Anatomy, picture: Tensor) -> Tensor:
    how = anatomy.network.backbone.preprocessing
    mean, std = (
        torch.tensor(numbers, device=picture.device)[:, None, None] for numbers in (how.mean, how.std)
    )
    return (picture - mean) / std


def _as_bytes(picture: Tensor) -> NDArray[np.uint8]:
    values: NDArray[np.uint8] = (picture * 255).round().byte().permute(1, 2, 0).cpu().numpy()
    return values
