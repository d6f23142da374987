"""The last layer of a generator of drawings: colours near one of a palette's are quantised to it.

Drawings are filled with few colours, exactly. The sums of a convolution come near such a colour, seldom onto
it, and two networks that differ in that alone are easily told apart.
"""

import json
from pathlib import Path

import torch
from torch import Tensor, nn

# Written by weights/recipes/avatar_gan/find_palette.py.
FILE = Path(__file__).parents[2] / "weights" / "avatar_gan" / "palette.json"
BYTE = 2 / 255  # a step of one 255th, where colours lie in [-1, 1]
BANDWIDTH = 10 * BYTE  # at this distance a pixel goes half of the way
SOFTNESS = 4 * BYTE**2  # of the change from all the way to none: from 9 to 11 steps
CDIST_MODE = "donot_use_mm_for_euclid_dist"  # a product of matrices is inexact for what is near


class Palette(nn.Module):
    """Soft colour quantisation: pixels move to the nearest of K colours, the more the nearer they are.

    A step of mean shift (Fukunaga & Hostetler 1975, doi:10.1109/TIT.1975.1055330) in which only the nearest
    colour and the pixel itself count; soft edges stay. It is nearly flat around each colour, so its own
    gradient would lead no search anywhere: gradients pass as if there were no such step, as in the
    straight-through estimator (Bengio et al. 2013, arXiv:1308.3432).
    """

    colours: Tensor  # (K, 3), in [-1, 1]

    def __init__(self, colours: Tensor) -> None:
        """With colours (K, 3) in 255ths."""
        super().__init__()
        self.register_buffer("colours", colours * BYTE - 1, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Quantise pictures (B, 3, h, w) in [-1, 1]; computes and returns 32 bits."""
        x = x.float()
        return x + (self._quantised(x.detach()) - x.detach())

    def _quantised(self, x: Tensor) -> Tensor:
        pixels = x.movedim(1, -1).reshape(-1, 3)  # (B, 3, h, w) -> (Bhw, 3)
        distance, nearest = torch.cdist(pixels, self.colours, compute_mode=CDIST_MODE).min(1)  # (Bhw,)
        weight = torch.sigmoid((BANDWIDTH**2 - distance.square()) / (2 * SOFTNESS))  # (Bhw,)
        quantised = torch.lerp(pixels, self.colours[nearest], weight[:, None])  # (Bhw, 3)
        return quantised.reshape(len(x), *x.shape[2:], 3).movedim(-1, 1)


def load_palette() -> Palette:
    """Load the colours of the avatars. Raises FileNotFoundError."""
    return Palette(torch.tensor(json.loads(FILE.read_text())))
