from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from components.cnn.graph import NetworkGraph, split_into_operations, with_last_of
from components.cnn.operations import channel_runs
from components.cnn.tracing import Trace
from components.vision.classifier import Classifier, with_last_layer
from components.vision.splitting import UnsupportedArchitectureError
from tests.unit.cnn.architectures import ARCHITECTURES
from tests.unit.cnn.conftest import untrained


def test_mobilenet_has_its_19_blocks_the_pool_and_the_classes(graph: NetworkGraph) -> None:
    names = [block.name for block in graph.blocks]
    assert names == ["Stem", *(f"Block {n}" for n in range(1, 19)), "Pool", "Classes"]
    kinds = [operation.kind for operation in graph.blocks[3].operations]
    assert kinds == [
        *("1×1", "batch norm", "ReLU6", "depthwise", "batch norm", "ReLU6", "1×1", "batch norm", "add"),
    ]


@torch.inference_mode()
def test_the_parts_together_are_the_network(graph: NetworkGraph, pixels: Tensor) -> None:
    network = graph.network
    assert torch.equal(graph.logits_after(-1, pixels), network.head(network.body(pixels)))


@pytest.mark.parametrize("name", ARCHITECTURES)
@torch.inference_mode()
def test_every_architecture_is_taken_apart_without_a_change(name: str, pixels: Tensor) -> None:
    network = untrained(name)
    assert torch.equal(
        split_into_operations(network).logits_after(-1, pixels), network.head(network.body(pixels))
    )


class Mirrored(nn.Module):
    """Computes with a function that isn't known."""

    def forward(self, pixels: Tensor) -> Tensor:
        return pixels.flip(3)


class MadeByHand(nn.Module):
    """Computes with a tensor that is neither a parameter nor the result of a call."""

    def __init__(self) -> None:
        super().__init__()
        self.rest = torch.ones(3, 1, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        return pixels * self.rest


class TwoWays(nn.Module):
    """Halves a map into two tensors."""

    def forward(self, pixels: Tensor) -> Tensor:
        left, right = pixels.chunk(2, 3)
        return torch.cat([right, left], 1)[:, :3]


@pytest.mark.parametrize(
    "first", [Mirrored(), MadeByHand(), TwoWays(), nn.Conv2d(3, 3, (1, 3)), nn.LayerNorm(224)]
)
def test_what_can_t_be_taken_apart_is_refused_in_a_sentence(first: nn.Module) -> None:
    network = untrained("ResNet-18")
    strange = replace(network, body=nn.Sequential(first.eval(), network.body))
    with pytest.raises(UnsupportedArchitectureError, match=r"^ResNet-18 can’t be shown operation"):
        split_into_operations(strange)


KINDS = {
    ("ResNet-18", 3): "convolution, batch norm, ReLU, convolution, batch norm, 1×1, batch norm, add, ReLU",
    ("AlexNet", 1): "convolution, ReLU, max pool",
    ("AlexNet", 6): "linear, ReLU",
    ("ResNet-50", 2): "1×1, batch norm, ReLU, convolution, batch norm, ReLU, 1×1, batch norm, add, ReLU",
    ("EfficientNet-B0", 1): "depthwise, batch norm, SiLU, average pool, 1×1, SiLU, 1×1, sigmoid, multiply, "
    "1×1, batch norm",
    ("DenseNet-121", 2): "batch norm, ReLU, 1×1, average pool",
    ("ConvNeXt-Tiny", 1): "depthwise, layer norm, 1×1, GELU, 1×1, multiply, add",
}


@pytest.mark.parametrize(("name", "block"), KINDS)
def test_the_operations_of_a_block_are_those_of_the_paper(name: str, block: int) -> None:
    found = split_into_operations(untrained(name)).blocks[block]
    assert ", ".join(operation.kind for operation in found.operations) == KINDS[name, block]


def test_a_way_past_a_border_makes_two_blocks_one() -> None:
    pool = nn.AdaptiveAvgPool2d(1)
    body = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, 1, 1))
    plain = replace(untrained("ResNet-18"), body=body.eval(), neck=pool, last=nn.Linear(8, 4).eval())
    neck = nn.Sequential(pool, nn.Flatten())
    names = [block.name for block in split_into_operations(replace(plain, neck=neck)).blocks]
    assert names == ["Stem", "Block 1", "Pool", "Classes"]
    skipping = split_into_operations(replace(plain, body=Skipping(body), neck=neck))
    assert [block.name for block in skipping.blocks] == ["Stem", "Pool", "Classes"]
    assert [operation.inputs for operation in skipping.blocks[0].operations][-1] == (3, 1)


class Skipping(nn.Module):
    """Adds the first of three layers to the last."""

    def __init__(self, layers: nn.Sequential) -> None:
        super().__init__()
        self.first, self.second, self.third = layers

    def forward(self, pixels: Tensor) -> Tensor:
        first: Tensor = self.first(pixels)
        added: Tensor = self.third(self.second(first)) + first
        return added


@torch.inference_mode()
def test_another_last_layer_needs_no_other_graph(graph: NetworkGraph, pixels: Tensor) -> None:
    own = Classifier(graph.network.backbone.name, ("a", "b"), torch.randn(2, 1280), torch.randn(2))
    network = with_last_layer(graph.network, own)
    logits = with_last_of(graph, network).logits_after(-1, pixels)
    assert torch.equal(logits, network.head(network.body(pixels)))


def test_nothing_is_written_over_on_the_way(graph: NetworkGraph, cat: Trace) -> None:
    values = cat.inside(2)
    before = [value.clone() for value in values]
    graph.blocks[2].values(values[0])
    assert all(torch.equal(a, b) for a, b in zip(values, before, strict=True))
    assert float(values[2].min()) < 0 <= float(values[3].min())  # batch norm, and what ReLU6 made of it


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet", "GoogLeNet", "ConvNeXt-Tiny"])
@pytest.mark.parametrize("block", [0, 1, 3])
def test_a_place_depends_on_its_receptive_field_and_on_nothing_else(name: str, block: int) -> None:
    graph = split_into_operations(untrained(name))
    picture = torch.rand(1, 3, 224, 224, requires_grad=True, generator=torch.Generator().manual_seed(0))
    value: Tensor = picture
    for part in graph.blocks[: block + 1]:
        value = part.values(value)[-1]
    middle = value.shape[2] // 2
    (gradient,) = torch.autograd.grad(value[0, :, middle, middle + 1].sum(), picture)
    rows, columns = (gradient[0].abs().sum(0) > 0).nonzero().T
    receptive_field = graph.receptive_field(block, len(graph.blocks[block].operations))
    left, top, right, bottom = receptive_field.square(middle, middle + 1)
    assert left <= columns.min()
    assert columns.max() < right
    assert top <= rows.min()
    assert rows.max() < bottom
    # and it is no larger than need be: of max pooling only the largest counts, so there it may seem smaller
    pools = any(op.kind == "max pool" for part in graph.blocks[: block + 1] for op in part.operations)
    assert pools or columns.max() - columns.min() + 1 == min(receptive_field.size, right)


def test_behind_squeeze_and_excitation_every_place_sees_all_and_keeps_its_grid() -> None:
    graph = split_into_operations(untrained("EfficientNet-B0"))
    assert graph.receptive_field(1, 3).size == 11 - 4  # the stem's 3, and 3 places of stride 2
    field = graph.receptive_field(1, len(graph.blocks[1].operations))
    assert (field.size, field.stride) == (float("inf"), 2)
    assert graph.receptive_field(16, 1).stride == 32


@pytest.mark.parametrize(
    ("name", "block", "lengths"),
    [("ResNet-18", 3, [3, 2, 4]), ("MobileNetV2", 2, [6, 2]), ("AlexNet", 1, [3])],
)
def test_a_run_begins_where_channels_are_mixed_or_their_number_changes(
    name: str, block: int, lengths: list[int]
) -> None:
    operations = split_into_operations(untrained(name)).blocks[block].operations
    results = [torch.zeros(8, 1, 1) for _ in operations]
    assert [len(run) for run in channel_runs(operations, results)] == lengths
    fewer = [torch.zeros(8 - place, 1, 1) for place in range(len(operations))]
    assert [len(run) for run in channel_runs(operations, fewer)] == [1] * len(operations)
