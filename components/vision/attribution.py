"""Where a network looks: Grad-CAM (Selvaraju et al., 2017, https://arxiv.org/abs/1610.02391).

The gradient is taken through the head alone, from a private copy of the last feature map. No hook
is set and no module is changed, so any number of threads may share one network.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from components.vision.backbones import Network


@dataclass(frozen=True)
class Seen:
    """One forward pass: the last feature map and the logits it leads to."""

    features: Tensor  # (C, h, w)
    logits: Tensor  # (1000,)

    @property
    def probabilities(self) -> Tensor:
        """Softmax of the logits, (1000,)."""
        return self.logits.softmax(0)


@torch.inference_mode()
def forward(network: Network, pixels: Tensor) -> Seen:
    """Run the network once on normalised `pixels` of shape (3, 224, 224)."""
    features = network.body(pixels[None].to(network.device))  # (1, C, h, w)
    logits = network.head(features)  # (1, 1000)
    return Seen(features[0].cpu(), logits[0].cpu())


def evidence(network: Network, seen: Seen, wanted: int, against: int | None = None) -> Tensor:
    """How much each place of the last feature map speaks for a class, signed, shape (h, w).

    With `y` the logit of `wanted`, or its lead over the logit of `against`, and `A_k` channel k of
    the feature map, each channel is weighted by the mean of its gradient:

        evidence = sum_k  mean_ij(dy / dA_k,ij) · A_k

    Its positive part is the Grad-CAM heat map of the paper.
    """
    # A clone made outside inference mode may take part in autograd; the network's weights don't.
    features = seen.features.clone().to(network.device).requires_grad_()  # (C, h, w)
    logits = network.head(features[None])[0]  # (1000,)
    lead = logits[wanted] if against is None else logits[wanted] - logits[against]
    (gradient,) = torch.autograd.grad(lead, features)  # (C, h, w)
    weights = gradient.mean((1, 2))  # (C,)
    return torch.einsum("c,chw->hw", weights, features.detach()).cpu()


def enlarge(grid: Tensor, size: int) -> Tensor:
    """Bicubic interpolation of an (h, w) map to (size, size)."""
    return interpolate(grid[None, None], size=(size, size), mode="bicubic", align_corners=False)[0, 0]
