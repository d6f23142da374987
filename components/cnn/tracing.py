"""Trace of a photo through a network: the results of all its blocks."""

from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor

from components.cnn.graph import NetworkGraph
from components.vision.preprocessing import seen_pixels


@dataclass(frozen=True)
class Trace:
    """Results of one forward pass: (1, C, h, w), or (1, C) at the end; they must not be changed."""

    graph: NetworkGraph
    pixels: Tensor  # (1, 3, 224, 224), normalised
    outputs: tuple[Tensor, ...]  # of each block

    @property
    def probabilities(self) -> Tensor:
        """Softmax of the logits, (classes,)."""
        return self.outputs[-1][0].softmax(0)

    @property
    def top(self) -> float:
        """Largest absolute value in any block's maps."""
        return max(float(result.abs().max()) for result in self.outputs if result.shape[2:].numel() > 1)

    def input_of(self, block: int) -> Tensor:
        """Return the input of a block."""
        return self.outputs[block - 1] if block else self.pixels

    @torch.inference_mode()
    def inside(self, block: int) -> tuple[Tensor, ...]:
        """Return a block's input and the result of each of its operations, computed again."""
        return self.graph.blocks[block].values(self.input_of(block))

    def best(self, count: int) -> list[tuple[str, float]]:
        """Return the most probable classes and their probabilities, best first."""
        top = self.probabilities.topk(min(count, len(self.graph.network.labels)))
        labels = self.graph.network.labels
        return [(labels[i], p) for i, p in zip(top.indices.tolist(), top.values.tolist(), strict=True)]


def trace(graph: NetworkGraph, photo: Image.Image) -> Trace:
    """Run an RGB photo, prepared as the network was trained, through all blocks."""
    network = graph.network
    seen = torch.from_numpy(seen_pixels(photo, network.backbone.preprocessing))
    pixels = seen[None].to(network.device)
    with torch.inference_mode():
        return Trace(graph, pixels, tuple(graph.outputs(pixels)))


def as_maps(result: Tensor) -> Tensor:
    """Return a result (1, C, h, w) as maps (C, h, w); a vector (1, C) is taken for maps of one place."""
    return result[0] if result.dim() == 4 else result[0][:, None, None]


def influence(trace: Trace, block: int, operation: int, wanted: int) -> Tensor:
    """Contribution of each map of an operation's result to the logit of class `wanted`, (C,), signed.

    To first order: gradient times activation, summed over the map's places (Molchanov et al., 2017,
    https://arxiv.org/abs/1611.06440). Operation 0 is the block's input.
    """
    # A clone made outside inference mode may take part in autograd; the network's weights don't.
    known = [value.clone() for value in trace.inside(block)[: operation + 1]]
    known[-1].requires_grad_()
    out = trace.graph.blocks[block].resume(tuple(known))[-1]
    logit = trace.graph.logits_after(block, out)[0, wanted]
    (gradient,) = torch.autograd.grad(logit, known[-1])
    return as_maps(gradient * known[-1].detach()).sum((1, 2)).cpu()
