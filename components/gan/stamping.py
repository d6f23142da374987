"""A transposed convolution, stamp by stamp: each number of the input times the kernel, added to the output.

The stamps begin two places apart. A rim of one place is cut off, so that the output is twice as high and wide
(Dumoulin & Visin 2016, arXiv:1603.07285). Where the stride doesn't divide the kernel, the places get unequally
many stamps (Odena, Dumoulin & Olah 2016, https://distill.pub/2016/deconv-checkerboard/).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

STRIDE, RIM = 2, 1
SIDES = (3, 4)  # of the kernels
PROFILES = {3: (1.0, 2.0, 1.0), 4: (1.0, 2.0, 2.0, 1.0)}
MIDDLE = 32  # places along each side of the part that is looked at


@dataclass(frozen=True)
class Example:
    """An input (h, w) and a kernel (k, k)."""

    values: Tensor
    kernel: Tensor

    @property
    def count(self) -> int:
        """How many stamps there will be."""
        return self.values.numel()

    def place(self, number: int) -> tuple[int, int]:
        """Row and column of the number that makes a stamp, row by row from 0."""
        row, column = divmod(number, self.values.shape[1])
        return row, column

    def stamp(self, number: int) -> Tensor:
        """One of the numbers times the kernel, where it belongs in the output (2h, 2w)."""
        row, column = self.place(number)
        side = len(self.kernel)
        high, wide = (STRIDE * (length - 1) + side for length in self.values.shape)
        whole = self.values.new_zeros(high, wide)
        top, left = STRIDE * row, STRIDE * column
        whole[top : top + side, left : left + side] = self.values[row, column] * self.kernel
        inner = [slice(RIM, RIM + STRIDE * length) for length in self.values.shape]
        return whole[inner[0], inner[1]]

    def total(self, count: int) -> Tensor:
        """The sum of the first stamps, (2h, 2w)."""
        return sum((self.stamp(number) for number in range(count)), 0 * self.stamp(0))


def four_numbers(side: int) -> Example:
    """Four different numbers, and a kernel of that side that is strongest in its middle."""
    profile = torch.tensor(PROFILES[side])
    return Example(torch.tensor([[1.0, 2.0], [3.0, -1.0]]), torch.outer(profile, profile))


def all_ones(side: int) -> Example:
    """Nothing but ones: the output counts the stamps."""
    return Example(torch.ones(2, 2), torch.ones(side, side))


def ways(side: int, layers: int) -> Tensor:
    """How many stamps reach each place after one layer, or how many ways lead there through several.

    (32, 32), from the middle of a large map, with a kernel of that side in each layer.
    """
    reached = torch.ones(1, 1, *[MIDDLE // STRIDE**layers + 2 * STRIDE] * 2)  # some more than the middle
    kernel = torch.ones(1, 1, side, side)
    for _ in range(layers):
        reached = F.conv_transpose2d(reached, kernel, None, STRIDE, RIM, max(SIDES) - side)
    rim = (reached.shape[2] - MIDDLE) // 2
    return reached[0, 0, rim : rim + MIDDLE, rim : rim + MIDDLE]
