import numpy as np
import pytest
import torch

from components.zoo.networks.adversarial import Adversarial, AdversarialConfig
from components.zoo.sampling import (
    COUNT,
    REACH,
    STEPS,
    generated_digits,
    sample_latents,
    slid_digits,
)


@pytest.fixture(scope="module")
def network() -> Adversarial:
    torch.manual_seed(0)
    return Adversarial(AdversarialConfig(5, (4, 3), (2, 6))).eval()


def test_a_seed_means_the_same_latents_whatever_was_drawn_before() -> None:
    first = sample_latents(3, 5)
    torch.randn(7)
    assert torch.equal(first, sample_latents(3, 5))
    assert not torch.equal(first, sample_latents(4, 5))
    assert first.shape == (COUNT, 5)


def test_drawing_latents_leaves_the_generator_that_all_share_alone() -> None:
    torch.manual_seed(0)
    expected = torch.randn(3)
    torch.manual_seed(0)
    sample_latents(1, 5)
    assert torch.equal(torch.randn(3), expected)


def test_the_discriminator_answers_to_the_pictures(network: Adversarial) -> None:
    found = generated_digits(network, sample_latents(0, 5))
    assert found.pictures.shape == (COUNT, 28, 28)
    with torch.inference_mode():
        logits = network.discriminator(torch.from_numpy(found.pictures))
    np.testing.assert_allclose(found.logits, logits.numpy(), atol=1e-6)


def test_slid_digits_are_those_of_the_slid_latents(network: Adversarial) -> None:
    latent = sample_latents(0, 5)[2]
    before = latent.clone()
    found = slid_digits(network, latent, (1, 4))
    assert torch.equal(latent, before)
    assert found.pictures.shape == (STEPS, STEPS, 28, 28)
    middle = STEPS // 2
    alone = generated_digits(network, latent[None])
    np.testing.assert_allclose(found.pictures[middle, middle], alone.pictures[0], atol=1e-5)
    moved = latent.clone()
    moved[1] += REACH
    moved[4] -= REACH
    corner = generated_digits(network, moved[None])
    np.testing.assert_allclose(found.pictures[0, -1], corner.pictures[0], atol=1e-5)
    np.testing.assert_allclose(found.logits[0, -1], corner.logits[0], atol=1e-5)
