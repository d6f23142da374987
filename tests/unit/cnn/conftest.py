from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.tracing import Trace, trace
from components.intake.photos import read_photo
from components.vision.backbones import DEFAULT, Network, load_network
from components.vision.samples import SAMPLES
from tests.unit.cnn.architectures import ARCHITECTURES, untrained_of


def untrained(name: str) -> Network:
    """A network of that architecture with random weights and lively batch norms."""
    return untrained_of(ARCHITECTURES[name])


@pytest.fixture(scope="session")
def graph() -> NetworkGraph:
    return split_into_operations(load_network(DEFAULT, "cpu"))


@pytest.fixture(scope="session")
def cat(graph: NetworkGraph) -> Trace:
    return trace(graph, read_photo(SAMPLES["cat"].read()).image)


@pytest.fixture
def pixels() -> Tensor:
    return torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(1))


def loader(name: str) -> Callable[[str, str], Network]:
    """What loads that architecture, untrained, whichever is asked for."""

    def load(_asked: str, _device: str) -> Network:
        return untrained(name)

    load.__qualname__ = f"load {name}"  # the shared networks are told apart by it
    return load
