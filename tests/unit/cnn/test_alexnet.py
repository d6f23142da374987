import torch
from torch import nn
from torchvision import models

from components.cnn.alexnet import alexnet_layers
from components.cnn.graph import split_into_operations
from components.cnn.summary import summarize
from tests.unit.cnn.conftest import untrained


def test_its_layers_are_those_of_a_network_that_is_run() -> None:
    with torch.device("meta"):
        network = models.alexnet()
    shapes = []
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.MaxPool2d, nn.Linear)):
            module.register_forward_hook(lambda _module, _in, result: shapes.append(tuple(result.shape[1:])))
    network(torch.empty(1, 3, 224, 224, device="meta"))
    layers = alexnet_layers()
    assert [layer.summary.shape for layer in layers] == shapes
    assert sum(layer.summary.parameters for layer in layers) == 61_100_840
    assert [layer.name for layer in layers][:3] == ["Convolution 1", "Pooling 1", "Convolution 2"]


def test_what_they_cost_and_see_is_what_the_network_taken_apart_says() -> None:
    graph = split_into_operations(untrained("AlexNet"))
    summaries = [one for block in summarize(graph) for one in block]
    kinds = [operation.module for block in graph.blocks for operation in block.operations]
    taken_apart = [
        (one.shape, one.parameters, one.multiply_adds, one.receptive_field)
        for one, module in zip(summaries, kinds, strict=True)
        if isinstance(module, (nn.Conv2d, nn.MaxPool2d, nn.Linear))
    ]
    found = [
        (one.shape, one.parameters, one.multiply_adds, one.receptive_field)
        for one in (layer.summary for layer in alexnet_layers())
    ]
    assert found == taken_apart
