"""Encoded pictures of what a network makes of a photo."""

import math

import torch
from PIL import Image
from torch import Tensor

from components.render.colormap import coloured
from components.render.colours import DIVERGING
from components.render.encode import png

HEIGHT = 1.25  # of the picture, in its widths


def feature_sheet(features: Tensor) -> bytes:
    """Draw features (F,), one pixel each, row by row, as PNG; what the last row lacks is dark."""
    columns = math.ceil(math.sqrt(len(features) / HEIGHT))
    rows = math.ceil(len(features) / columns)
    sheet = torch.zeros(rows * columns)
    sheet[: len(features)] = features.clamp(min=0)
    return png(Image.fromarray(coloured(sheet.reshape(1, rows, columns), sheet.max(), DIVERGING)[0]))
