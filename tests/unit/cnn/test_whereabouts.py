import pytest
import torch

from components.cnn.anatomy import dissect
from components.cnn.tracing import Trace
from components.cnn.whereabouts import RANDOM_GRID, SHARES, Deletion, deletion, heat_maps, random_deletion
from components.vision.attribution import Seen, evidence
from tests.unit.cnn.conftest import untrained


def best(trace: Trace) -> int:
    return int(trace.probabilities.argmax())


def test_there_is_a_map_for_every_block_before_the_pool(cat: Trace) -> None:
    found = heat_maps(cat.anatomy, cat.pixels, best(cat), "LayerCAM")
    assert [len(heat) for heat in found][:3] == [112, 112, 56]
    assert len(found) == 19
    assert all(float(heat.min()) >= 0 for heat in found)


def test_grad_cam_of_the_last_block_is_that_of_the_other_pages(cat: Trace) -> None:
    found = heat_maps(cat.anatomy, cat.pixels, 285, "Grad-CAM")[-1]
    seen = Seen(cat.outputs[18][0].clone(), cat.outputs[-1][0].clone())
    assert torch.allclose(found, evidence(cat.anatomy.network, seen, 285).clamp(min=0), atol=1e-5)


@pytest.mark.parametrize("name", ["ResNet-18", "AlexNet"])
def test_other_architectures_have_their_maps(name: str) -> None:
    anatomy = dissect(untrained(name))
    found = heat_maps(anatomy, torch.randn(1, 3, 224, 224), 1, "LayerCAM")
    assert len(found) == sum(block.name.startswith(("Stem", "Block")) for block in anatomy.blocks) + (
        name == "AlexNet"  # whose pool leaves maps of 6 × 6
    )


def test_hiding_begins_with_nothing_and_ends_with_everything(cat: Trace) -> None:
    wanted = best(cat)
    found = deletion(cat.anatomy, cat.pixels, torch.rand(7, 7), wanted)
    assert found.shares == SHARES
    assert found.probabilities[0] == pytest.approx(float(cat.probabilities[wanted]), abs=1e-5)
    blank = cat.anatomy.onward(-1, torch.zeros_like(cat.pixels))[0].softmax(0)[wanted]
    assert found.probabilities[-1] == pytest.approx(float(blank), abs=1e-5)


def test_the_hottest_is_hidden_first(cat: Trace) -> None:
    wanted = best(cat)
    left_half = torch.zeros(2, 2)
    left_half[:, 0] = 1
    half = deletion(cat.anatomy, cat.pixels, left_half, wanted).probabilities[SHARES.index(0.5)]
    pixels = cat.pixels.clone()
    pixels[..., :112] = 0
    expected = cat.anatomy.onward(-1, pixels)[0].softmax(0)[wanted]
    assert half == pytest.approx(float(expected), abs=0.02)  # where the two halves meet, a column may differ


def test_the_area_is_relative_to_the_start() -> None:
    assert Deletion((0.0, 0.5, 1.0), (0.8, 0.4, 0.0)).area == pytest.approx(0.5)
    assert Deletion((0.0, 1.0), (0.0, 0.0)).area == 0


def test_random_orders_are_the_same_each_time(cat: Trace) -> None:
    first = random_deletion(cat.anatomy, cat.pixels, best(cat), (0, 1))
    assert first == random_deletion(cat.anatomy, cat.pixels, best(cat), (0, 1))
    assert len(cat.outputs[18][0, 0]) == RANDOM_GRID
