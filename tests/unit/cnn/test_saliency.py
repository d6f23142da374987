import copy

import pytest
import torch
from captum.attr import LayerGradCam
from torch import nn

from components.cnn.graph import split_into_operations
from components.cnn.saliency import class_activation_maps
from components.cnn.tracing import Trace
from components.vision.attribution import Seen, evidence
from tests.unit.cnn.conftest import untrained


def best(trace: Trace) -> int:
    return int(trace.probabilities.argmax())


def test_there_is_a_map_for_every_block_before_the_pool(cat: Trace) -> None:
    found = class_activation_maps(cat.graph, cat.pixels, best(cat), "LayerCAM")
    assert [len(heat) for heat in found][:3] == [112, 112, 56]
    assert len(found) == 19
    assert all(float(heat.min()) >= 0 for heat in found)


def test_grad_cam_of_the_last_block_is_that_of_the_other_pages(cat: Trace) -> None:
    found = class_activation_maps(cat.graph, cat.pixels, 285, "Grad-CAM")[-1]
    seen = Seen(cat.outputs[18][0].clone(), cat.outputs[-1][0].clone())
    assert torch.allclose(found, evidence(cat.graph.network, seen, 285).clamp(min=0), atol=1e-5)


def test_grad_cam_is_captums_at_every_block(cat: Trace) -> None:
    found = class_activation_maps(cat.graph, cat.pixels, 285, "Grad-CAM")
    network = copy.deepcopy(cat.graph.network)  # captum hangs hooks on it
    whole = nn.Sequential(network.body, network.head)
    for heat, block in zip(found, network.body.children(), strict=True):
        method = LayerGradCam(whole, block)
        theirs = method.attribute(cat.pixels, target=285, relu_attributions=True)[0, 0].detach()
        assert heat.shape == theirs.shape
        assert float((heat - theirs).abs().max()) <= 1e-4 * float(theirs.max())


@pytest.mark.parametrize("name", ["ResNet-18", "AlexNet"])
def test_other_architectures_have_their_maps(name: str) -> None:
    graph = split_into_operations(untrained(name))
    found = class_activation_maps(graph, torch.randn(1, 3, 224, 224), 1, "LayerCAM")
    assert len(found) == sum(block.name.startswith(("Stem", "Block")) for block in graph.blocks) + (
        name == "AlexNet"  # whose pool leaves maps of 6 × 6
    )
