import pytest

from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier
from components.vision.backbones import DEFAULT, Network, load_network


@pytest.fixture(scope="session")
def network() -> Network:
    return load_network(DEFAULT, "cpu")


@pytest.fixture(scope="session")
def embedder(network: Network) -> Embedder:
    return Embedder(network, FeatureCache())


@pytest.fixture(scope="session")
def trained(embedder: Embedder) -> TrainedClassifier:
    """Eight garments of each class, two of them held out."""
    *_, last = train_classifier(
        first_per_class(load_fashion_mnist(), 8), ProbeConfig(copies=0, seed=0), embedder, map
    )
    assert last.trained is not None
    return last.trained
