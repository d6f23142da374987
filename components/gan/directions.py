"""Directions of the latent space: named ones, the principal ones of the first layer, and the bare axes."""

import json
from dataclasses import dataclass

import torch
from safetensors import safe_open
from torch import Tensor

from components.gan.latents import Direction
from components.gan.model import Generator
from components.gan.networks import WEIGHTS

NAMED = WEIGHTS / "directions.safetensors"
PRINCIPAL_COUNT = 10


@dataclass(frozen=True)
class Effect:
    """What sliding along a named direction did to pictures, measured by weights/find_directions.py."""

    flips: float  # share of the pictures in which the named attribute turned to what the end says
    side_effect: float  # share of the other named attributes that changed


def load_named() -> tuple[tuple[Direction, Effect], ...]:
    """The named directions, orthogonal to one another. Raises FileNotFoundError."""
    with safe_open(NAMED, "pt") as file:
        about = json.loads(file.metadata()["directions"])
        vectors = file.get_tensor("vectors")  # (count, z)
    return tuple(
        (
            Direction(f"n{number}", one["name"], (one["low"], one["high"]), vector),
            Effect(one["flips"], one["side_effect"]),
        )
        for number, (one, vector) in enumerate(zip(about, vectors, strict=True))
    )


def principal(generator: Generator, count: int = PRINCIPAL_COUNT) -> tuple[Direction, ...]:
    """The directions along which the 4 × 4 maps vary most, the strongest first.

    GANSpace (Härkönen et al. 2020, arXiv:2004.02546) takes the principal components of an early layer. Here
    the maps before their ReLU are linear in a latent with independent, equally wide coordinates, so the
    components are the right singular vectors of that linear map, exactly.
    """
    norm = generator.norm_4
    assert norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()  # (8w,)
    maps = generator.to_4.weight * scale[:, None, None]  # (z, 8w, 4, 4)
    vectors, strengths, _ = torch.linalg.svd(maps.flatten(1).cpu(), full_matrices=False)
    shares = (strengths.square() / strengths.square().sum()).tolist()
    names = [f"component {number + 1}" for number in range(count)]
    return tuple(
        Direction(f"p{number}", f"Principal {name}", (name, f"{shares[number]:.1%}"), vector)
        for number, (name, vector) in enumerate(zip(names, _signed(vectors.T), strict=False))
    )


def _signed(vectors: Tensor) -> Tensor:
    """The same lines, each pointing where its largest entry is positive: a decomposition leaves that open."""
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    return vectors * largest.sign()


def subscript(number: int) -> str:
    """A whole number in small digits below the line."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def raw(size: int) -> tuple[Direction, ...]:
    """The coordinates of the latent space."""
    return tuple(
        Direction(f"r{number}", f"Coordinate {number}", (f"z{subscript(number)}", ""), vector)
        for number, vector in enumerate(torch.eye(size))
    )
