"""The plane of an autoencoder’s codes of two numbers: where digits lie, and what is decoded everywhere."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.zoo.digits import Digits
from components.zoo.networks.autoencoder import Autoencoder
from components.zoo.networks.variational import Variational

Numbers = NDArray[np.float32]
CodeNetwork = Autoencoder | Variational

STEPS = 33  # decoded digits along each side of the plane
SHARE = 0.01  # of the codes that may lie beyond each side of the plane
MARGIN = 0.04  # of the plane's length that is left free around


@dataclass(frozen=True, eq=False)
class CodePlane:
    """A square part of the plane of codes.

    `low` (2,) and `high` (2,) are its corners; `decoded` (STEPS, STEPS, 28, 28) what is decoded on a grid, in
    [0, 1], the first axis upwards; `codes` (n, 2) and `classes` (n,) real digits.
    """

    low: Numbers
    high: Numbers
    decoded: Numbers
    codes: Numbers
    classes: NDArray[np.uint8]

    def at(self, shares: tuple[float, float]) -> Numbers:
        """The code (2,) at shares of the way to the right and up."""
        found: Numbers = self.low + np.array(shares, np.float32) * (self.high - self.low)
        return found

    def shares(self, code: Numbers) -> tuple[float, float]:
        """Where a code lies, as shares of the way to the right and up; outside of 0 to 1 beyond the plane."""
        across, up = (code - self.low) / (self.high - self.low)
        return float(across), float(up)


@torch.inference_mode()
def code_plane(network: CodeNetwork, digits: Digits) -> CodePlane:
    """The plane of a network, as large as it takes to show nearly all of these digits."""
    device = next(network.parameters()).device
    pictures = torch.from_numpy(digits.pictures).to(device) / 255
    codes = encode_mean(network, pictures)
    found = codes.cpu().numpy()
    low, high = np.quantile(found, [SHARE, 1 - SHARE], axis=0).astype(np.float32)
    rim = MARGIN * (high - low)
    low, high = low - rim, high + rim
    across, up = (torch.linspace(float(low[axis]), float(high[axis]), STEPS) for axis in (0, 1))
    grid = torch.stack(torch.meshgrid(up, across, indexing="ij")[::-1], -1)  # (STEPS, STEPS, 2)
    decoded = network.decode(grid.reshape(-1, 2).to(device)).cpu().numpy()
    return CodePlane(low, high, decoded.reshape(STEPS, STEPS, *decoded.shape[1:]), found, digits.classes)


@torch.inference_mode()
def encode_mean(network: CodeNetwork, pictures: Tensor) -> Tensor:
    """The codes (B, 2) of pictures (B, 28, 28); a variational network's are the means."""
    encoded = network.encode(pictures)
    return encoded[0] if isinstance(encoded, tuple) else encoded


@torch.inference_mode()
def decode_one(network: CodeNetwork, code: Numbers) -> Numbers:
    """The picture (28, 28) of a code (2,)."""
    given = torch.from_numpy(np.asarray(code, np.float32))[None].to(next(network.parameters()).device)
    picture: Numbers = network.decode(given)[0].cpu().numpy()
    return picture


def straight_way(start: Numbers, end: Numbers, count: int) -> Numbers:
    """Codes (count, 2) at even steps from one to another."""
    shares = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    way: Numbers = (1 - shares) * start + shares * end
    return way
