import pytest
import torch

from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.summary import abbreviated, block_summary, summarize
from tests.unit.cnn.conftest import untrained


def test_mobilenet_s_size_and_cost_are_those_of_the_paper(graph: NetworkGraph) -> None:
    blocks = [block_summary(operations) for operations in summarize(graph)]
    assert sum(block.parameters for block in blocks) == 3_504_872
    assert sum(block.multiply_adds for block in blocks) == pytest.approx(300e6, rel=0.01)
    assert blocks[0].shape == (32, 112, 112)
    assert blocks[0].shape_in_words == "32 × 112 × 112"
    assert blocks[0].maps_in_words == "32 maps, 112 × 112 each"
    assert blocks[-1].shape_in_words == blocks[-1].maps_in_words == "1000 values"


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
    everywhere = {name for name, one in blocks.items() if one.receptive_field_in_words == "the whole photo"}
    assert everywhere == {"Block 17", "Block 18", "Pool", "Classes"}
    assert blocks["Block 12"].receptive_field_in_words == "235 × 235 pixels"
    assert (
        "1 of 14 places depends on the photo from end to end" in blocks["Block 12"].receptive_field_sentence
    )
    assert blocks["Block 17"].receptive_field_sentence == "Receptive field: the whole photo."
    assert blocks["Stem"].receptive_field_sentence == "Receptive field: 3 × 3 pixels."


@pytest.mark.parametrize("name", ["ResNet-50", "DenseNet-121", "EfficientNet-B0", "ConvNeXt-Tiny"])
def test_every_parameter_is_counted_once(name: str) -> None:
    network = untrained(name)
    parts = (network.body, network.neck, network.last)
    counted = sum(one.parameters for block in summarize(split_into_operations(network)) for one in block)
    assert counted == sum(one.numel() for part in parts for one in part.parameters())


@pytest.mark.parametrize("name", ["ResNet-18", "AlexNet"])
def test_that_holds_of_other_networks(name: str) -> None:
    found = split_into_operations(untrained(name))
    for number, operations in enumerate(summarize(found)):
        for one in operations:
            claims = one.receptive_field_in_words == "the whole photo"
            squares = [one.receptive_field.square(0, place) for place in range(one.places)]
            assert claims == all(not (left > 0 or right < 224) for left, _, right, _ in squares) or (
                one.receptive_field.size == float("inf")
            ), number


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (928, "928"), (34_112, "34.1k"), (10_800_000, "10.8M")]
)
def test_counts_are_said_in_three_digits(count: int, words: str) -> None:
    assert abbreviated(count) == words


def test_the_inverted_residual_is_as_the_screen_architecture_tells_it(graph: NetworkGraph) -> None:
    found = summarize(graph)
    for block, summary in zip(graph.blocks[1:18], found[1:18], strict=True):
        kinds = [operation.kind for operation in block.operations]
        assert kinds[-1] in ("batch norm", "add")  # linear: no ReLU at the end
        if block.name != "Block 1":
            assert kinds[0] == "1×1"
            before = block.operations[0].module
            assert isinstance(before, torch.nn.Conv2d)
            assert summary[0].shape[0] == 6 * before.in_channels
