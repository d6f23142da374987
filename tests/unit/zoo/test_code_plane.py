import numpy as np
import torch

from components.zoo.code_plane import SHARE, STEPS, code_plane, decode_one, encode_mean, straight_way
from components.zoo.digits import Digits, held_out_digits
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.variational import Variational, VariationalConfig

NETWORKS = (
    Autoencoder(AutoencoderConfig((784, 20, 2))),
    Variational(VariationalConfig((784, 20, 2))),
)
SOME = Digits(held_out_digits().pictures[:200], held_out_digits().classes[:200])


def test_the_grid_holds_what_is_decoded_at_its_places() -> None:
    for network in NETWORKS:
        plane = code_plane(network, SOME)
        assert plane.decoded.shape == (STEPS, STEPS, 28, 28)
        for up, across in ((0, 0), (3, 30), (STEPS - 1, STEPS - 1)):
            code = plane.at((across / (STEPS - 1), up / (STEPS - 1)))
            np.testing.assert_allclose(plane.decoded[up, across], decode_one(network, code), atol=1e-4)


def test_a_place_and_its_shares_are_the_same() -> None:
    plane = code_plane(NETWORKS[0], SOME)
    np.testing.assert_allclose(plane.shares(plane.at((0.25, 0.75))), (0.25, 0.75), atol=1e-4)


def test_nearly_all_digits_lie_on_the_plane() -> None:
    plane = code_plane(NETWORKS[0], SOME)
    inside = [all(0 <= share <= 1 for share in plane.shares(code)) for code in plane.codes]
    assert np.mean(inside) >= 1 - 4 * SHARE
    np.testing.assert_array_equal(plane.classes, SOME.classes)


def test_a_variational_code_is_its_mean() -> None:
    network = NETWORKS[1]
    x = torch.rand(3, 28, 28)
    with torch.inference_mode():
        assert torch.equal(encode_mean(network, x), network.encode(x)[0])


def test_a_way_is_straight_and_has_both_its_ends() -> None:
    way = straight_way(np.array([0, 0], np.float32), np.array([2, 4], np.float32), 5)
    expected = np.array([[0, 0], [0.5, 1], [1, 2], [1.5, 3], [2, 4]], np.float32)
    np.testing.assert_allclose(way, expected)
