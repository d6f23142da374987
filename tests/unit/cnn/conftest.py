import pytest
import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.tracing import Trace, trace
from components.intake.photos import read_photo
from components.vision.backbones import BACKBONES, DEFAULT, Network, labels_of, load_network
from components.vision.samples import SAMPLES


def untrained(name: str) -> Network:
    """A network of that architecture with random weights and lively batch norms."""
    backbone = BACKBONES[name]
    torch.manual_seed(0)
    model = backbone.build().eval().requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
    return Network(backbone, *backbone.split(model), labels_of(backbone.weights))


@pytest.fixture(scope="session")
def graph() -> NetworkGraph:
    return split_into_operations(load_network(DEFAULT, "cpu"))


@pytest.fixture(scope="session")
def cat(graph: NetworkGraph) -> Trace:
    return trace(graph, read_photo(SAMPLES["cat"].read()).image)


@pytest.fixture
def pixels() -> Tensor:
    return torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(1))
