import math

import numpy as np
import pandas as pd
import pytest
import torch
from torch.nn import functional as F

from components.gan.model import GANConfig, Generator
from components.gan.seeds import CANDIDATES
from weights.recipes.avatar_gan.attributes import OPTIONS, Reader, Reading
from weights.recipes.avatar_gan.avatars import AvatarSet
from weights.recipes.avatar_gan.pick_seeds import (
    SMOOTHNESS_WEIGHT,
    balanced,
    best_of_each,
    change,
    preference,
    rarity,
    usual,
)

SMALL = GANConfig(latent_size=16, width=8)


@pytest.fixture
def networks() -> tuple[Generator, Reader]:
    torch.manual_seed(0)
    return Generator(SMALL).eval(), Reader(width=4).eval().requires_grad_(False)


def latents(groups: int) -> torch.Tensor:
    return torch.randn(groups * CANDIDATES, 16, generator=torch.Generator().manual_seed(1))


def sure_of(chosen: dict[str, torch.Tensor]) -> Reading:
    """What is read from faces whose options have these numbers (n,), trait by trait."""
    return Reading({name: F.one_hot(one, len(OPTIONS[name])).float() for name, one in chosen.items()})


def test_what_is_usual_is_a_sum_of_what_each_trait_adds() -> None:
    random = torch.Generator().manual_seed(0)
    chosen = {
        name: torch.randint(len(options), (400,), generator=random) for name, options in OPTIONS.items()
    }
    reading = sure_of(chosen)
    values = 2.0 * (chosen["glasses"] == 1) - 3.0 * (chosen["top"] == 4) + 5
    torch.testing.assert_close(usual(values, reading), values.double())
    assert float(usual(torch.randn(400, generator=random), reading).std()) < 0.5


def test_a_picture_that_stays_doesn_t_change(networks: tuple[Generator, Reader]) -> None:
    generator, _ = networks
    assert (change(generator, latents(2)) > 0).all()
    generator.to_4.weight.data.zero_()
    assert (change(generator, latents(2)) == 0).all()


def glasses(shown: torch.Tensor) -> Reading:
    """Faces that differ in their glasses only."""
    every = {name: torch.zeros(len(shown), dtype=torch.long) for name in OPTIONS}
    return sure_of(every | {"glasses": shown})


def drawings(shown: list[int]) -> AvatarSet:
    every = {name: [options[0]] * len(shown) for name, options in OPTIONS.items()}
    every["glasses"] = [OPTIONS["glasses"][number] for number in shown]
    labels = pd.DataFrame({name: pd.Categorical(every[name], OPTIONS[name]) for name in OPTIONS})
    return AvatarSet(np.zeros((len(shown), 64, 64, 3), np.uint8), labels)


def test_what_is_drawn_too_seldom_is_rare() -> None:
    found = rarity(glasses(torch.tensor([0] * 9 + [1])), drawings([0, 1, 1, 1]))
    torch.testing.assert_close(found, torch.tensor([0.25 / 0.9] * 9 + [0.75 / 0.1]).log())


def test_chosen_faces_show_each_kind_about_as_often_as_the_drawings() -> None:
    shown = (torch.rand(30_000, generator=torch.Generator().manual_seed(0)) < 0.5).long()
    reading = glasses(shown)
    chosen = best_of_each(preference(torch.zeros(len(shown)), reading, drawings([0, 1, 1, 1])))
    assert float(shown[chosen].double().mean()) == pytest.approx(0.75, abs=0.03)
    assert (chosen // CANDIDATES == torch.arange(3_000)).all()


def test_the_unstable_are_chosen_seldom() -> None:
    unstable = torch.zeros(10_000).view(-1, CANDIDATES)
    unstable[:, 0] = 4.0
    same = glasses(torch.zeros(10_000, dtype=torch.long))
    chosen = best_of_each(preference(unstable.flatten(), same, drawings([0])))
    share = math.exp(-SMOOTHNESS_WEIGHT * 4) / (math.exp(-SMOOTHNESS_WEIGHT * 4) + CANDIDATES - 1)
    assert float((chosen % CANDIDATES == 0).double().mean()) == pytest.approx(share, abs=0.01)


def test_one_of_each_ten_latents_is_chosen(networks: tuple[Generator, Reader]) -> None:
    given = latents(4)
    avatars = drawings([0, 1])
    chosen = balanced(*networks, avatars, given)
    assert chosen.shape == (4, 16)
    for group, one in zip(given.view(4, CANDIDATES, 16), chosen, strict=True):
        assert (group == one).all(1).any()
