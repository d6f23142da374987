"""What a channel is made of, against what the network's own operations make of it."""

import pytest
import torch
from torch import Tensor, nn

from components.cnn.arithmetic import last_result
from components.cnn.channel_sources import channel_sources
from components.cnn.graph import split_into_operations
from components.cnn.tracing import Trace, as_maps
from tests.unit.cnn.conftest import untrained

MOST = 5


def traced(name: str) -> Trace:
    graph = split_into_operations(untrained(name))
    pixels = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        return Trace(graph, pixels, tuple(graph.outputs(pixels)))


def weight_of(trace: Trace, block: int, operation: int) -> Tensor:
    module = trace.graph.blocks[block].operations[operation - 1].module
    assert isinstance(module, nn.Conv2d)
    return module.weight


def test_a_depthwise_channel_is_made_of_the_one_map_of_its_number(cat: Trace) -> None:
    found = channel_sources(cat, 3, 4, 100, MOST)
    (source,) = found.maps
    assert (source.number, found.count, found.steps) == (100, 1, ("9 products added up",))
    assert torch.equal(source.values, as_maps(cat.inside(3)[3])[100])
    assert source.kernel is not None
    assert torch.equal(source.kernel, weight_of(cat, 3, 4)[100, 0])


def test_batch_norm_and_relu_are_followed_back_to_their_sum(cat: Trace) -> None:
    found = channel_sources(cat, 3, 6, 100, MOST)
    assert found.steps == ("9 products added up", "batch norm", "ReLU6")
    assert found.arithmetic is not None
    assert torch.equal(last_result(found.arithmetic), as_maps(cat.inside(3)[6])[100])
    before = channel_sources(cat, 3, 5, 100, MOST).arithmetic
    assert before is not None
    assert torch.equal(last_result(before), as_maps(cat.inside(3)[5])[100])  # the ReLU comes after it


def test_of_many_maps_those_with_the_largest_weights_come_first(cat: Trace) -> None:
    found = channel_sources(cat, 3, 7, 11, MOST)
    weight = weight_of(cat, 3, 7)[11, :, 0, 0]
    assert found.count == 144
    assert [source.number for source in found.maps] == weight.abs().topk(MOST).indices.tolist()
    assert [float(source.kernel) for source in found.maps if source.kernel is not None] == [
        float(weight[source.number]) for source in found.maps
    ]


def test_the_three_colours_keep_their_order(cat: Trace) -> None:
    assert [source.number for source in channel_sources(cat, 0, 1, 7, MOST).maps] == [0, 1, 2]


def test_a_logit_has_a_bias(cat: Trace) -> None:
    assert channel_sources(cat, 20, 1, 285, MOST).steps == ("1280 products added up", "+ bias")


def test_what_is_added_comes_from_two_operations(cat: Trace) -> None:
    found = channel_sources(cat, 3, 9, 21, MOST)
    assert found.arithmetic is None
    assert [source.origin for source in found.maps] == list(cat.graph.blocks[3].operations[8].inputs)
    total = sum(source.values for source in found.maps)
    assert torch.equal(torch.as_tensor(total), as_maps(cat.inside(3)[9])[21])


@pytest.mark.parametrize("name", ["DenseNet-121", "GoogLeNet"])
def test_a_map_that_was_put_behind_others_is_found_where_it_came_from(name: str) -> None:
    trace = traced(name)
    block, operation = next(
        (number, place)
        for number, one in enumerate(trace.graph.blocks)
        for place, step in enumerate(one.operations, 1)
        if step.kind == "concatenate"
    )
    result = as_maps(trace.inside(block)[operation])
    for channel in (0, len(result) // 2, len(result) - 1):
        (source,) = channel_sources(trace, block, operation, channel, MOST).maps
        assert torch.equal(source.values, result[channel])


@pytest.mark.parametrize("name", ["AlexNet", "ResNet-18", "ConvNeXt-Tiny", "EfficientNet-B0"])
def test_every_channel_of_another_network_has_sources(name: str) -> None:
    trace = traced(name)
    for number, block in enumerate(trace.graph.blocks[:4]):
        for place in range(1, len(block.operations) + 1):
            last = len(as_maps(trace.inside(number)[place])) - 1
            found = channel_sources(trace, number, place, last, MOST)
            assert 1 <= len(found.maps) <= MOST
            assert found.steps
