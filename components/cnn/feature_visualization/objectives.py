"""Objectives of feature visualisation: the activation that is maximised."""

from dataclasses import dataclass

import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph
from components.cnn.operations import Block


@dataclass(frozen=True)
class ChannelObjective:
    """One channel of a block's result; in the last block a channel is a class, and its value the logit."""

    block: int
    channel: int


def activation(graph: NetworkGraph, objective: ChannelObjective, pixels: Tensor) -> Tensor:
    """Mean of the channel over all places for normalised pixels (1, 3, h, w), a scalar.

    Of a block that ends with a ReLU it is taken before the ReLU, see `pre_relu_operation`. Raises IndexError
    if the network has no such block or channel.
    """
    value = pixels.contiguous(memory_format=torch.channels_last)  # 1.5 times as fast here
    for block in graph.blocks[: objective.block]:
        value = block.values(value)[-1]
    last = graph.blocks[objective.block]
    return last.values(value)[pre_relu_operation(last)][0, objective.channel].mean()


def pre_relu_operation(block: Block) -> int:
    """Return the number of the maximised operation: the block's last, or the one before a ReLU.

    A ReLU has no gradient where a channel is silent, nor has a ReLU6 where it is at its top.
    """
    last = len(block.operations)
    return last - 1 if block.operations[-1].kind in ("ReLU", "ReLU6") else last
