"""Feed-forward networks: one hidden layer (FF) or more (DFF).

Rosenblatt (1958), The perceptron, doi:10.1037/h0042519; trained by backpropagation: Rumelhart, Hinton and
Williams (1986), doi:10.1038/323533a0.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ACTIVATIONS = {"ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


@dataclass(frozen=True)
class FeedForwardConfig:
    """The sizes of the layers, and what follows each hidden one."""

    inputs: int = 784
    hidden: tuple[int, ...] = (512,)
    outputs: int = 10
    activation: str = "ReLU"  # one of ACTIVATIONS
    dropout: float = 0.0


class FeedForward(nn.Module):
    """Hidden layers, each fully connected to the one before, then the logits."""

    def __init__(self, config: FeedForwardConfig) -> None:
        super().__init__()
        self.config = config
        sizes = (config.inputs, *config.hidden)
        self.hidden = nn.ModuleList(nn.Linear(before, after) for before, after in pairwise(sizes))
        self.output = nn.Linear(sizes[-1], config.outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Inputs (B, …), flattened, to logits (B, outputs)."""
        x = x.flatten(1)  # (B, inputs)
        for layer in self.hidden:
            x = ACTIVATIONS[self.config.activation](layer(x))  # (B, units of the layer)
            x = F.dropout(x, self.config.dropout, self.training)
        logits: Tensor = self.output(x)
        return logits
