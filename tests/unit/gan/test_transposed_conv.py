import pytest
import torch

from components.gan.transposed_conv import INPUT, KERNELS, contribution_counts, partial_sum


@pytest.mark.parametrize("kernel", KERNELS)
def test_four_contributions_are_the_transposed_convolution(kernel: int) -> None:
    canvas = torch.zeros(7, 7)  # added up by hand, with a rim of one place that is cut off in the end
    for row in range(2):
        for column in range(2):
            top, left = 2 * row, 2 * column
            canvas[top : top + kernel, left : left + kernel] += INPUT[row, column] * KERNELS[kernel]
    expected = canvas[1:5, 1:5]
    assert torch.equal(partial_sum(kernel, 4).total, expected)
    contributions = [partial_sum(kernel, count).contribution for count in range(1, 5)]
    assert torch.equal(torch.stack(contributions).sum(0), expected)


def test_the_first_contribution_is_the_first_value_times_the_kernel() -> None:
    first = partial_sum(3, 1)
    assert torch.equal(first.contribution, first.total)
    assert torch.equal(first.contribution[:2, :2], INPUT[0, 0] * KERNELS[3][1:, 1:])  # the rim is cut off
    assert float(partial_sum(3, 0).total.abs().sum()) == 0


def test_only_a_kernel_that_the_stride_divides_reaches_all_places_evenly() -> None:
    uneven, even = (contribution_counts(kernel, 8)[2:-2, 2:-2] for kernel in (3, 4))
    assert sorted(set(uneven.flatten().tolist())) == [1, 2, 4]
    assert set(even.flatten().tolist()) == {4}
