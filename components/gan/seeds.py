"""Faces by seed: of ten latents each one that balances the kinds of faces, the first, or the most restless.

A generator is continuous, but faces come in kinds: with a hat or without. So on the way between two kinds it
has to draw what is neither (Tanielian et al. 2020, arXiv:2006.04596), and some kinds it draws too seldom.
A choice among ten latents mends much of both (weights/pick_seeds.py).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.gan.networks import FIGURES

FILE = Path(__file__).parent / "data" / "seeds.json"  # written by weights/pick_seeds.py
COUNT = 1_000  # seeds
CANDIDATES = 10  # latents for each seed n: those of the numbers 10 n to 10 n + 9
LONG_HAIR = ("straight", "side swept", "bob", "curly")
BALANCED, FIRST, RESTLESS = KINDS = ("balanced", "first", "restless")
REAL = "real"


@cache
def _chosen() -> dict[str, list[int]]:
    chosen: dict[str, list[int]] = json.loads(FILE.read_text())
    return chosen


def number_of(seed: int, kind: str = BALANCED) -> int:
    """The number of the latent that a seed below COUNT stands for. Raises FileNotFoundError."""
    return CANDIDATES * seed if kind == FIRST else _chosen()[kind][seed]


@dataclass(frozen=True)
class Shares:
    """How many of many faces lie among real ones, and how many have long hair.

    The former is the precision of Kynkäänniemi et al. (2019, arXiv:1904.06991).
    """

    precise: float
    long_hair: float


@cache
def shares() -> dict[str, Shares]:
    """Of the first and of the balanced faces, and of other real ones. Raises FileNotFoundError."""
    figures = json.loads(FIGURES.read_text())

    def of(likeness: dict[str, float], name: str) -> Shares:
        tops = figures["shares"][name]["top"]
        return Shares(likeness["precision"], sum(tops[one] for one in LONG_HAIR))

    return {
        FIRST: of(figures["generated"], "generated"),
        BALANCED: of(figures["balanced"], "balanced"),
        REAL: of(figures["ladder"]["untouched"], "real"),
    }
