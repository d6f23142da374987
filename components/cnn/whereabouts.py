"""Where a network looks, asked at every block, and a test of the answer: hide what is hottest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from components.cnn.anatomy import Anatomy

Method = Literal["Grad-CAM", "LayerCAM"]
PATCHES = 7  # a side; as large as the places of the last maps of most networks
HIDDEN = (0, 1, 2, 5, 10, 15, 24, 36, 49)  # patches
SHARES = tuple(count / PATCHES**2 for count in HIDDEN)


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
    """Hide the hottest patches of a photo (1, 3, 224, 224) first (after Petsiuk et al., 2018, RISE).

    The patches are the same for every block and for random orders: the smaller what is hidden, the sooner
    a class falls, whatever the order. What is hidden gets the mean colour of ImageNet, which is zero after
    normalisation.
    """
    size = pixels.shape[-1]
    order = adaptive_avg_pool2d(heat[None], PATCHES)[0].flatten().argsort(descending=True)
    turn = torch.empty(PATCHES**2, dtype=torch.long)  # when each patch is hidden
    turn[order] = torch.arange(PATCHES**2)
    near = torch.arange(size) * PATCHES // size
    turns = turn.reshape(PATCHES, PATCHES)[near][:, near]  # (224, 224)
    seen = torch.stack([(turns >= count)[None] for count in HIDDEN])
    logits = anatomy.onward(-1, pixels * seen.to(pixels.device))
    return Deletion(SHARES, tuple(logits.softmax(1)[:, wanted].tolist()))


def random_deletion(anatomy: Anatomy, pixels: Tensor, wanted: int, seeds: Sequence[int]) -> Deletion:
    """The mean of hiding the patches in random orders."""
    runs = []
    for seed in seeds:
        order = torch.rand(PATCHES, PATCHES, generator=torch.Generator().manual_seed(seed))
        runs.append(deletion(anatomy, pixels, order, wanted).probabilities)
    return Deletion(SHARES, tuple(torch.tensor(runs).mean(0).tolist()))
