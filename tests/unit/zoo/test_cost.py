import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from components.zoo.cost import as_count, forward_milliseconds, multiply_adds, parameter_count, source_code
from components.zoo.networks.adversarial import (
    Adversarial,
    AdversarialConfig,
    DigitDiscriminator,
    DigitGenerator,
)
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.networks.variational import Variational, VariationalConfig

COUNTED = [
    FeedForward(FeedForwardConfig(hidden=(20, 30))),
    Convolutional(ConvolutionalConfig((3, 4, 5))),
    Autoencoder(AutoencoderConfig((784, 20, 3))),
    Variational(VariationalConfig((784, 20, 3))),
    Sparse(SparseConfig(40, 4)),
]


@pytest.mark.parametrize("network", COUNTED, ids=lambda one: type(one).__name__)
def test_products_are_counted_as_torch_counts_them(network: nn.Module) -> None:
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network.eval()(torch.rand(1, 28, 28))
    assert multiply_adds(network) == counter.get_total_flops() // 2


def test_products_of_a_gan_are_counted_as_torch_counts_them() -> None:
    network = Adversarial(AdversarialConfig(5, (4, 3), (2, 6))).eval()
    z, x = torch.rand(1, 5), torch.rand(1, 28, 28)
    for part, given in ((network, z), (network.generator, z), (network.discriminator, x)):
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            part(given)
        assert multiply_adds(part) == counter.get_total_flops() // 2


def test_both_parts_of_a_gan_take_their_time_and_show_their_code() -> None:
    for kind in (DigitGenerator, DigitDiscriminator):
        network = kind(AdversarialConfig(5, (4, 3), (2, 6)))
        assert 0 < forward_milliseconds(network.eval()) < 1000
        assert source_code(network).startswith(f"class {kind.__name__}(nn.Module):")


def test_products_that_torch_does_not_count_follow_from_the_sizes() -> None:
    assert multiply_adds(RadialBasis(RadialBasisConfig(centres=12))) == 12 * 784 + 12 * 10
    lstm = Recurrent(RecurrentConfig("LSTM", hidden=6))
    assert multiply_adds(lstm) == 28 * 4 * 6 * (28 + 6) + 6 * 10


def test_counts_times_and_code() -> None:
    network = FeedForward(FeedForwardConfig(hidden=(20,)))
    assert parameter_count(network) == 784 * 20 + 20 + 20 * 10 + 10
    assert 0 < forward_milliseconds(network) < 1000
    assert source_code(network).startswith("class FeedForward(nn.Module):")
    assert "def forward" in source_code(network)


@pytest.mark.parametrize(
    ("number", "words"),
    [(7, "7"), (999, "999"), (254_090, "254,000"), (1_340_000, "1.3 million"), (12_345, "12,300")],
)
def test_counts_in_words(number: int, words: str) -> None:
    assert as_count(number) == words
