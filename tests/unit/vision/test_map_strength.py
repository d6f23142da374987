"""How strong a feature map is."""

import torch

from components.vision.map_strength import strength


def test_the_strength_is_the_standard_deviation_over_the_places() -> None:
    maps = torch.randn(7, 5, 6, generator=torch.Generator().manual_seed(0)) + 3
    torch.testing.assert_close(strength(maps), maps.flatten(1).std(1, correction=0))


def test_a_map_of_one_place_is_as_strong_as_its_value_is_large() -> None:
    assert strength(torch.tensor([[[1.0]], [[-3.0]]])).tolist() == [1.0, 3.0]
