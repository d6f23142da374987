import numpy as np
import pytest
import torch

from components.zoo.digits import digits_to_learn, held_out_digits
from components.zoo.networks.feed_forward import FeedForward
from components.zoo.training.digit_config import ARCHITECTURES, DigitTrainingConfig, begin_digit_network
from components.zoo.training.wall import PictureWall, wall_of

LEARNED, HELD_OUT = (
    torch.from_numpy(digits.pictures[:100]).float() / 255 for digits in (digits_to_learn(), held_out_digits())
)


def wall(config: DigitTrainingConfig) -> tuple[torch.nn.Module, PictureWall]:
    network = begin_digit_network(config, LEARNED, torch.Generator().manual_seed(0)).eval()
    return network, wall_of(network, HELD_OUT, config)


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_pictures_are_in_the_range_that_they_say(network: str) -> None:
    _, seen = wall(DigitTrainingConfig(network, 40))
    assert seen.pictures.ndim == 3
    assert seen.words
    if seen.signed:
        assert seen.pictures.min() < 0 < seen.pictures.max()
    else:
        assert seen.pictures.min() >= 0
        assert seen.pictures.max() <= 1


def test_weights_are_those_of_the_first_layer_or_of_the_outputs_alone() -> None:
    network, seen = wall(DigitTrainingConfig(units=12))
    assert isinstance(network, FeedForward)
    first = network.hidden[0].get_parameter("weight")
    assert np.array_equal(seen.pictures.reshape(12, 784), first.detach().numpy())
    network, seen = wall(DigitTrainingConfig(layers=0))
    assert isinstance(network, FeedForward)
    assert np.array_equal(seen.pictures.reshape(10, 784), network.output.weight.detach().numpy())


def test_a_reconstruction_stands_beside_its_digit() -> None:
    network, seen = wall(DigitTrainingConfig("AE"))
    assert np.array_equal(seen.pictures[0, :, :28], HELD_OUT[0].numpy())
    with torch.no_grad():
        redrawn = network(HELD_OUT)[0].numpy()
    np.testing.assert_allclose(seen.pictures[0, :, 28:], redrawn, atol=1e-6)


def test_a_denoising_one_gets_noise() -> None:
    _, seen = wall(DigitTrainingConfig("DAE", noise=0.9))
    assert seen.pictures[:, :, :28].mean() < 0.3 * HELD_OUT.numpy().mean()


def test_beside_each_row_stand_the_probabilities_after_it() -> None:
    network, seen = wall(DigitTrainingConfig("GRU"))
    probabilities = seen.pictures[0, :, 28:]
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)
    with torch.no_grad():
        last = network(HELD_OUT)[0].softmax(0).numpy()
    np.testing.assert_allclose(probabilities[-1], last, atol=1e-5)
