"""What a sparse autoencoder adds up: its code with any number of units active, unit by unit.

The network itself has a fixed number (k-sparse autoencoders: Makhzani and Frey 2014, arXiv:1312.5663). Here
the number is chosen while it runs, and the network stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.zoo.networks.sparse import Sparse

Numbers = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class SparseParts:
    """A digit as the sum of dictionary entries, those of the most active units first.

    `units` (n,) and `activations` (n,) are the active ones; `sums` (n, 28, 28) what the first k of them give
    together with the bias, cut off below 0 and above 1; `errors` (n,) the mean square error of each sum;
    `changes` (n, 28, 28) what the last sum has that it would not have without that unit.
    """

    units: NDArray[np.int64]
    activations: Numbers
    sums: Numbers
    errors: Numbers
    changes: Numbers


@dataclass(frozen=True, eq=False)
class FavouriteDigits:
    """For each unit the digits that activate it most: numbers (units, n) and activations (units, n)."""

    numbers: NDArray[np.int64]
    activations: Numbers


def k_sparse_code(network: Sparse, pictures: Tensor, active: int) -> Tensor:
    """Codes (B, units) of pictures (B, 28, 28) with the `active` largest units, whatever the network allows.

    Units that are as large as the last of these stay too, as in the network.
    """
    return _limited(network.sums(pictures).relu(), active)


def _limited(code: Tensor, active: int) -> Tensor:
    """Codes (B, units) with all but the largest units 0."""
    least = code.topk(active, 1).values[:, -1:]  # (B, 1)
    return code * (code >= least)


@torch.inference_mode()
def sparse_parts(network: Sparse, pixels: Numbers) -> SparseParts:
    """The parts of a picture (28, 28) in [0, 1], from one active unit to as many as the network allows."""
    picture = torch.from_numpy(pixels)[None].to(network.dictionary.device)
    codes = [k_sparse_code(network, picture, count) for count in range(1, network.config.active + 1)]
    # One at a time: a batch is multiplied in another order, so the last wouldn't be the network's own answer.
    sums = torch.cat([network.decode(code) for code in codes])
    strongest = codes[-1][0].topk(network.config.active)
    errors = ((sums - picture) ** 2).mean((1, 2))
    without = codes[-1].repeat(len(sums), 1)  # (n, units)
    without[torch.arange(len(sums)), strongest.indices] = 0
    changes = sums[-1] - network.decode(without)
    return SparseParts(
        strongest.indices.cpu().numpy(),
        strongest.values.cpu().numpy(),
        sums.cpu().numpy(),
        errors.cpu().numpy(),
        changes.cpu().numpy(),
    )


@torch.inference_mode()
def errors_by_count(network: Sparse, pictures: Bytes, counts: Sequence[int]) -> Numbers:
    """The mean square error over pictures (B, 28, 28) with each number of active units."""
    given = _shades(network, pictures)
    code = network.sums(given).relu()
    errors = [float(((network.decode(_limited(code, count)) - given) ** 2).mean()) for count in counts]
    return np.array(errors, np.float32)


@torch.inference_mode()
def favourite_digits(network: Sparse, pictures: Bytes, most: int) -> FavouriteDigits:
    """Of pictures (B, 28, 28), the `most` that activate each unit most, the first the most."""
    code = network.encode(_shades(network, pictures))  # (B, units)
    found = code.topk(most, 0)
    return FavouriteDigits(found.indices.T.cpu().numpy(), found.values.T.cpu().numpy())


def entry_scale(network: Sparse) -> float:
    """The value up to which entries are coloured: nearly all of their pixels lie below it."""
    return float(np.quantile(network.dictionary.detach().abs().cpu().numpy(), 0.999))


def _shades(network: Sparse, pictures: Bytes) -> Tensor:
    """Pictures in [0, 1], where the network is."""
    return torch.from_numpy(pictures).to(network.dictionary.device) / 255
