import pytest

from components.gan.model import Generator
from components.gan.networks import load_generator


@pytest.fixture(scope="session")
def shipped() -> Generator:
    """The generator of the page: read only."""
    return load_generator("cpu")
