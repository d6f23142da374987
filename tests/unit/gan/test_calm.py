import pytest
import torch

from components.gan.calm import CALMEST, CANDIDATES, COUNT, FIRST, KINDS, RESTLESS, seed_of
from components.gan.latents import seeded
from components.gan.model import Generator
from weights.pick_seeds import change


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_stands_for_one_of_its_own_ten_seeds(kind: str) -> None:
    assert all(seed_of(number, kind) // CANDIDATES == number for number in range(COUNT))


def test_the_first_is_the_first_of_the_ten() -> None:
    assert [seed_of(number, FIRST) for number in (0, 1, 999)] == [0, 10, 9990]


def test_the_pictures_of_the_calmest_change_less(shipped: Generator) -> None:
    numbers = range(24)
    calm, first, restless = (
        change(shipped, torch.stack([seeded(seed_of(number, kind), 128) for number in numbers])).log().mean()
        for kind in (CALMEST, FIRST, RESTLESS)
    )
    assert calm < first - 1
    assert first < restless - 1
