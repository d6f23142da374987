"""The two networks: shapes, seeds, and pictures that do not depend on their neighbours in the batch."""

import pytest
import torch
from torch import Tensor

from components.gan.model import Discriminator, GANConfig, Generator, add_spectral_norm, fold_spectral_norm

SMALL = GANConfig(latent_size=16, width=8)


def generator(config: GANConfig = SMALL, seed: int = 0) -> Generator:
    torch.manual_seed(seed)
    return Generator(config).eval()


def latents(count: int, config: GANConfig = SMALL) -> Tensor:
    return torch.randn(count, config.latent_size, generator=torch.Generator().manual_seed(1))


def test_the_generator_doubles_its_maps_from_4_to_64() -> None:
    maps = generator().feature_maps(latents(3))
    assert [tuple(one.shape) for one in maps] == [
        (3, 64, 4, 4),
        (3, 32, 8, 8),
        (3, 16, 16, 16),
        (3, 8, 32, 32),
        (3, 3, 64, 64),
    ]
    assert maps[-1].abs().max() <= 1
    assert torch.equal(maps[-1], generator()(latents(3)))


def test_a_seed_gives_the_same_networks() -> None:
    z = latents(2)
    assert torch.equal(generator(seed=3)(z), generator(seed=3)(z))
    assert not torch.equal(generator(seed=3)(z), generator(seed=4)(z))


@pytest.mark.parametrize("config", [SMALL, GANConfig()], ids=["small", "full"])
@torch.inference_mode()
def test_a_picture_is_the_same_alone_and_in_a_batch(config: GANConfig) -> None:
    # With one thread; two share out an odd batch differently, and the last convolution ends 1e-8 apart.
    network, z = generator(config), latents(17, config)
    batch = network(z)
    assert all(torch.equal(batch[i], network(z[i : i + 1])[0]) for i in (0, 5, 16))


def test_the_discriminator_gives_one_score_a_picture() -> None:
    assert Discriminator(SMALL)(torch.rand(5, 3, 64, 64)).shape == (5,)


def test_baking_keeps_the_scores_and_leaves_the_original_as_it_was() -> None:
    torch.manual_seed(0)
    pictures = torch.rand(5, 3, 64, 64)
    trained = add_spectral_norm(Discriminator(SMALL))
    trained(pictures)
    trained.eval()
    before = torch.get_rng_state()
    plain = fold_spectral_norm(trained)
    assert torch.equal(torch.get_rng_state(), before)
    assert set(plain.state_dict()) == set(Discriminator(SMALL).state_dict())
    assert torch.equal(plain(pictures), trained(pictures))
    assert trained.train()(pictures).shape == (5,)


def test_the_spectrum_is_normalised() -> None:
    torch.manual_seed(0)
    trained = add_spectral_norm(Discriminator(SMALL))
    for _ in range(20):
        trained(torch.rand(1, 3, 64, 64))
    for weight in fold_spectral_norm(trained.eval()).state_dict().values():
        if weight.ndim == 4:
            assert torch.linalg.matrix_norm(weight.flatten(1), 2) == pytest.approx(1, abs=0.05)
