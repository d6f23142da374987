"""Faces by seed: of ten latents each one that balances the modes, the first, or the most unstable.

A generator is continuous, but faces come in modes: with a hat or without. So between two modes it has to draw
what is neither (Tanielian et al. 2020, arXiv:2006.04596), and some modes it draws too seldom. A selection
among ten latents mends much of both (weights/recipes/avatar_gan/pick_seeds.py).
"""

import json
from dataclasses import dataclass
from functools import cache

from components.gan.checkpoints import FIGURES, WEIGHTS

FILE = WEIGHTS / "seeds.json"  # written by weights/recipes/avatar_gan/pick_seeds.py
SEED_COUNT = 1_000
CANDIDATES = 10  # latents for each seed n: those of the numbers 10 n to 10 n + 9
LONG_HAIR = ("straight", "side swept", "bob", "curly")
BALANCED, FIRST, UNSTABLE = SELECTIONS = ("balanced", "first", "restless")  # as in links and FILE
REAL = "real"


@cache
def _selected() -> dict[str, list[int]]:
    selected: dict[str, list[int]] = json.loads(FILE.read_text())
    return selected


def latent_number(seed: int, selection: str = BALANCED) -> int:
    """Return the number of the latent that a seed below SEED_COUNT stands for. Raises FileNotFoundError."""
    return CANDIDATES * seed if selection == FIRST else _selected()[selection][seed]


@dataclass(frozen=True)
class SampleQuality:
    """The precision of many faces, and the fraction of them with long hair.

    Precision is the fraction that lies among real faces (Kynkäänniemi et al. 2019, arXiv:1904.06991).
    """

    precision: float
    long_hair: float


@cache
def sample_quality() -> dict[str, SampleQuality]:
    """Load the quality of the first and of the balanced faces, and of real ones. Raises FileNotFoundError."""
    figures = json.loads(FIGURES.read_text())

    def quality(likeness: dict[str, float], name: str) -> SampleQuality:
        tops = figures["shares"][name]["top"]
        return SampleQuality(likeness["precision"], sum(tops[one] for one in LONG_HAIR))

    return {
        FIRST: quality(figures["generated"], "generated"),
        BALANCED: quality(figures["balanced"], "balanced"),
        REAL: quality(figures["ladder"]["untouched"], "real"),
    }
