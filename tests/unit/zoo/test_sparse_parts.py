import numpy as np
import pytest
import torch

from components.zoo.digits import held_out_digits
from components.zoo.library import load_digit_network
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.sparse_parts import (
    entry_scale,
    errors_by_count,
    favourite_digits,
    k_sparse_code,
    sparse_parts,
)


def trained() -> Sparse:
    network = load_digit_network("SAE", "cpu")
    assert isinstance(network, Sparse)
    return network


NETWORK = trained()
BYTES = held_out_digits().pictures[:60]
SHADES = torch.from_numpy(BYTES) / 255
SOME = SHADES.numpy()


def test_with_as_many_units_as_the_network_allows_its_code_is_the_networks_own() -> None:
    assert torch.equal(k_sparse_code(NETWORK, SHADES, NETWORK.config.active), NETWORK.encode(SHADES))


@pytest.mark.parametrize("number", range(10))
def test_the_last_sum_is_exactly_the_networks_own_answer(number: int) -> None:
    parts = sparse_parts(NETWORK, SOME[number])
    assert len(parts.sums) == NETWORK.config.active == 100
    np.testing.assert_array_equal(parts.sums[-1], NETWORK(SHADES[number : number + 1])[0].numpy())


def test_each_sum_is_the_bias_and_the_entries_so_far_cut_off_at_black_and_white() -> None:
    parts = sparse_parts(NETWORK, SOME[3])
    total = NETWORK.pixel_bias.double().numpy()
    assert (np.diff(parts.activations) <= 0).all()
    assert parts.activations[-1] > 0
    for count, (unit, activation) in enumerate(zip(parts.units, parts.activations, strict=True)):
        total = total + float(activation) * NETWORK.dictionary[unit].double().numpy()
        np.testing.assert_allclose(parts.sums[count].ravel(), total.clip(0, 1), atol=1e-5)
        error = float(((total.clip(0, 1) - SOME[3].ravel()) ** 2).mean())
        assert parts.errors[count] == pytest.approx(error, abs=1e-5)


def test_a_change_is_what_the_sum_has_because_of_a_unit() -> None:
    parts = sparse_parts(NETWORK, SOME[3])
    code = NETWORK.encode(SHADES[3:4])
    for place in (0, 50, 99):
        without = code.clone()
        without[0, parts.units[place]] = 0
        change = NETWORK.decode(code)[0] - NETWORK.decode(without)[0]
        np.testing.assert_allclose(parts.changes[place], change.numpy(), atol=1e-5)
        assert np.abs(parts.changes[place]).max() > 0


def test_any_number_of_units_can_be_active_and_the_network_stays_as_it_is() -> None:
    before = {name: value.clone() for name, value in NETWORK.state_dict().items()}
    for count in (1, 7, 100, 130):
        active = (k_sparse_code(NETWORK, SHADES, count) > 0).sum(1)
        assert int(active.max()) <= count
    assert int((k_sparse_code(NETWORK, SHADES, 7) > 0).sum(1).min()) == 7
    assert NETWORK.config == SparseConfig()
    assert all(torch.equal(value, before[name]) for name, value in NETWORK.state_dict().items())


def test_the_error_over_many_digits_is_the_mean_of_each_ones() -> None:
    errors = errors_by_count(NETWORK, BYTES[:8], (1, 20, 100))
    each = np.array([sparse_parts(NETWORK, picture).errors[[0, 19, 99]] for picture in SOME[:8]])
    np.testing.assert_allclose(errors, each.mean(0), rtol=1e-4)


def test_favourite_digits_are_those_that_activate_a_unit_most() -> None:
    favourites = favourite_digits(NETWORK, BYTES, 8)
    code = NETWORK.encode(SHADES).numpy()
    assert favourites.numbers.shape == favourites.activations.shape == (1024, 8)
    for unit in (0, 374, 1023):
        np.testing.assert_array_equal(favourites.activations[unit], np.sort(code[:, unit])[::-1][:8])
        np.testing.assert_array_equal(code[favourites.numbers[unit], unit], favourites.activations[unit])


def test_a_black_picture_has_parts_too() -> None:
    parts = sparse_parts(NETWORK, np.zeros((28, 28), np.float32))
    assert np.isfinite(parts.errors).all()
    assert parts.errors[-1] < 0.01


def test_nearly_all_pixels_of_the_entries_lie_within_their_scale() -> None:
    share = float((NETWORK.dictionary.abs() <= entry_scale(NETWORK)).float().mean())
    assert 0.998 < share < 1
