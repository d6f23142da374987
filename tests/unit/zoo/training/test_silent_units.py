import torch

from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.training.silent_units import count_silent

PICTURES = torch.rand(8, 28, 28, generator=torch.Generator().manual_seed(0))


def test_a_unit_that_gives_0_for_all_pictures_is_counted_and_what_gets_nothing_but_zeros_too() -> None:
    network = FeedForward(FeedForwardConfig(hidden=(6, 4)))
    with torch.no_grad():
        network.hidden[0].get_parameter("bias").fill_(100)
        network.hidden[1].get_parameter("weight").fill_(1)
        assert count_silent(network, PICTURES) == (0, 10)
        network.hidden[0].get_parameter("bias")[:2] = -1000
        assert count_silent(network, PICTURES) == (2, 10)
        network.hidden[1].get_parameter("weight").fill_(-1)
        network.hidden[1].get_parameter("bias").fill_(0)
        assert count_silent(network, PICTURES) == (6, 10)


def test_units_without_relu_are_never_dead() -> None:
    assert count_silent(FeedForward(FeedForwardConfig(activation="tanh")), PICTURES) == (0, 0)
    assert count_silent(Recurrent(RecurrentConfig()), PICTURES) == (0, 0)
