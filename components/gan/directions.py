"""Directions of the latent space: named ones, principal components of the first layer, the coordinates."""

from dataclasses import dataclass

import torch
from torch import Tensor

from components.gan.checkpoints import WEIGHTS
from components.gan.latents import Direction
from components.gan.model import Generator
from components.weights_file import read_weights

NAMED_FILE = WEIGHTS / "directions.safetensors"
PRINCIPAL_COUNT = 10
MEASURED_LIMIT = 3.0  # coordinate to which named directions are followed in the search and when measured


@dataclass(frozen=True)
class DirectionEffect:
    """The effect of a named direction on pictures, measured by the recipe `find_directions`."""

    flips: float  # fraction of the pictures in which the named attribute turned to what the end says
    side_effect: float  # fraction of the other named attributes that changed


def load_named_directions() -> tuple[tuple[Direction, DirectionEffect], ...]:
    """Load the named directions, orthogonal to one another. Raises FileNotFoundError."""
    about, tensors = read_weights(NAMED_FILE, "directions")
    return tuple(
        (
            Direction(f"n{number}", one["name"], (one["low"], one["high"]), vector, MEASURED_LIMIT),
            DirectionEffect(one["flips"], one["side_effect"]),
        )
        for number, (one, vector) in enumerate(zip(about, tensors["vectors"], strict=True))
    )


def named_direction_names() -> tuple[str, ...]:
    """Return the names of the named directions, in their order. Raises FileNotFoundError."""
    return tuple(direction.name for direction, _ in load_named_directions())


def principal_directions(generator: Generator, count: int = PRINCIPAL_COUNT) -> tuple[Direction, ...]:
    """Return the principal components of the 4 × 4 maps as directions, the strongest first.

    GANSpace (Härkönen et al. 2020, arXiv:2004.02546) takes the principal components of an early layer. Here
    the maps before their ReLU are linear in a latent with independent, equally wide coordinates, so the
    components are the right singular vectors of that linear map, exactly.
    """
    norm = generator.norm_4
    assert norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()  # (8w,)
    maps = generator.to_4.weight * scale[:, None, None]  # (z, 8w, 4, 4)
    vectors, strengths, _ = torch.linalg.svd(maps.flatten(1).cpu(), full_matrices=False)
    fractions = (strengths.square() / strengths.square().sum()).tolist()
    names = [f"component {number + 1}" for number in range(count)]
    return tuple(
        Direction(f"p{number}", f"Principal {name}", (name, f"{fractions[number]:.1%} of variance"), vector)
        for number, (name, vector) in enumerate(zip(names, _signed(vectors.T), strict=False))
    )


def _signed(vectors: Tensor) -> Tensor:
    """Flip vectors (k, z) so that the largest entry is positive: a decomposition leaves the sign open."""
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    return vectors * largest.sign()


def subscript(number: int) -> str:
    """Write a whole number in subscript digits."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def coordinate_directions(size: int) -> tuple[Direction, ...]:
    """Return the coordinate axes of a latent space of so many dimensions as directions."""
    return tuple(
        Direction(f"r{number}", f"Coordinate {number}", (f"z{subscript(number)}", ""), vector)
        for number, vector in enumerate(torch.eye(size))
    )
