"""A transposed convolution, one input value after the other, and its uneven overlap.

Where the stride doesn't divide the kernel size, the outputs get unequally many contributions (Odena et al.
2016, https://distill.pub/2016/deconv-checkerboard/).
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
class PartialSum:
    """The newest contribution, and the sum of all so far, both in the output (4, 4)."""

    contribution: Tensor
    total: Tensor


def partial_sum(kernel_size: int, count: int) -> PartialSum:
    """Add up the contributions of the first `count` values of INPUT, row by row: each times its kernel.

    With stride 2 the contributions begin two places apart; with padding 1, 2 × 2 inputs give 4 × 4 outputs.
    """
    so_far, newest = torch.zeros(4), torch.zeros(4)
    so_far[:count] = INPUT.flatten()[:count]
    if count:
        newest[count - 1] = INPUT.flatten()[count - 1]
    kernel = KERNELS[kernel_size]
    return PartialSum(*(transposed_conv(values.view(2, 2), kernel) for values in (newest, so_far)))


def transposed_conv(values: Tensor, kernel: Tensor) -> Tensor:
    """Transposed convolution of values (h, w) with stride 2 and padding 1: (2h, 2w)."""
    output_padding = 4 - len(kernel)  # a kernel of 3 would end one row and one column short
    return F.conv_transpose2d(values[None, None], kernel[None, None], None, STRIDE, 1, output_padding)[0, 0]


def contribution_counts(kernel_size: int, side: int) -> Tensor:
    """Count the contributions to each output of a map (side, side): (2 side, 2 side)."""
    return transposed_conv(torch.ones(side, side), torch.ones(kernel_size, kernel_size))
