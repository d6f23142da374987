import numpy as np
import pytest
import torch

from components.zoo.code_plane import decode_one
from components.zoo.digits import held_out_digits
from components.zoo.library import load_digit_network
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional
from components.zoo.random_codes import (
    SURE,
    Gaussian,
    decode_codes,
    fitted_gaussian,
    random_codes,
    share_like_digits,
    standard_gaussian,
)

SKEW = Gaussian(np.array([3, -1], np.float32), np.array([[4, -1], [-1, 2]], np.float32))


def test_the_same_seed_draws_the_same_codes_and_fewer_are_the_first_of_them() -> None:
    some = random_codes(SKEW, 50, 7)
    assert some.dtype == np.float32
    np.testing.assert_array_equal(some, random_codes(SKEW, 50, 7))
    np.testing.assert_array_equal(some[:16], random_codes(SKEW, 16, 7))
    assert not np.array_equal(some, random_codes(SKEW, 50, 8))


@pytest.mark.parametrize("wanted", [standard_gaussian(2), SKEW], ids=["standard", "skew"])
def test_codes_have_the_mean_and_the_covariance_of_their_distribution(wanted: Gaussian) -> None:
    found = fitted_gaussian(random_codes(wanted, 40_000, 0))
    np.testing.assert_allclose(found.mean, wanted.mean, atol=0.05)
    np.testing.assert_allclose(found.covariance, wanted.covariance, atol=0.1)


def test_many_codes_are_decoded_as_each_is() -> None:
    torch.manual_seed(0)
    network = Autoencoder(AutoencoderConfig((784, 20, 2)))
    codes = random_codes(SKEW, 5, 0)
    pictures = decode_codes(network, codes)
    for code, picture in zip(codes, pictures, strict=True):
        np.testing.assert_allclose(picture, decode_one(network, code), atol=1e-5)


def test_the_share_counts_the_pictures_that_the_classifier_is_sure_of() -> None:
    classifier = load_digit_network("CNN", "cpu")
    assert isinstance(classifier, Convolutional)
    pictures = held_out_digits().pictures[:200].astype(np.float32) / np.float32(255)
    with torch.inference_mode():
        best = classifier(torch.from_numpy(pictures)).softmax(1).max(1).values.numpy()
    assert share_like_digits(classifier, pictures) == pytest.approx(float((best > SURE).mean()))
    assert 0.5 < float((best > SURE).mean()) < 1
