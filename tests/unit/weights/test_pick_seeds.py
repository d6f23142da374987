import pytest
import torch

from components.gan.calm import CANDIDATES
from components.gan.model import GANConfig, Generator
from weights.avatar_attributes import OPTIONS, Reader, Reading
from weights.pick_seeds import calmest, change, unrest, usual

SMALL = GANConfig(latent_size=16, width=8)


@pytest.fixture
def networks() -> tuple[Generator, Reader]:
    torch.manual_seed(0)
    return Generator(SMALL).eval(), Reader(width=4).eval().requires_grad_(False)


def latents(groups: int) -> torch.Tensor:
    return torch.randn(groups * CANDIDATES, 16, generator=torch.Generator().manual_seed(1))


def test_what_is_usual_is_a_sum_of_what_each_trait_adds() -> None:
    random = torch.Generator().manual_seed(0)
    chosen = {
        name: torch.randint(len(options), (400,), generator=random) for name, options in OPTIONS.items()
    }
    reading = Reading(
        {name: torch.nn.functional.one_hot(one, len(OPTIONS[name])).float() for name, one in chosen.items()}
    )
    values = 2.0 * (chosen["glasses"] == 1) - 3.0 * (chosen["top"] == 4) + 5
    torch.testing.assert_close(usual(values, reading), values.double())
    assert float(usual(torch.randn(400, generator=random), reading).std()) < 0.5


def test_a_picture_that_stays_doesn_t_change(networks: tuple[Generator, Reader]) -> None:
    generator, _ = networks
    assert (change(generator, latents(2)) > 0).all()
    generator.to_4.weight.data.zero_()
    assert (change(generator, latents(2)) == 0).all()


def test_of_each_ten_latents_the_calmest_is_chosen(networks: tuple[Generator, Reader]) -> None:
    given = latents(4)
    chosen = calmest(*networks, given)
    assert chosen.shape == (4, 16)
    groups, found = given.view(4, CANDIDATES, 16), unrest(*networks, given).view(4, CANDIDATES)
    for group, own, one in zip(groups, found, chosen, strict=True):
        assert torch.equal(group[own == own.min()][0], one)
