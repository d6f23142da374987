import numpy as np
import pytest
import torch
from PIL import Image

from components.cnn.graph import NetworkGraph
from components.cnn.shift_equivariance import (
    SHIFTS,
    SIDE,
    MovingObject,
    PositionSweep,
    block_maps,
    cut_out,
    scene,
    scene_pixels,
    shift_errors,
    sweep,
)
from components.vision.samples import FOLDER, SAMPLES


@pytest.fixture(scope="module")
def cat() -> MovingObject:
    photo = Image.open(FOLDER / SAMPLES["cat"].file).convert("RGB")
    return cut_out(photo.crop((0, 0, 300, 300)), 96, "grey")


def test_the_object_is_round_and_lies_where_it_was_put(cat: MovingObject) -> None:
    field = np.asarray(scene(cat, 10, 100), int)
    different = np.abs(field - np.array(cat.background)).max(2) > 8
    rows, columns = different.nonzero()
    assert rows.min() >= 100
    assert rows.max() < 196
    assert columns.min() >= 10
    assert columns.max() < 106
    assert not different[100:106, 10:16].any()  # its corner is the background's


def test_it_may_lie_partly_or_wholly_outside(cat: MovingObject) -> None:
    assert scene(cat, -60, -60).size == (SIDE, SIDE)
    assert len(set(scene(cat, -200, 0).get_flattened_data())) == 1


@pytest.mark.parametrize("block", [0, 2, 4])
def test_maps_move_along_exactly_by_whole_strides_and_not_in_between(
    graph: NetworkGraph, cat: MovingObject, block: int
) -> None:
    stride = graph.receptive_field(block, len(graph.blocks[block].operations)).stride
    for found_error in shift_errors(graph, cat, block):
        assert found_error.inner
        if found_error.shift % stride == 0:
            assert found_error.error == pytest.approx(0, abs=1e-4)
        else:
            assert found_error.error > 0.05


def test_a_block_that_sees_the_rim_from_everywhere_says_so(graph: NetworkGraph, cat: MovingObject) -> None:
    found = shift_errors(graph, cat, 18)
    assert [found_error.shift for found_error in found] == list(SHIFTS)
    assert not any(found_error.inner for found_error in found)
    assert all(found_error.error > 0.01 for found_error in found)


def test_the_sweep_asks_the_network_at_each_place(graph: NetworkGraph, cat: MovingObject) -> None:
    *_, found = sweep(graph, cat, cat.middle, 285)
    assert found.lefts[0] == -48
    assert found.lefts[-1] == SIDE - 48
    assert len(found.lefts) == len(found.probabilities)
    at = found.lefts.index(64)
    alone = graph.logits_after(-1, scene_pixels(graph, [scene(cat, 64, cat.middle)]))[0].softmax(0)[285]
    assert found.probabilities[at] == pytest.approx(float(alone), abs=1e-4)


def test_the_response_is_the_block_s_own(graph: NetworkGraph, cat: MovingObject) -> None:
    seen = scene_pixels(graph, [scene(cat, 64, 64)])
    with torch.inference_mode():
        outputs = list(graph.outputs(seen))
    assert torch.equal(block_maps(graph, seen, 6), outputs[6])


def test_the_span_counts_only_what_lies_inside() -> None:
    found = PositionSweep((-32, 0, 64, 128, 160), (0.0, 0.5, 0.7, 0.6, 1.0))
    assert found.span(96) == pytest.approx(0.2)
