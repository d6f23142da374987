import torch

from components.render.colormap import coloured
from components.render.colours import DIVERGING, ON_DARK, SEQUENTIAL


def test_maps_without_negative_values_go_from_dark_to_light() -> None:
    maps = torch.tensor([[[0.0, 2.0]]])
    assert coloured(maps, 2.0, DIVERGING)[0, 0].tolist() == [SEQUENTIAL[0].tolist(), SEQUENTIAL[255].tolist()]


def test_signed_maps_have_zero_in_the_middle() -> None:
    maps = torch.tensor([[[-2.0, 0.0, 2.0]]])
    low, zero, high = coloured(maps, 2.0, DIVERGING)[0, 0].tolist()
    assert (low, high) == (DIVERGING[0].tolist(), DIVERGING[255].tolist())
    assert zero == DIVERGING[128].tolist()


def test_the_table_says_the_colours_of_signed_maps() -> None:
    maps = torch.tensor([[[-2.0, 0.0, 2.0]]])
    assert coloured(maps, 2.0, ON_DARK.table)[0, 0].tolist() == ON_DARK.table[[0, 128, 255]].tolist()
