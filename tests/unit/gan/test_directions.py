import pytest
import torch

from components.gan.directions import (
    MEASURED_LIMIT,
    coordinate_directions,
    load_named_directions,
    principal_directions,
)
from components.gan.model import Generator


def test_named_directions_are_orthonormal_and_measured() -> None:
    named = load_named_directions()
    assert 5 <= len(named) <= 10
    vectors = torch.stack([direction.vector for direction, _ in named])
    assert torch.allclose(vectors @ vectors.T, torch.eye(len(named)), atol=1e-4)
    assert all(0 <= effect.side_effect < effect.flips <= 1 for _, effect in named)
    assert len({direction.key for direction, _ in named}) == len(named)
    assert {direction.limit for direction, _ in named} == {MEASURED_LIMIT}  # no slider goes on unmeasured


@torch.inference_mode()
def test_principal_directions_are_those_along_which_the_first_maps_vary_most(shipped: Generator) -> None:
    directions = principal_directions(shipped, 4)
    latents = torch.randn(3_000, shipped.config.latent_size, generator=torch.Generator().manual_seed(0))
    maps = shipped.norm_4(shipped.to_4(latents[:, :, None, None])).flatten(1)
    maps = maps - maps.mean(0)
    variances = []
    for direction in directions:
        along = latents @ direction.vector
        # the maps are linear in the latent: their part along a direction, by least squares
        part = (maps * along[:, None]).mean(0) / along.square().mean()
        variances.append(float(part.square().sum()))
    assert variances == sorted(variances, reverse=True)
    other = coordinate_directions(shipped.config.latent_size)[0].vector
    along = latents @ other
    part = (maps * along[:, None]).mean(0) / along.square().mean()
    assert variances[0] > 1.5 * float(part.square().sum())


def test_principal_directions_have_no_open_sign(shipped: Generator) -> None:
    for direction in principal_directions(shipped, 3):
        assert float(direction.vector[direction.vector.abs().argmax()]) > 0
        assert float(direction.vector.norm()) == pytest.approx(1, abs=1e-5)


def test_raw_directions_are_the_axes() -> None:
    axes = coordinate_directions(5)
    assert torch.equal(torch.stack([axis.vector for axis in axes]), torch.eye(5))
    assert axes[3].ends[0] == "z₃"
