import pytest

from components.gan.checkpoints import load_generator
from components.gan.model import Generator


@pytest.fixture(scope="session")
def shipped() -> Generator:
    """The generator of the page: read only."""
    return load_generator("cpu")
