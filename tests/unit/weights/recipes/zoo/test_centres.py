import pytest
import torch

from weights.recipes.zoo.centres import NEIGHBOURS, k_means, neighbour_widths, ridge


def test_centres_go_to_where_the_points_are() -> None:
    torch.manual_seed(0)
    clusters = torch.tensor([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    points = (clusters[:, None] + 0.1 * torch.randn(3, 200, 2)).reshape(-1, 2)
    torch.manual_seed(3)
    centres = k_means(points, 12)
    assert float(torch.cdist(points, centres).min(1).values.mean()) < 0.1


def test_a_width_is_the_mean_distance_to_the_nearest_others() -> None:
    line = torch.arange(20.0)[:, None]
    widths = neighbour_widths(line)
    expected = sum(range(1, NEIGHBOURS + 1)) / NEIGHBOURS
    assert float(widths[0]) == pytest.approx(expected)
    assert float(widths[10]) == pytest.approx((1 + 1 + 2 + 2 + 3) / 5)


def test_a_linear_layer_is_found_again_from_what_it_gives() -> None:
    torch.manual_seed(0)
    layer = torch.nn.Linear(5, 3)
    inputs = torch.randn(4_000, 5)
    with torch.no_grad():
        weights, biases = ridge(inputs, layer(inputs))
    assert torch.allclose(weights, layer.weight, atol=1e-3)
    assert torch.allclose(biases, layer.bias, atol=1e-3)
