import pytest
import torch

from components.zoo.noise import gaussian_noise, masking_noise


def test_masking_makes_its_share_of_pixels_black_and_leaves_the_others() -> None:
    torch.manual_seed(0)
    pictures = torch.rand(50, 28, 28) + 0.1
    noisy = masking_noise(pictures, 0.3)
    black = noisy == 0
    assert float(black.double().mean()) == pytest.approx(0.3, abs=0.01)
    assert torch.equal(noisy[~black], pictures[~black])


def test_gaussian_noise_has_its_spread_and_stays_a_picture() -> None:
    torch.manual_seed(0)
    pictures = torch.full((50, 28, 28), 0.5)
    noisy = gaussian_noise(pictures, 0.1)
    assert float((noisy - pictures).std()) == pytest.approx(0.1, abs=0.005)
    assert float(gaussian_noise(pictures, 5).min()) == 0
    assert float(gaussian_noise(pictures, 5).max()) == 1
