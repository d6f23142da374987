"""Sheets of feature maps."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from components.gan.figures import CELL, GAP, GREY, feature_map_sheet
from components.render.colours import DIVERGING


@pytest.mark.parametrize(("count", "rows"), [(8, 2), (5, 2), (3, 1)])
def test_a_sheet_has_whole_rows(count: int, rows: int) -> None:
    maps = torch.rand(8, 4, 4, generator=torch.Generator().manual_seed(0)) + 0.5
    sheet = Image.open(io.BytesIO(feature_map_sheet(maps, range(count), 4, DIVERGING)))
    side = CELL + GAP
    assert sheet.size == (4 * side, rows * side)
    cells = np.asarray(sheet, float).reshape(rows, side, 4, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
    drawn = [bool(np.abs(cell[8:-12, 8:-12] - GREY).max() > 30) for cell in cells]
    assert drawn == [place < count for place in range(4 * rows)]
