import pytest
import torch
from torch import nn

from components.zoo.networks.feed_forward import ACTIVATIONS, FeedForward, FeedForwardConfig


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_it_equals_the_layers_one_after_the_other(activation: str) -> None:
    network = FeedForward(FeedForwardConfig(inputs=4, hidden=(5, 6), outputs=3, activation=activation)).eval()
    function = {"ReLU": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}[activation]
    plain = nn.Sequential(network.hidden[0], function, network.hidden[1], function, network.output)
    x = torch.rand(7, 2, 2)
    assert torch.equal(network(x), plain(x.flatten(1)))


def test_without_hidden_layers_it_is_a_perceptron() -> None:
    network = FeedForward(FeedForwardConfig(inputs=2, hidden=(), outputs=1))
    x = torch.rand(3, 2)
    assert torch.equal(network(x), network.output(x))
