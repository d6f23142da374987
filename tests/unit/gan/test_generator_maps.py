import pytest
import torch
from torch import Tensor

from components.gan.generator_maps import (
    channel_importance,
    generator_feature_maps,
    resume_with_ablation,
    strongest_channels,
)
from components.gan.latents import sample_latent
from components.gan.model import Generator


@pytest.fixture(scope="module")
def maps(shipped: Generator) -> list[Tensor]:
    return generator_feature_maps(shipped, sample_latent(4, shipped.config.latent_size))


@pytest.mark.parametrize("layer", range(5))
def test_the_layers_after_any_give_the_same_picture(
    shipped: Generator, maps: list[Tensor], layer: int
) -> None:
    assert torch.equal(resume_with_ablation(shipped, maps[layer], layer, ()), maps[-1])


def test_ablation_changes_the_picture_and_nothing_that_is_shared(
    shipped: Generator, maps: list[Tensor]
) -> None:
    before = {name: value.clone() for name, value in shipped.state_dict().items()}
    (channel,) = strongest_channels(maps[2], 1)
    kept = maps[2].clone()
    changed = resume_with_ablation(shipped, maps[2], 2, (channel,))
    assert not torch.equal(changed, maps[-1])
    assert torch.equal(maps[2], kept)
    assert all(torch.equal(value, before[name]) for name, value in shipped.state_dict().items())


def test_importance_is_the_difference_that_ablation_makes(shipped: Generator, maps: list[Tensor]) -> None:
    channels = [3, 17, 40]
    found = channel_importance(shipped, maps[1], 1, channels)
    for value, channel in zip(found, channels, strict=True):
        ablated = resume_with_ablation(shipped, maps[1], 1, (channel,))
        assert float(value) == pytest.approx(float((ablated - maps[-1]).abs().mean()), abs=1e-6)


def test_a_silent_channel_matters_to_nobody(shipped: Generator, maps: list[Tensor]) -> None:
    silent = maps[1].clone()
    silent[5] = 0
    assert float(channel_importance(shipped, silent, 1, [5])) == 0
