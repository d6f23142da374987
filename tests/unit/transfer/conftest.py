import pytest

from components.transfer.embeddings import Embedder, Store
from components.transfer.fashion_mnist import all_garments, first
from components.transfer.train import Lesson, Plan, teach
from components.vision.backbones import DEFAULT, Network, load_network


@pytest.fixture(scope="session")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


@pytest.fixture(scope="session")
def embedder(network: Network) -> Embedder:
    return Embedder(network, Store())


@pytest.fixture(scope="session")
def lesson(embedder: Embedder) -> Lesson:
    """Eight garments of each class, two of them held out."""
    *_, last = teach(first(all_garments(), 8), Plan(copies=0, seed=0), embedder, map)
    assert last.lesson is not None
    return last.lesson
