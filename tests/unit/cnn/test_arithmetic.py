"""The arithmetic of each kind of layer, put together again by hand, against PyTorch's own results."""

import pytest
import torch

from components.cnn.arithmetic import (
    ChannelArithmetic,
    ReluStep,
    channel_arithmetic,
    last_result,
    strongest_place,
    summing_operation_behind,
    summing_operations,
)
from components.cnn.graph import split_into_operations
from components.cnn.tracing import Trace, as_maps
from tests.unit.cnn.conftest import untrained


def by_hand(found: ChannelArithmetic, row: int, column: int) -> float:
    """The number at a place: all products one by one, then batch norm and ReLU."""
    total = found.bias
    maps, height, width = found.inputs.shape
    size = found.weight.shape[1]
    for m in range(maps):
        for u in range(size):
            for v in range(size):
                y = row * found.stride - found.padding + u * found.dilation
                x = column * found.stride - found.padding + v * found.dilation
                if 0 <= y < height and 0 <= x < width:
                    total += float(found.inputs[m, y, x]) * float(found.weight[m, u, v])
    for step in found.after:
        if isinstance(step, ReluStep):
            total = min(max(total, 0.0), step.top)
        else:
            total = step.gamma * (total - step.mean) / (step.variance + step.eps) ** 0.5 + step.beta
    return total


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet", "EfficientNet-B0", "ConvNeXt-Tiny"])
@pytest.mark.parametrize("block", [0, 1, 3])
def test_every_convolution_is_accounted_for(name: str, block: int) -> None:
    graph = split_into_operations(untrained(name))
    generator = torch.Generator().manual_seed(2)
    pixels = torch.randn(1, 3, 224, 224, generator=generator)
    with torch.inference_mode():
        trace = Trace(graph, pixels, tuple(graph.outputs(pixels)))
    for operation in summing_operations(graph.blocks[block]):
        for channel in (3, as_maps(trace.inside(block)[operation]).shape[0] - 1):
            found = channel_arithmetic(trace, block, operation, channel)
            rows, columns = last_result(found).shape
            for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)):
                assert by_hand(found, row, column) == pytest.approx(
                    float(last_result(found)[row, column]), abs=1e-4
                )


def test_a_logit_is_accounted_for(cat: Trace) -> None:
    found = channel_arithmetic(cat, 20, 1, 285)
    assert by_hand(found, 0, 0) == pytest.approx(float(cat.outputs[-1][0, 285]), abs=1e-4)
    assert found.bias != 0


def test_what_follows_a_sum_ends_with_the_block_s_next_sum_or_addition(cat: Trace) -> None:
    assert [type(step).__name__ for step in channel_arithmetic(cat, 3, 1, 0).after] == [
        "BatchNormStep",
        "ReluStep",
    ]
    assert [type(step).__name__ for step in channel_arithmetic(cat, 3, 7, 0).after] == ["BatchNormStep"]


def test_a_depthwise_kernel_looks_at_its_own_map(cat: Trace) -> None:
    found = channel_arithmetic(cat, 3, 4, 17)
    assert found.numbers == (17,)
    assert torch.equal(found.inputs[0], cat.inside(3)[3][0, 17])


def test_the_sums_behind_a_result_are_found(cat: Trace) -> None:
    blocks = cat.graph.blocks
    assert [summing_operation_behind(blocks[3], operation) for operation in (1, 3, 6, 9)] == [1, 1, 4, 7]
    assert summing_operation_behind(blocks[19], 1) is None


def test_the_place_shown_first_is_the_strongest_away_from_the_rim(cat: Trace) -> None:
    found = channel_arithmetic(cat, 0, 1, 7)
    row, column = strongest_place(found)
    inner = last_result(found)[14:-14, 14:-14]
    assert last_result(found)[row, column] == inner.max()
    assert min(row, column) >= 14
    assert max(row, column) < 98


def test_a_map_of_one_place_is_all_rim_and_yet_has_a_strongest_place(cat: Trace) -> None:
    assert strongest_place(channel_arithmetic(cat, 20, 1, 3)) == (0, 0)
