"""A transposed convolution, stamp by stamp, and how many stamps reach each place.

Where the stride doesn't divide the kernel's side, the places get unequally many stamps (Odena et al. 2016,
https://distill.pub/2016/deconv-checkerboard/).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

STRIDE = 2
INPUT = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
KERNELS = {
    3: torch.tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]),
    4: torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 2.0, 1.0], [1.0, 2.0, 2.0, 1.0], [1.0, 1.0, 1.0, 1.0]]),
}


@dataclass(frozen=True)
class Stamped:
    """After some stamps: the newest one, and the sum so far, both in the output (4, 4)."""

    stamp: Tensor
    total: Tensor


def stamped(kernel: int, count: int) -> Stamped:
    """The first `count` values of INPUT, row by row, each times the kernel, added up where they belong.

    With stride 2 the stamps begin two places apart; the rim is cut off, so 2 × 2 become 4 × 4.
    """
    so_far, newest = torch.zeros(4), torch.zeros(4)
    so_far[:count] = INPUT.flatten()[:count]
    if count:
        newest[count - 1] = INPUT.flatten()[count - 1]
    return Stamped(*(transposed(one.view(2, 2), KERNELS[kernel]) for one in (newest, so_far)))


def transposed(values: Tensor, kernel: Tensor) -> Tensor:
    """The transposed convolution of values (h, w) with stride 2 and padding 1: (2h, 2w)."""
    extra = 4 - len(kernel)  # a kernel of 3 would end one row and one column short
    return F.conv_transpose2d(values[None, None], kernel[None, None], None, STRIDE, 1, extra)[0, 0]


def reached(kernel: int, side: int) -> Tensor:
    """How many stamps reach each place of the output (2 side, 2 side)."""
    return transposed(torch.ones(side, side), torch.ones(kernel, kernel))
