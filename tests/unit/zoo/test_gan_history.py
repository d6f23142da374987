import numpy as np
import pytest

from components.zoo.gan_history import HISTORY_PICTURES, MOMENTS, gan_history, history_sheet
from components.zoo.library import WEIGHTS, load_digit_network
from components.zoo.networks.adversarial import Adversarial
from components.zoo.sampling import COUNT, generated_digits, sample_latents

MOST_BYTES = 250_000  # of the pictures


def test_a_sheet_has_a_row_of_digits_for_each_moment() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 3, 28, 28), np.uint8)
    sheet = history_sheet(pictures)
    assert sheet.shape == (56, 84)
    np.testing.assert_array_equal(sheet[28:, 56:], pictures[1, 2])


def test_the_history_is_small_and_complete() -> None:
    history = gan_history()
    assert len(history.sheet) <= MOST_BYTES
    assert (WEIGHTS / HISTORY_PICTURES).stat().st_size == len(history.sheet)
    assert history.pictures().shape == (MOMENTS, COUNT, 28, 28)
    assert history.logits.shape == (MOMENTS, COUNT)
    assert len(history.iterations) == len(history.real) == len(history.generated) == MOMENTS
    assert list(history.iterations) == sorted(set(history.iterations))
    assert history.iterations[0] == 0


def test_its_last_digits_are_what_the_shipped_generator_makes() -> None:
    network = load_digit_network("GAN", "cpu")
    assert isinstance(network, Adversarial)
    made = generated_digits(network, sample_latents(0, network.config.latent_size))
    history = gan_history()
    assert np.abs(made.pictures - history.pictures()[-1]).mean() < 0.02
    np.testing.assert_allclose(made.logits, history.logits[-1], atol=0.05)


def test_scores_are_probabilities() -> None:
    history = gan_history()
    for score in (*history.real, *history.generated):
        assert 0 < score < 1
    assert history.real[5] != pytest.approx(history.generated[5], abs=0.01)
