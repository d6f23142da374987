import pytest
import torch

from components.zoo.digits import digits_to_learn
from components.zoo.networks.radial_basis import RadialBasis
from components.zoo.networks.sparse import Sparse
from components.zoo.training.digit_config import ARCHITECTURES, DigitTrainingConfig, begin_digit_network

PICTURES = torch.from_numpy(digits_to_learn().pictures[:300]).float() / 255


def begun(config: DigitTrainingConfig) -> torch.nn.Module:
    return begin_digit_network(config, PICTURES, torch.Generator().manual_seed(config.seed))


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_the_smallest_and_a_large_network_answer(network: str) -> None:
    for units, layers in ((1, 0), (1, 6), (32, 2)):
        config = DigitTrainingConfig(network, units, layers, active=200)
        assert begun(config).eval()(PICTURES[:2]).isfinite().all()


def test_centres_are_digits_and_as_wide_as_to_the_next() -> None:
    network = begun(DigitTrainingConfig("RBF", 50))
    assert isinstance(network, RadialBasis)
    distances = torch.cdist(network.centres, PICTURES.flatten(1))
    assert distances.min(1).values.max() < 1e-2
    others = torch.cdist(network.centres, network.centres).fill_diagonal_(torch.inf).min(1).values
    torch.testing.assert_close(network.log_widths.exp(), others.clamp(1, 28))


def test_there_are_no_more_centres_than_digits() -> None:
    network = begun(DigitTrainingConfig("RBF", 1000, digits=20))
    assert isinstance(network, RadialBasis)
    assert len(network.centres) == 20


def test_a_dictionary_begins_with_parts_of_length_1_around_the_mean() -> None:
    network = begun(DigitTrainingConfig("SAE", 64))
    assert isinstance(network, Sparse)
    torch.testing.assert_close(network.dictionary.norm(dim=1), torch.ones(64))
    torch.testing.assert_close(network.pixel_bias.data, PICTURES.mean(0).flatten())
