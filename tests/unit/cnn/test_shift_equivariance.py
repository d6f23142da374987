import numpy as np
import pytest
import torch
from PIL import Image

from components.cnn.graph import Anatomy
from components.cnn.shift_equivariance import (
    FIELD,
    SHIFTS,
    Sweep,
    Thing,
    cut_out,
    drifts,
    pixels,
    response,
    scene,
    sweep,
)
from components.vision.samples import FOLDER, SAMPLES


@pytest.fixture(scope="module")
def cat() -> Thing:
    photo = Image.open(FOLDER / SAMPLES["cat"].file).convert("RGB")
    return cut_out(photo.crop((0, 0, 300, 300)), 96, "grey")


def test_the_object_is_round_and_lies_where_it_was_put(cat: Thing) -> None:
    field = np.asarray(scene(cat, 10, 100), int)
    different = np.abs(field - np.array(cat.ground)).max(2) > 8
    rows, columns = different.nonzero()
    assert rows.min() >= 100
    assert rows.max() < 196
    assert columns.min() >= 10
    assert columns.max() < 106
    assert not different[100:106, 10:16].any()  # its corner is the ground's


def test_it_may_lie_partly_or_wholly_outside(cat: Thing) -> None:
    assert scene(cat, -60, -60).size == (FIELD, FIELD)
    assert len(set(scene(cat, -200, 0).get_flattened_data())) == 1


@pytest.mark.parametrize("block", [0, 2, 4])
def test_maps_move_along_exactly_by_whole_steps_and_not_in_between(
    anatomy: Anatomy, cat: Thing, block: int
) -> None:
    step = anatomy.reach(block, len(anatomy.blocks[block].operations)).step
    for drift in drifts(anatomy, cat, block):
        assert drift.inner
        if drift.shift % step == 0:
            assert drift.error == pytest.approx(0, abs=1e-4)
        else:
            assert drift.error > 0.05


def test_a_block_that_sees_the_rim_from_everywhere_says_so(anatomy: Anatomy, cat: Thing) -> None:
    found = drifts(anatomy, cat, 18)
    assert [drift.shift for drift in found] == list(SHIFTS)
    assert not any(drift.inner for drift in found)
    assert all(drift.error > 0.01 for drift in found)


def test_the_sweep_asks_the_network_at_each_place(anatomy: Anatomy, cat: Thing) -> None:
    *_, found = sweep(anatomy, cat, cat.middle, 285)
    assert found.lefts[0] == -48
    assert found.lefts[-1] == FIELD - 48
    assert len(found.lefts) == len(found.probabilities)
    at = found.lefts.index(64)
    alone = anatomy.onward(-1, pixels(anatomy, [scene(cat, 64, cat.middle)]))[0].softmax(0)[285]
    assert found.probabilities[at] == pytest.approx(float(alone), abs=1e-4)


def test_the_response_is_the_block_s_own(anatomy: Anatomy, cat: Thing) -> None:
    seen = pixels(anatomy, [scene(cat, 64, 64)])
    with torch.inference_mode():
        outputs = list(anatomy.outputs(seen))
    assert torch.equal(response(anatomy, seen, 6), outputs[6])


def test_the_span_counts_only_what_lies_inside() -> None:
    found = Sweep((-32, 0, 64, 128, 160), (0.0, 0.5, 0.7, 0.6, 1.0))
    assert found.span(96) == pytest.approx(0.2)
