"""First weights from a generator of one's own: PyTorch's constructors draw from the one that all share."""

import torch
from torch import nn


def init_uniformly(network: nn.Module, generator: torch.Generator) -> None:
    """Draw the weights of all linear, convolutional and recurrent layers from PyTorch's own ranges."""
    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.RNNBase):
            fan = layer.hidden_size if isinstance(layer, nn.RNNBase) else layer.weight[0].numel()
            for parameter in layer.parameters(recurse=False):
                nn.init.uniform_(parameter, -(fan**-0.5), fan**-0.5, generator=generator)
