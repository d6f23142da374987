"""Where a network looks, asked at every block, and a test of the answer: hide what is hottest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from components.cnn.anatomy import Anatomy

Method = Literal["Grad-CAM", "LayerCAM"]
SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
RANDOM_GRID = 7  # places a side, as large as those of the last maps of most networks


def heat_maps(anatomy: Anatomy, pixels: Tensor, wanted: int, method: Method) -> tuple[Tensor, ...]:
    """A heat map (h, w), zero or more, for class `wanted` at each block that still has maps.

    One pass forward and one back serve all blocks. With A the maps of a block and G the gradient of the
    logit: Grad-CAM (Selvaraju et al., 2017) weights each map with its mean gradient, LayerCAM (Jiang et
    al., 2021, https://doi.org/10.1109/TIP.2021.3089943) each place with its own positive gradient.
    """
    outputs = list(anatomy.outputs(pixels.clone().requires_grad_()))
    maps = [result for result in outputs if result.dim() == 4 and result.shape[2] > 1]
    gradients = torch.autograd.grad(outputs[-1][0, wanted], maps)
    return tuple(_heat(result.detach()[0], g[0], method) for result, g in zip(maps, gradients, strict=True))


def _heat(maps: Tensor, gradient: Tensor, method: Method) -> Tensor:
    weights = gradient.mean((1, 2), keepdim=True) if method == "Grad-CAM" else gradient.clamp(min=0)
    return (weights * maps).sum(0).clamp(min=0).cpu()


@dataclass(frozen=True)
class Deletion:
    """The probability of a class while more and more of the photo is hidden."""

    shares: tuple[float, ...]  # of the pixels that are hidden, from 0 to 1
    probabilities: tuple[float, ...]

    @property
    def area(self) -> float:
        """Under the curve, in units of the probability at the start: small where the order is good."""
        start = max(self.probabilities[0], 1e-12)
        heights = torch.tensor(self.probabilities) / start
        return float(torch.trapezoid(heights, torch.tensor(self.shares)))


@torch.inference_mode()
def deletion(anatomy: Anatomy, pixels: Tensor, heat: Tensor, wanted: int) -> Deletion:
    """Hide the hottest pixels of a photo (1, 3, 224, 224) first (Petsiuk et al., 2018, RISE).

    What is hidden gets the mean colour of ImageNet, which is zero after normalisation.
    """
    size = pixels.shape[-1]
    smooth = interpolate(heat[None, None], size=(size, size), mode="bilinear", align_corners=False).flatten()
    hidden = torch.empty_like(smooth)
    hidden[smooth.argsort(descending=True)] = torch.linspace(0, 1, len(smooth))  # when each pixel's turn is
    seen = torch.stack([(hidden >= share).reshape(1, size, size) for share in SHARES])
    seen[-1] = False
    photos = pixels * seen.to(pixels.device)
    logits = anatomy.onward(-1, photos)
    return Deletion(SHARES, tuple(logits.softmax(1)[:, wanted].tolist()))


def random_deletion(anatomy: Anatomy, pixels: Tensor, wanted: int, seeds: Sequence[int]) -> Deletion:
    """The mean of hiding the photo in random orders, in patches as large as a place of the last maps."""
    runs = []
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        order = torch.rand(RANDOM_GRID, RANDOM_GRID, generator=generator)
        runs.append(deletion(anatomy, pixels, order, wanted).probabilities)
    return Deletion(SHARES, tuple(torch.tensor(runs).mean(0).tolist()))
