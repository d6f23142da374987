import numpy as np
import pytest
import torch

from components.zoo.answers import Probabilities, Reconstruction, all_answers
from components.zoo.digits import held_out_digits
from components.zoo.library import AUTOENCODERS, CLASSIFIERS, load_digit_network
from components.zoo.networks.variational import Variational

NETWORKS = {about.short: load_digit_network(about.short, "cpu") for about in (*CLASSIFIERS, *AUTOENCODERS)}


def test_each_answers_as_it_would_alone() -> None:
    pixels = held_out_digits().pixels(5)
    for short, answer in all_answers(NETWORKS, pixels).items():
        with torch.inference_mode():
            alone = NETWORKS[short](torch.from_numpy(pixels)[None])[0]
        if isinstance(answer, Probabilities):
            np.testing.assert_array_equal(answer.classes, alone.softmax(0).numpy())
            assert answer.classes.sum() == pytest.approx(1, abs=1e-5)
            assert answer.best == int(alone.argmax())
        else:
            assert isinstance(answer, Reconstruction)
            np.testing.assert_array_equal(answer.picture, alone.numpy())
            assert answer.error == pytest.approx(float(((alone.numpy() - pixels) ** 2).mean()))


def test_a_variational_code_is_its_mean() -> None:
    pixels = held_out_digits().pixels(5)
    network = NETWORKS["VAE"]
    assert isinstance(network, Variational)
    answer = all_answers({"VAE": network}, pixels)["VAE"]
    assert isinstance(answer, Reconstruction)
    with torch.inference_mode():
        mean = network.encode(torch.from_numpy(pixels)[None])[0][0]
    np.testing.assert_array_equal(answer.code, mean.numpy())


@pytest.mark.parametrize("pixels", [np.zeros((28, 28), np.float32), np.ones((28, 28), np.float32)])
def test_an_empty_and_a_full_picture_have_finite_answers(pixels: np.ndarray) -> None:
    for answer in all_answers(NETWORKS, pixels).values():
        numbers = answer.classes if isinstance(answer, Probabilities) else answer.picture
        assert np.isfinite(numbers).all()
