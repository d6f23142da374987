import pytest
import torch

from components.gan.latents import sample_latent
from components.gan.model import Generator
from components.gan.seeds import (
    BALANCED,
    CANDIDATES,
    FIRST,
    REAL,
    SEED_COUNT,
    SELECTIONS,
    UNSTABLE,
    latent_number,
    sample_quality,
)
from weights.recipes.avatar_gan.pick_seeds import change


@pytest.mark.parametrize("kind", SELECTIONS)
def test_a_seed_stands_for_one_of_its_own_ten_latents(kind: str) -> None:
    assert all(latent_number(seed, kind) // CANDIDATES == seed for seed in range(SEED_COUNT))


def test_the_first_is_the_first_of_the_ten() -> None:
    assert [latent_number(seed, FIRST) for seed in (0, 1, 999)] == [0, 10, 9990]


def test_the_pictures_of_the_unstable_change_most(shipped: Generator) -> None:
    seeds = range(24)
    balanced, first, unstable = (
        change(shipped, torch.stack([sample_latent(latent_number(seed, kind), 128) for seed in seeds]))
        .log()
        .mean()
        for kind in (BALANCED, FIRST, UNSTABLE)
    )
    assert balanced < first
    assert first < unstable - 1


def test_the_balanced_have_more_of_what_is_rare() -> None:
    found = sample_quality()
    assert 0 < found[FIRST].long_hair < found[BALANCED].long_hair < found[REAL].long_hair < 1
    assert max(found[FIRST].precision, found[BALANCED].precision) < found[REAL].precision < 1
