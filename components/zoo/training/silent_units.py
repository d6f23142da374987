"""Units that are dead: with ReLU they give 0 for every digit, and learn nothing any more."""

import torch
from torch import Tensor, nn

from components.zoo.networks.feed_forward import ACTIVATIONS, FeedForward


@torch.no_grad()
def count_silent(network: nn.Module, pictures: Tensor) -> tuple[int, int]:
    """How many hidden units give 0 for all pictures (n, 28, 28), and how many there are.

    Only of feed-forward networks with ReLU; of others both are 0.
    """
    if not isinstance(network, FeedForward) or network.config.activation != "ReLU":
        return 0, 0
    silent, x = 0, pictures.flatten(1)
    for layer in network.hidden:
        x = ACTIVATIONS["ReLU"](layer(x))  # (n, units)
        silent += int((x.max(0).values == 0).sum())
    return silent, sum(network.config.hidden)
