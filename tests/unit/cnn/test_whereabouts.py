import pytest
import torch

from components.cnn.anatomy import dissect
from components.cnn.tracing import Trace
from components.cnn.whereabouts import PATCHES, SHARES, Deletion, deletion, heat_maps, random_deletion
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


@pytest.mark.parametrize("side", [7, 14, 112])
def test_the_hottest_patch_is_hidden_first(cat: Trace, side: int) -> None:
    heat = torch.rand(side, side, generator=torch.Generator().manual_seed(side))
    hottest = heat.reshape(7, side // 7, 7, side // 7).mean((1, 3)).argmax()
    top, left = (32 * place for place in divmod(int(hottest), 7))
    pixels = cat.pixels.clone()
    pixels[..., top : top + 32, left : left + 32] = 0
    expected = cat.anatomy.onward(-1, pixels)[0].softmax(0)[best(cat)]
    found = deletion(cat.anatomy, cat.pixels, heat, best(cat))
    assert found.shares[1] == 1 / 49
    assert found.probabilities[1] == pytest.approx(float(expected), abs=1e-5)


def test_a_finer_map_of_the_same_order_falls_alike(cat: Trace) -> None:
    coarse = torch.rand(7, 7, generator=torch.Generator().manual_seed(0))
    fine = coarse.repeat_interleave(16, 0).repeat_interleave(16, 1)
    found = [deletion(cat.anatomy, cat.pixels, heat, best(cat)) for heat in (coarse, fine)]
    assert found[0].probabilities == pytest.approx(found[1].probabilities, abs=1e-5)


def test_the_area_is_relative_to_the_start() -> None:
    assert Deletion((0.0, 0.5, 1.0), (0.8, 0.4, 0.0)).area == pytest.approx(0.5)
    assert Deletion((0.0, 1.0), (0.0, 0.0)).area == 0


def test_random_orders_are_the_same_each_time(cat: Trace) -> None:
    first = random_deletion(cat.anatomy, cat.pixels, best(cat), (0, 1))
    assert first == random_deletion(cat.anatomy, cat.pixels, best(cat), (0, 1))
    assert len(cat.outputs[18][0, 0]) == PATCHES
