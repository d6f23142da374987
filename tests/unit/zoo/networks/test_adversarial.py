import torch

from components.zoo.cost import parameter_count
from components.zoo.networks.adversarial import Adversarial, AdversarialConfig

CONFIG = AdversarialConfig(5, (4, 3), (2, 6))


def test_a_latent_grows_to_a_picture_and_a_picture_shrinks_to_a_logit() -> None:
    network = Adversarial(CONFIG).eval()
    z = torch.randn(2, 5)
    pictures = network.generator(z)
    assert [tuple(one.shape) for one in network.generator.maps(z)] == [(2, 4, 7, 7), (2, 3, 14, 14)]
    assert pictures.shape == (2, 28, 28)
    assert 0 <= float(pictures.min()) <= float(pictures.max()) <= 1
    maps = network.discriminator.maps(pictures)
    assert [tuple(one.shape) for one in maps] == [(2, 2, 14, 14), (2, 6, 7, 7)]
    assert network.discriminator(pictures).shape == (2,)


def test_the_whole_is_one_network_after_the_other() -> None:
    network = Adversarial(CONFIG).eval()
    z = torch.randn(3, 5)
    assert torch.equal(network(z), network.discriminator(network.generator(z)))


def test_a_generated_digit_is_the_same_alone_and_among_others() -> None:
    generator = Adversarial(CONFIG).eval().generator
    z = torch.randn(3, 5)
    torch.testing.assert_close(generator(z)[1:2], generator(z[1:2]))


def test_both_networks_together_stay_small() -> None:
    assert 150_000 < parameter_count(Adversarial(AdversarialConfig())) < 300_000
