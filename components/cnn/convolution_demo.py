"""Convolution of a grey picture with one kernel, then ReLU and pooling."""

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

from components.render.colours import SEQUENTIAL, Table
from components.render.encode import png
from components.vision.backbones import Network

Weights = tuple[float, ...]  # of a square kernel, row by row
Pooling = Literal["none", "max", "average"]
LayerKind = Literal["photo", "convolution", "ReLU", "max pool", "average pool"]

GREYS: Table = np.arange(256, dtype=np.uint8)[:, None].repeat(3, 1)
CANDIDATES = 4
PICTURE_PIXELS = 320


@dataclass(frozen=True)
class KernelPreset:
    """A kernel that is known by name, and a sentence on its effect."""

    weights: Weights
    about: str


PRESETS = {
    "identity": KernelPreset((0, 0, 0, 0, 1, 0, 0, 0, 0), "Copies each place."),
    "blur": KernelPreset((1 / 9,) * 9, "The mean of nine neighbours."),
    "sharpen": KernelPreset(
        (0, -1, 0, -1, 5, -1, 0, -1, 0), "Enlarges the difference from the four neighbours."
    ),
    "emboss": KernelPreset(
        (-2, -1, 0, -1, 1, 1, 0, 1, 2), "Adds the diagonal slope, like light from a side."
    ),
    "Sobel x": KernelPreset((-1, 0, 1, -2, 0, 2, -1, 0, 1), "Right minus left: finds vertical edges."),
    "Sobel y": KernelPreset((-1, -2, -1, 0, 0, 0, 1, 2, 1), "Lower minus upper: finds horizontal edges."),
    "Laplacian": KernelPreset(
        (0, 1, 0, 1, -4, 1, 0, 1, 0), "Four neighbours minus the middle: edges of any direction."
    ),
}


@dataclass(frozen=True)
class Window:
    """Geometry of a sliding window of `size` × `size` places; padding is a rim of zeros on all sides."""

    size: int = 3
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def output_size(self, side: int) -> int:
        """Return the side of the output for a map `side` places wide."""
        return (side + 2 * self.padding - self.effective_size) // self.stride + 1

    @property
    def effective_size(self) -> int:
        """Side of the window with the gaps that dilation makes, in places."""
        return self.dilation * (self.size - 1) + 1

    def formula(self, side: int) -> str:
        """Return the formula of `output_size` with the numbers put in, as LaTeX."""
        rim, width = f"2\\cdot{self.padding}", f"{self.dilation}\\cdot{self.size - 1}"
        size = self.output_size(side)
        return rf"\lfloor ({side} + {rim} - {width} - 1) / {self.stride} \rfloor + 1 = {size}"


POINTWISE, POOLING = Window(1), Window(2, stride=2)


@dataclass(frozen=True)
class ConvolutionConfig:
    """Kernel, geometry, ReLU and pooling, in the order in which they are applied."""

    weights: Weights
    window: Window = Window()
    relu: bool = False
    pool: Pooling = "none"


@dataclass(frozen=True)
class LayerOutput:
    """Output map (h, w) of a layer, and the window that slid over the map before to make it."""

    kind: LayerKind
    values: Tensor
    window: Window


def grey_square(photo: Image.Image, side: int) -> Tensor:
    """Return the middle square of a photo in grey, (side, side), from 0 (black) to 1 (white)."""
    square = ImageOps.fit(photo, (side, side), Image.Resampling.BILINEAR).convert("L")
    return torch.from_numpy(np.asarray(square, np.float32) / 255)


def learned_filters(network: Network) -> Tensor:
    """Return the kernels (filters, k, k) of a network's first convolution, summed over the three colours."""
    first = next(module for module in network.body.modules() if isinstance(module, nn.Conv2d))
    return first.weight.detach().cpu().sum(1)


def kernel_size(weights: Weights) -> int:
    """Return the side of the square that the weights fill."""
    return math.isqrt(len(weights))


@torch.inference_mode()
def run_layers(picture: Tensor, config: ConvolutionConfig) -> tuple[LayerOutput, ...]:
    """Return the picture (h, w) and the output of each layer."""
    window = config.window
    kernel = torch.tensor(config.weights, dtype=torch.float32).reshape(1, 1, window.size, window.size)
    value = functional.conv2d(
        picture[None, None], kernel, None, window.stride, window.padding, window.dilation
    )
    done = [LayerOutput("photo", picture, POINTWISE), LayerOutput("convolution", value[0, 0], window)]
    if config.relu:
        value = functional.relu(value)
        done.append(LayerOutput("ReLU", value[0, 0], POINTWISE))
    if config.pool == "max":
        done.append(LayerOutput("max pool", functional.max_pool2d(value, 2)[0, 0], POOLING))
    elif config.pool == "average":
        done.append(LayerOutput("average pool", functional.avg_pool2d(value, 2)[0, 0], POOLING))
    return tuple(done)


# --- Options of the quiz --------------------------------------------------------------------------------


def kernel_options(config: ConvolutionConfig, seed: str) -> tuple[Weights, ...]:
    """Return the right kernel and three others whose results are drawn alike, in an order set by `seed`."""
    weights = config.weights
    presets = [one.weights for one in PRESETS.values() if len(one.weights) == len(weights)]
    near = [tuple(-weight for weight in weights), *presets, *_rotations(weights)]
    alike = [other for other in near if keeps_brightness(other) == keeps_brightness(weights)]
    distinct = list(dict.fromkeys([weights, *alike]))[:CANDIDATES]
    random.Random(seed).shuffle(distinct)
    return tuple(distinct)


def _rotations(weights: Weights) -> list[Weights]:
    kernel = torch.tensor(weights, dtype=torch.float64).reshape((kernel_size(weights),) * 2)
    return [tuple(kernel.rot90(turns).flatten().tolist()) for turns in (1, 2, 3)]


def size_options(window: Window, side: int) -> tuple[int, ...]:
    """Return the right output size and three from typical mistakes in the formula, the smallest first."""
    mistakes = (
        Window(window.size, window.stride, 0, window.dilation),
        Window(window.size, window.stride, window.padding, 1),
        Window(window.size, 1, window.padding, window.dilation),
    )
    right = window.output_size(side)
    near = [right, *(one.output_size(side) for one in mistakes), side, right + 1, right - 1, right + 2]
    possible = dict.fromkeys(size for size in near if size > 0)
    return tuple(sorted(list(possible)[:CANDIDATES]))


# --- Colours ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ColourRange:
    """Colours of the values from `low` to `high`; those outside have the colour of the nearer end."""

    table: Table
    low: float
    high: float


PHOTO_RANGE = ColourRange(GREYS, 0.0, 1.0)


def keeps_brightness(weights: Weights) -> bool:
    """Return whether an even area keeps about its brightness, so that the result is again a picture."""
    return 0.9 < sum(weights) < 1.1


def colour_ranges(
    outputs: tuple[LayerOutput, ...], weights: Weights, diverging: Table
) -> tuple[ColourRange, ...]:
    """Return the colour range of each output.

    What is again a picture is drawn as the photo is. All other results share one range, on both sides of
    zero until ReLU has cut one of them off: that of the places that see no padding, whose edge is often
    stronger than all there is in the photo.
    """
    if keeps_brightness(weights):
        return (PHOTO_RANGE,) * len(outputs)
    photo, convolved = outputs[0], outputs[1]
    top = max(float(convolved.values[_unpadded(photo, convolved)].abs().max()), 1e-6)
    signed, cut = ColourRange(diverging, -top, top), ColourRange(SEQUENTIAL, 0.0, top)
    cuts = [index for index, step in enumerate(outputs) if step.kind == "ReLU"]
    after = cuts[0] if cuts else len(outputs)
    return (PHOTO_RANGE, *(cut if index >= after else signed for index in range(1, len(outputs))))


def _unpadded(photo: LayerOutput, convolved: LayerOutput) -> Tensor:
    """Mask (h, w) of the places of the convolution that have no padding under the kernel."""
    cells = convolved.window.size**2
    ones = ConvolutionConfig((1.0,) * cells, convolved.window)
    *_, covered = run_layers(torch.ones_like(photo.values), ones)
    return covered.values > cells - 0.5


def enlarged_png(values: Tensor, scale: ColourRange) -> bytes:
    """Draw a map (h, w) as a PNG about 320 pixels wide, each place a square."""
    fraction = (values - scale.low) / (scale.high - scale.low)
    index: NDArray[np.uint8] = (fraction.clamp(0, 1) * 255).round().byte().numpy()
    pixels = max(1, PICTURE_PIXELS // values.shape[1])
    return png(Image.fromarray(scale.table[index].repeat(pixels, 0).repeat(pixels, 1)))
