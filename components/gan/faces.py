"""Faces: the latent that a seed, its truncation and steps along directions describe.

A face begins from one of the ten latents of its seed, or from one that inversion found for a picture.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from components.gan.checkpoints import trained_config
from components.gan.directions import (
    PRINCIPAL_COUNT,
    coordinate_directions,
    load_named_directions,
    named_direction_names,
    principal_directions,
)
from components.gan.latents import Direction, along, sample_latent
from components.gan.model import Generator
from components.gan.seeds import BALANCED, FIRST, SEED_COUNT, SELECTIONS, UNSTABLE, latent_number

LATENT_SIZE = trained_config().latent_size
LAST_SEED = SEED_COUNT - 1
NAMES = named_direction_names()
NAMED_KEYS = tuple(f"n{number}" for number in range(len(NAMES)))
PRINCIPAL_KEYS = tuple(f"p{number}" for number in range(PRINCIPAL_COUNT))
COORDINATE_KEYS = tuple(f"r{number}" for number in range(LATENT_SIZE))
DIRECTION_KEYS = (*NAMED_KEYS, *PRINCIPAL_KEYS, *COORDINATE_KEYS)
INVERTED = "found"  # the base of a face that inversion found, as in links
SELECTION_SUFFIXES = {BALANCED: "", FIRST: ", as drawn", UNSTABLE: ", between two kinds"}


@dataclass(frozen=True)
class Face:
    """A face: its base, its seed, its truncation in hundredths, and its steps along directions."""

    base: str  # one of SELECTIONS, or INVERTED
    seed: int
    truncation: int
    moved: tuple[tuple[str, int], ...]  # keys of directions, each with its steps


def all_directions(generator: Generator) -> dict[str, Direction]:
    """Return every direction by its key. Raises FileNotFoundError."""
    named = [direction for direction, _ in load_named_directions()]
    others = (*principal_directions(generator), *coordinate_directions(LATENT_SIZE))
    return {one.key: one for one in (*named, *others)}


def selection(face: Face) -> str:
    """Return which of the ten latents of each seed the face belongs to."""
    return face.base if face.base in SELECTIONS else BALANCED


def latent_of_seed(seed: int, truncation: int = 100, selection: str = BALANCED) -> Tensor:
    """Return one of the ten latents (z,) of a seed, times a truncation in hundredths."""
    return sample_latent(latent_number(seed, selection), LATENT_SIZE, truncation / 100)


def base_latent(face: Face, inverted: Tensor | None) -> Tensor:
    """Return the latent (z,) before any step: the inverted one (z,) or its seed's, truncated."""
    if face.base == INVERTED and inverted is not None:
        return inverted * (face.truncation / 100)
    return latent_of_seed(face.seed, face.truncation, selection(face))


def face_latent(face: Face, directions: Mapping[str, Direction], inverted: Tensor | None) -> Tensor:
    """Return the latent (z,) of the face."""
    chosen = [directions[key] for key, _ in face.moved]
    return along(base_latent(face, inverted), chosen, [[steps for _, steps in face.moved]])[0]


def face_latents_along(
    face: Face, key: str, steps: Sequence[int], directions: Mapping[str, Direction], inverted: Tensor | None
) -> Tensor:
    """Return the face's latents (n, z) with other steps along one direction, the rest as it is."""
    taken = dict(face.moved)
    keys = sorted({*taken, key})
    rows = [[step if one == key else taken[one] for one in keys] for step in steps]
    return along(base_latent(face, inverted), [directions[one] for one in keys], rows)


def with_steps(moved: Sequence[tuple[str, int]], key: str, steps: int) -> tuple[tuple[str, int], ...]:
    """Replace the steps along one direction among those of a face; none are left out."""
    taken = dict(moved) | {key: steps}
    return tuple(sorted((one, number) for one, number in taken.items() if number))


def face_key(face: Face, inverted: Tensor | None) -> tuple[str, ...]:
    """Return the cache key of results about a face's latent."""
    own = inverted if face.base == INVERTED else None
    digest = "" if own is None else hashlib.sha256(own.numpy().tobytes()).hexdigest()
    return (str(face), digest)


def face_title(face: Face) -> str:
    """Name the face in words."""
    return "found face" if face.base == INVERTED else f"seed {face.seed}{SELECTION_SUFFIXES[face.base]}"
