import threading

import pytest
import torch
from torch import Tensor

from components.cnn.ablation import Intervention, run_with
from components.cnn.graph import NetworkGraph, classify, split_into_operations
from components.cnn.summary import abbreviated, block_summary, summarize
from components.cnn.tracing import Trace
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
    assert torch.equal(classify(graph, pixels), network.head(network.body(pixels)))


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet-18", "AlexNet"])
@torch.inference_mode()
def test_every_architecture_is_taken_apart_without_a_change(name: str, pixels: Tensor) -> None:
    network = untrained(name)
    assert torch.equal(classify(split_into_operations(network), pixels), network.head(network.body(pixels)))


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


def test_mobilenet_s_size_and_cost_are_those_of_the_paper(graph: NetworkGraph) -> None:
    blocks = [block_summary(operations) for operations in summarize(graph)]
    assert sum(block.parameters for block in blocks) == 3_504_872
    assert sum(block.multiply_adds for block in blocks) == pytest.approx(300e6, rel=0.01)
    assert blocks[0].shape == (32, 112, 112)
    assert blocks[0].shape_in_words == "32 × 112²"
    assert blocks[-1].shape_in_words == "1000 values"


def test_a_network_sees_the_whole_photo_only_where_every_place_does(graph: NetworkGraph) -> None:
    pairs = zip(graph.blocks, summarize(graph), strict=True)
    blocks = {block.name: block_summary(found) for block, found in pairs}
    held = {
        name: (one.places_with_full_view, one.places)
        for name, one in blocks.items()
        if one.receptive_field.size > 224
    }
    # Counted by hand from the windows (491 pixels wide at Block 17, and 32 apart).
    assert held["Block 12"] == (1, 14)
    assert held["Block 13"] == (3, 14)
    assert held["Block 14"] == (2, 7)
    assert held["Block 15"] == (4, 7)
    assert held["Block 16"] == (6, 7)
    everywhere = {name for name, one in blocks.items() if one.receptive_field_in_words == "sees it all"}
    assert everywhere == {"Block 17", "Block 18", "Pool", "Classes"}
    assert blocks["Block 12"].receptive_field_in_words == "sees 235 px"
    assert "1 of 14 places sees the photo from end to end" in blocks["Block 12"].receptive_field_sentence
    assert blocks["Block 17"].receptive_field_sentence == "Every place sees the whole photo."
    assert blocks["Stem"].receptive_field_sentence == "The receptive field of a place is 3 × 3 pixels."


@pytest.mark.parametrize("name", ["ResNet-18", "AlexNet"])
def test_that_holds_of_other_networks(name: str) -> None:
    found = split_into_operations(untrained(name))
    for number, operations in enumerate(summarize(found)):
        for one in operations:
            claims = one.receptive_field_in_words == "sees it all"
            squares = [one.receptive_field.square(0, place) for place in range(one.places)]
            assert claims == all(not (left > 0 or right < 224) for left, _, right, _ in squares) or (
                one.receptive_field.size == float("inf")
            ), number


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (928, "928"), (34_112, "34.1k"), (10_800_000, "10.8M")]
)
def test_counts_are_said_in_three_digits(count: int, words: str) -> None:
    assert abbreviated(count) == words


def test_eight_visitors_who_cut_and_eight_who_only_look_don_t_meet(cat: Trace) -> None:
    cuts = [Intervention(10, 6, (number,)) for number in range(8)]
    kernels = [Intervention(0, 1, kernel=(number, torch.zeros(3, 3, 3))) for number in range(8)]
    alone = [run_with(cat, cut).probabilities for cut in (*cuts, *kernels)]
    untouched = cat.probabilities
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(4):
            at = (number + turn) % 16
            if not torch.equal(run_with(cat, (*cuts, *kernels)[at]).probabilities, alone[at]):
                wrong.append(f"cut {at}")

    def look() -> None:
        answers = [classify(cat.graph, cat.pixels)[0].softmax(0) for _ in range(4)]
        wrong.extend("look" for answer in answers if not torch.equal(answer, untouched))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    threads += [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_inverted_residual_is_as_the_screen_network_tells_it(graph: NetworkGraph) -> None:
    found = summarize(graph)
    for block, measured in zip(graph.blocks[1:18], found[1:18], strict=True):
        kinds = [operation.kind for operation in block.operations]
        assert kinds[-1] in ("batch norm", "add")  # linear: no ReLU at the end
        if block.name != "Block 1":
            assert kinds[0] == "1×1"
            before = block.operations[0].module
            assert isinstance(before, torch.nn.Conv2d)
            assert measured[0].shape[0] == 6 * before.in_channels
