import pytest
import torch
from torch.nn import functional as F

from components.zoo.networks.variational import Variational, negative_elbo
from components.zoo.noise import masking_noise
from components.zoo.training.digit_config import DigitTrainingConfig, begin_digit_network
from components.zoo.training.objectives import digit_loss, digit_measure

PICTURES = torch.rand(6, 28, 28, generator=torch.Generator().manual_seed(0))
CLASSES = torch.arange(6)


def random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def loss_of(config: DigitTrainingConfig) -> tuple[torch.nn.Module, torch.Tensor]:
    network = begin_digit_network(config, PICTURES, random())
    return network, digit_loss(network, PICTURES, CLASSES, config, random())


@pytest.mark.parametrize("name", ["FF", "GRU", "CNN"])
def test_a_classifier_has_the_cross_entropy_and_its_share_of_right_answers(name: str) -> None:
    config = DigitTrainingConfig(name, 8)
    network, loss = loss_of(config)
    logits = network(PICTURES)
    torch.testing.assert_close(loss, F.cross_entropy(logits, CLASSES))
    right = (network(PICTURES).argmax(1) == CLASSES).double().mean()
    assert digit_measure(network, PICTURES, CLASSES, config) == pytest.approx(float(right))


def test_an_autoencoder_has_the_mean_square_error() -> None:
    network, loss = loss_of(DigitTrainingConfig("AE", 8))
    torch.testing.assert_close(loss, F.mse_loss(network(PICTURES), PICTURES))


def test_a_denoising_one_gets_noise_and_is_to_give_the_clean_picture() -> None:
    config = DigitTrainingConfig("DAE", 8, noise=0.7)
    network, loss = loss_of(config)
    noisy = masking_noise(PICTURES, 0.7, random())
    torch.testing.assert_close(loss, F.mse_loss(network(noisy), PICTURES))
    assert digit_measure(network, PICTURES, CLASSES, config) == pytest.approx(float(loss.detach()))


def test_a_variational_one_has_the_weighted_evidence_bound() -> None:
    network, loss = loss_of(DigitTrainingConfig("VAE", 8, kl_weight=4.0))
    assert isinstance(network, Variational)
    torch.testing.assert_close(loss, negative_elbo(network, PICTURES, 4.0, random()).mean())
    assert float(loss) > float(negative_elbo(network, PICTURES, 0.0, random()).mean())
