"""What is nearly a colour of the palette becomes it; everything else stays, and gradients pass."""

import pytest
import torch
from torch import Tensor

from components.gan.checkpoints import load_trained_generator
from components.gan.images import generate
from components.gan.latents import sample_latent
from components.gan.model import Generator
from components.gan.palette import Palette, load_palette

COLOURS = torch.tensor([[0, 0, 0], [120, 150, 180], [255, 255, 255]])


@pytest.fixture
def palette() -> Palette:
    return Palette(COLOURS)


def picture(*colours: tuple[float, float, float]) -> Tensor:
    """One row of pixels (1, 3, 1, n) in [-1, 1]."""
    return (torch.tensor(colours).T[None, :, None] / 127.5 - 1).contiguous()


def in_bytes(pixels: Tensor) -> list[list[int]]:
    return ((pixels + 1) * 127.5).round().int()[0, :, 0].T.tolist()


def test_what_is_near_becomes_the_colour_exactly(palette: Palette) -> None:
    near = picture((0, 0, 0), (3, 2, 4), (125, 145, 181), (250, 250, 255))
    assert in_bytes(palette(near)) == [[0, 0, 0], [0, 0, 0], [120, 150, 180], [255, 255, 255]]


def test_what_is_far_stays(palette: Palette) -> None:
    far = picture((14, 0, 0), (60, 70, 90), (120, 150, 200), (255, 0, 0))
    assert in_bytes(palette(far)) == in_bytes(far)


def test_half_of_the_way_at_the_reach_and_no_jump_before(palette: Palette) -> None:
    steps = torch.linspace(0, 20, 401)
    drawn = palette(picture(*[(float(step), 0.0, 0.0) for step in steps]))
    red = (drawn[0, 0, 0] + 1) * 127.5
    assert float(red[200]) == pytest.approx(5, abs=0.01)  # at 10, the reach
    assert (red.diff() > -1e-4).all()
    assert red.diff().max() < 0.4


def test_gradients_pass_as_if_it_were_not_there(palette: Palette) -> None:
    pixels = picture((3, 2, 4), (10, 0, 0), (60, 70, 90)).requires_grad_()
    weights = torch.randn(pixels.shape, generator=torch.Generator().manual_seed(0))
    (palette(pixels) * weights).sum().backward()
    assert pixels.grad is not None
    torch.testing.assert_close(pixels.grad, weights)


def test_it_draws_in_32_bits_even_from_16(palette: Palette) -> None:
    assert palette(picture((3, 2, 4)).bfloat16()).dtype == torch.float32


def test_the_shipped_generator_draws_flat_colours_and_without_it_it_doesn_t(shipped: Generator) -> None:
    latents = torch.stack([sample_latent(seed, shipped.config.latent_size) for seed in range(8)])
    colours = ((load_palette().colours + 1) * 127.5).round()

    def flat(generator: Generator) -> float:
        pixels = torch.from_numpy(generate(generator, latents)).reshape(-1, 3).float()
        return float((torch.cdist(pixels, colours).min(1).values < 0.5).double().mean())

    assert flat(shipped) > 0.6
    assert flat(load_trained_generator("cpu")) < 0.3
