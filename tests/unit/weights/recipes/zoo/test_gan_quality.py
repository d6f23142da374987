import math

import pytest
import torch

from components.zoo.digits import digits_to_learn, held_out_digits
from components.zoo.library import load_digit_network
from components.zoo.networks.convolutional import Convolutional
from weights.recipes.zoo.gan_quality import class_entropy, picture_figures, recognised


def test_ten_equal_classes_have_the_largest_entropy_and_one_alone_has_none() -> None:
    assert class_entropy(torch.eye(10)) == pytest.approx(math.log2(10))
    assert class_entropy(torch.eye(10)[[3, 3, 3]]) == pytest.approx(0)
    assert class_entropy(torch.eye(10)[[0, 1]]) == pytest.approx(1)


def test_only_a_sure_answer_counts_as_recognised() -> None:
    probabilities = torch.tensor([[0.95, 0.05], [0.9, 0.1], [0.5, 0.5], [0.02, 0.98]])
    assert recognised(probabilities) == 0.5


def test_real_digits_are_nearer_to_held_out_ones_than_noise_is() -> None:
    judge = load_digit_network("CNN", "cpu")
    assert isinstance(judge, Convolutional)
    learned, held_out = (
        torch.from_numpy(digits.pictures[:800]) / 255 for digits in (digits_to_learn(), held_out_digits())
    )
    noise = torch.rand(800, 28, 28, generator=torch.Generator().manual_seed(0))
    real, random = (picture_figures(judge, pictures, held_out) for pictures in (learned, noise))
    assert real["frechet"] < 0.05 * random["frechet"]
    assert real["recognised"] > 0.8
    assert real["class_entropy"] > 3.2 > random["class_entropy"]
