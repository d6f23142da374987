"""Maps of numbers in the colours that mean the same on every page."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.render.colours import SEQUENTIAL, Table


def coloured(maps: Tensor, top: Tensor | float, diverging: Table) -> NDArray[np.uint8]:
    """Maps (C, h, w) in colours, (C, h, w, 3), `top` being the value of the strongest colour.

    If none is negative: dark is none. Otherwise the middle of `diverging` is none.
    """
    scaled = maps / torch.as_tensor(top).clamp(min=1e-12)
    if maps.min() >= 0:
        place, table = scaled, SEQUENTIAL
    else:
        place, table = (scaled + 1) / 2, diverging
    colours: NDArray[np.uint8] = table[(place.clamp(0, 1) * 255).round().byte().cpu().numpy()]
    return colours
