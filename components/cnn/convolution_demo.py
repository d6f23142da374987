"""One kernel at work on one grey picture, step by step: convolution, ReLU, pooling."""

import io
import math
import random
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor, nn
from torch.nn import functional

from components.render.colours import DIVERGING, SEQUENTIAL, Table
from components.vision.backbones import Network

Weights = tuple[float, ...]  # of a square kernel, row by row
Pool = Literal["none", "max", "average"]
StepKind = Literal["photo", "convolution", "ReLU", "max pool", "average pool"]

GREYS: Table = np.arange(256, dtype=np.uint8)[:, None].repeat(3, 1)
CANDIDATES = 4
PICTURE_PIXELS = 320


@dataclass(frozen=True)
class Preset:
    """A kernel that is known by name, and what it does, in a sentence."""

    weights: Weights
    about: str


PRESETS = {
    "identity": Preset((0, 0, 0, 0, 1, 0, 0, 0, 0), "Copies each place."),
    "blur": Preset((1 / 9,) * 9, "The mean of nine neighbours."),
    "sharpen": Preset((0, -1, 0, -1, 5, -1, 0, -1, 0), "Enlarges the difference from the four neighbours."),
    "emboss": Preset((-2, -1, 0, -1, 1, 1, 0, 1, 2), "Adds the diagonal slope, like light from a side."),
    "Sobel x": Preset((-1, 0, 1, -2, 0, 2, -1, 0, 1), "Right minus left: finds vertical edges."),
    "Sobel y": Preset((-1, -2, -1, 0, 0, 0, 1, 2, 1), "Lower minus upper: finds horizontal edges."),
    "Laplacian": Preset(
        (0, 1, 0, 1, -4, 1, 0, 1, 0), "Four neighbours minus the middle: edges of any direction."
    ),
}


@dataclass(frozen=True)
class Window:
    """How a window of `size` × `size` places slides over a map; padding is a rim of zeros on all sides."""

    size: int = 3
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def places(self, side: int) -> int:
        """How many places along one side the window finds on a map `side` places wide."""
        return (side + 2 * self.padding - self.reach) // self.stride + 1

    @property
    def reach(self) -> int:
        """How many places along one side lie between its first and its last, these included."""
        return self.dilation * (self.size - 1) + 1

    def formula(self, side: int) -> str:
        """`places` with the numbers put in, as LaTeX."""
        rim, width = f"2\\cdot{self.padding}", f"{self.dilation}\\cdot{self.size - 1}"
        return rf"\lfloor ({side} + {rim} - {width} - 1) / {self.stride} \rfloor + 1 = {self.places(side)}"


POINT, POOLING = Window(1), Window(2, stride=2)


@dataclass(frozen=True)
class Recipe:
    """What is done to the picture, in this order."""

    weights: Weights
    window: Window = Window()
    relu: bool = False
    pool: Pool = "none"


@dataclass(frozen=True)
class Step:
    """A map (h, w), and the window that slid over the map before to make it."""

    kind: StepKind
    values: Tensor
    window: Window


def grey_square(photo: Image.Image, side: int) -> Tensor:
    """The middle square of a photo in grey, (side, side), from 0 (black) to 1 (white)."""
    square = ImageOps.fit(photo, (side, side), Image.Resampling.BILINEAR).convert("L")
    return torch.from_numpy(np.asarray(square, np.float32) / 255)


def learned_filters(network: Network) -> Tensor:
    """The kernels (filters, k, k) of a network's first convolution, each summed over its three colours."""
    first = next(module for module in network.body.modules() if isinstance(module, nn.Conv2d))
    return first.weight.detach().cpu().sum(1)


def kernel_size(weights: Weights) -> int:
    """The side of the square that the weights fill."""
    return math.isqrt(len(weights))


@torch.inference_mode()
def steps(picture: Tensor, recipe: Recipe) -> tuple[Step, ...]:
    """The picture (h, w) and what each step makes of it."""
    window = recipe.window
    kernel = torch.tensor(recipe.weights, dtype=torch.float32).reshape(1, 1, window.size, window.size)
    value = functional.conv2d(
        picture[None, None], kernel, None, window.stride, window.padding, window.dilation
    )
    done = [Step("photo", picture, POINT), Step("convolution", value[0, 0], window)]
    if recipe.relu:
        value = functional.relu(value)
        done.append(Step("ReLU", value[0, 0], POINT))
    if recipe.pool == "max":
        done.append(Step("max pool", functional.max_pool2d(value, 2)[0, 0], POOLING))
    elif recipe.pool == "average":
        done.append(Step("average pool", functional.avg_pool2d(value, 2)[0, 0], POOLING))
    return tuple(done)


# --- What is guessed ----------------------------------------------------------------------------------


def rivals(recipe: Recipe, seed: str) -> tuple[Weights, ...]:
    """The recipe's kernel among three others whose results are drawn alike, in an order set by `seed`."""
    weights = recipe.weights
    presets = [one.weights for one in PRESETS.values() if len(one.weights) == len(weights)]
    near = [tuple(-weight for weight in weights), *presets, *_turned(weights)]
    alike = [other for other in near if keeps_brightness(other) == keeps_brightness(weights)]
    distinct = list(dict.fromkeys([weights, *alike]))[:CANDIDATES]
    random.Random(seed).shuffle(distinct)
    return tuple(distinct)


def _turned(weights: Weights) -> list[Weights]:
    kernel = torch.tensor(weights, dtype=torch.float64).reshape((kernel_size(weights),) * 2)
    return [tuple(kernel.rot90(turns).flatten().tolist()) for turns in (1, 2, 3)]


def rival_sizes(window: Window, side: int) -> tuple[int, ...]:
    """The output's side among three that forget a part of the formula, the smallest first."""
    slips = (
        Window(window.size, window.stride, 0, window.dilation),
        Window(window.size, window.stride, window.padding, 1),
        Window(window.size, 1, window.padding, window.dilation),
    )
    right = window.places(side)
    near = [right, *(slip.places(side) for slip in slips), side, right + 1, right - 1, right + 2]
    possible = dict.fromkeys(size for size in near if size > 0)
    return tuple(sorted(list(possible)[:CANDIDATES]))


# --- Colours ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """Which colours the values from `low` to `high` have; those outside have the colour of the nearer end."""

    table: Table
    low: float
    high: float


PHOTO_SCALE = Scale(GREYS, 0.0, 1.0)


def keeps_brightness(weights: Weights) -> bool:
    """Whether an even area keeps about its brightness, so that the result is again a picture."""
    return 0.9 < sum(weights) < 1.1


def scales(made: tuple[Step, ...], weights: Weights) -> tuple[Scale, ...]:
    """A scale for each step.

    What is again a picture is drawn as the photo is. All other results share one range, on both sides of
    zero until ReLU has cut one of them off: that of the places that see no padding, whose edge is often
    stronger than all there is in the photo.
    """
    if keeps_brightness(weights):
        return (PHOTO_SCALE,) * len(made)
    photo, convolved = made[0], made[1]
    top = max(float(convolved.values[_unpadded(photo, convolved)].abs().max()), 1e-6)
    signed, cut = Scale(DIVERGING, -top, top), Scale(SEQUENTIAL, 0.0, top)
    cuts = [index for index, step in enumerate(made) if step.kind == "ReLU"]
    after = cuts[0] if cuts else len(made)
    return (PHOTO_SCALE, *(cut if index >= after else signed for index in range(1, len(made))))


def _unpadded(photo: Step, convolved: Step) -> Tensor:
    """Which places (h, w) of the convolution have no padding under the kernel."""
    cells = convolved.window.size**2
    covered = steps(torch.ones_like(photo.values), Recipe((1.0,) * cells, convolved.window))[-1].values
    return covered > cells - 0.5


def png(values: Tensor, scale: Scale) -> bytes:
    """A map (h, w) as a picture, each place a square of as many pixels as make it about 320 wide."""
    share = (values - scale.low) / (scale.high - scale.low)
    index: NDArray[np.uint8] = (share.clamp(0, 1) * 255).round().byte().numpy()
    pixels = max(1, PICTURE_PIXELS // values.shape[1])
    stream = io.BytesIO()
    Image.fromarray(scale.table[index].repeat(pixels, 0).repeat(pixels, 1)).save(stream, "PNG")
    return stream.getvalue()
