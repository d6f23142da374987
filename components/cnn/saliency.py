"""Saliency: class activation maps at every block (Grad-CAM, LayerCAM)."""

from typing import Literal

import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph

CamMethod = Literal["Grad-CAM", "LayerCAM"]


def class_activation_maps(
    graph: NetworkGraph, pixels: Tensor, wanted: int, method: CamMethod
) -> tuple[Tensor, ...]:
    """Heat maps (h, w), zero or more, of class `wanted` at each block that still has maps.

    One pass forward and one back serve all blocks. With A the maps of a block and G the gradient of the
    logit: Grad-CAM (Selvaraju et al., 2017) weights each map with its mean gradient, LayerCAM (Jiang et
    al., 2021, https://doi.org/10.1109/TIP.2021.3089943) each place with its own positive gradient.
    """
    outputs = list(graph.outputs(pixels.clone().requires_grad_()))
    maps = [result for result in outputs if result.dim() == 4 and result.shape[2] > 1]
    gradients = torch.autograd.grad(outputs[-1][0, wanted], maps)
    return tuple(_heat(result.detach()[0], g[0], method) for result, g in zip(maps, gradients, strict=True))


def _heat(maps: Tensor, gradient: Tensor, method: CamMethod) -> Tensor:
    weights = gradient.mean((1, 2), keepdim=True) if method == "Grad-CAM" else gradient.clamp(min=0)
    return (weights * maps).sum(0).clamp(min=0).cpu()
