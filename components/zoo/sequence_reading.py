"""A digit as a sequence, and what a recurrent network makes of it step by step."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from components.zoo.networks.recurrent import Recurrent

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class SequenceConfig:
    """How a picture becomes a sequence: by rows or by pixels, and how many black inputs follow it."""

    by: str = "row"  # or "pixel": of the picture at half its size
    gap: int = 0

    @property
    def inputs(self) -> int:
        """Numbers in one step."""
        return 28 if self.by == "row" else 1


def as_sequences(pictures: Tensor, config: SequenceConfig) -> Tensor:
    """Pictures (B, 28, 28) as sequences (B, T, inputs): 28 rows or 14 · 14 pixels, and the gap."""
    if config.by == "pixel":
        pictures = F.avg_pool2d(pictures[:, None], 2).reshape(len(pictures), -1, 1)
    return F.pad(pictures, (0, 0, 0, config.gap))


@dataclass(frozen=True, eq=False)
class SequenceReading:
    """A network on its way through one sequence of T steps.

    `inputs` (T, inputs) is what it got, `states` (T, hidden) its hidden states, `classes` (T, 10) the
    probabilities it would answer with if the sequence ended there, and `gradients` (T,) the Euclidean norm of
    the gradient of its final answer's logit with respect to each step's input.
    """

    inputs: Numbers
    states: Numbers
    classes: Numbers
    gradients: Numbers

    @property
    def answer(self) -> int:
        """The most probable digit after the last step."""
        return int(self.classes[-1].argmax())


def read_sequence(network: Recurrent, pixels: Numbers, config: SequenceConfig) -> SequenceReading:
    """Let a network read a picture (28, 28) in [0, 1]."""
    device = next(network.parameters()).device
    picture = torch.from_numpy(np.ascontiguousarray(pixels))[None].to(device)
    with torch.enable_grad():
        sequence = as_sequences(picture, config).requires_grad_()
        states = network.states(sequence)  # (1, T, hidden)
        logits = network.output(states[0])  # (T, 10)
        (gradient,) = torch.autograd.grad(logits[-1].max(), sequence)
    return SequenceReading(
        sequence.detach()[0].cpu().numpy(),
        states.detach()[0].cpu().numpy(),
        logits.detach().softmax(1).cpu().numpy(),
        gradient[0].norm(dim=1).cpu().numpy(),
    )
