import pytest
import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph, split_into_operations, with_last_of
from components.cnn.tracing import Trace
from components.vision.backbones import UnsupportedArchitectureError
from components.vision.classifier import Classifier, with_last_layer
from tests.unit.cnn.architectures import ARCHITECTURES, untrained_of
from tests.unit.cnn.conftest import untrained

WHOLE = ("MobileNetV2", "ResNet-18", "AlexNet", "VGG-16")


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


@pytest.mark.parametrize("name", WHOLE)
@torch.inference_mode()
def test_every_architecture_is_taken_apart_without_a_change(name: str, pixels: Tensor) -> None:
    network = untrained_of(ARCHITECTURES[name])
    assert torch.equal(
        split_into_operations(network).logits_after(-1, pixels), network.head(network.body(pixels))
    )


@pytest.mark.parametrize("name", sorted(ARCHITECTURES.keys() - set(WHOLE)))
def test_what_the_operations_don_t_reproduce_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(UnsupportedArchitectureError, match=f"^{name} can’t be shown"):
        split_into_operations(untrained_of(ARCHITECTURES[name]))


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


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet"])
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
