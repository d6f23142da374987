import pytest
import torch

from components.gan.latents import seeded
from components.gan.model import Generator
from components.gan.seeds import BALANCED, CANDIDATES, COUNT, FIRST, KINDS, REAL, RESTLESS, number_of, shares
from weights.pick_seeds import change


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_stands_for_one_of_its_own_ten_latents(kind: str) -> None:
    assert all(number_of(seed, kind) // CANDIDATES == seed for seed in range(COUNT))


def test_the_first_is_the_first_of_the_ten() -> None:
    assert [number_of(seed, FIRST) for seed in (0, 1, 999)] == [0, 10, 9990]


def test_the_pictures_of_the_restless_change_most(shipped: Generator) -> None:
    seeds = range(24)
    balanced, first, restless = (
        change(shipped, torch.stack([seeded(number_of(seed, kind), 128) for seed in seeds])).log().mean()
        for kind in (BALANCED, FIRST, RESTLESS)
    )
    assert balanced < first
    assert first < restless - 1


def test_the_balanced_have_more_of_what_is_rare() -> None:
    found = shares()
    assert 0 < found[FIRST].long_hair < found[BALANCED].long_hair < found[REAL].long_hair < 1
    assert max(found[FIRST].precise, found[BALANCED].precise) < found[REAL].precise < 1
