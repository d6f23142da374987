"""Image parameterisations of feature visualisation: what the optimiser changes, and the image made of it.

In the Fourier basis with decorrelated colours, a step of the optimiser changes coarse and fine structure
alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

SOFTNESS = 4.0  # divides the image before the sigmoid, so that it begins grey and not black and white

# A square root of the covariance of the colours in ImageNet's photos, as given in the library lucid
# (https://github.com/tensorflow/lucid, Apache 2.0). Columns: brightness, orange to blue, green to magenta.
_COLOURS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
COLOURS = _COLOURS / _COLOURS.norm(dim=0).max()


@dataclass(frozen=True)
class Parameterization:
    """The shape of the optimised tensor, and the function from it to an image (3, side, side) in [0, 1]."""

    shape: tuple[int, ...]
    image: Callable[[Tensor], Tensor]


def fourier_image(side: int, device: torch.device) -> Parameterization:
    """An image from its Fourier spectrum (3, side, side // 2 + 1, 2), real and imaginary parts.

    Each frequency is divided by its size: then the same step changes all of them as much as they differ in
    photos, whose amplitudes fall in this way.
    """
    rows, columns = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    scale = (side / torch.hypot(rows, columns).clamp(min=1 / side)).to(device)  # (side, side // 2 + 1)
    colours = COLOURS.to(device)

    def image(spectrum: Tensor) -> Tensor:
        decorrelated = torch.fft.irfft2(torch.view_as_complex(spectrum) * scale, s=(side, side))
        return torch.einsum("ij,jhw->ihw", colours, decorrelated / SOFTNESS).sigmoid()

    return Parameterization((3, *scale.shape, 2), image)


def pixel_image(side: int) -> Parameterization:
    """An image from plain pixels (3, side, side), each by itself."""
    return Parameterization((3, side, side), torch.sigmoid)
