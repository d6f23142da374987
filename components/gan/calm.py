"""Faces by number: of ten latents each the calmest, the first, or the most restless.

A generator is continuous, but faces come in kinds: with a hat or without. So on the way between two kinds it
has to draw what is neither (Tanielian et al. 2020, arXiv:2006.04596). There a small step of the latent
changes the picture much; the calmest of ten latents seldom lies there (weights/pick_seeds.py).
"""

import json
from functools import cache
from pathlib import Path

from components.gan.networks import FIGURES

FILE = Path(__file__).parent / "data" / "seeds.json"  # written by weights/pick_seeds.py
COUNT = 1_000  # numbers
CANDIDATES = 10  # latents for each number n: those of the seeds 10 n to 10 n + 9
CALMEST, FIRST, RESTLESS = KINDS = ("calmest", "first", "restless")


@cache
def _chosen() -> dict[str, list[int]]:
    chosen: dict[str, list[int]] = json.loads(FILE.read_text())
    return chosen


def seed_of(number: int, kind: str = CALMEST) -> int:
    """The seed that a number below COUNT stands for. Raises FileNotFoundError."""
    return CANDIDATES * number if kind == FIRST else _chosen()[kind][number]


@cache
def precisions() -> dict[str, float]:
    """Which shares of the first and of the calmest faces lie among real ones. Raises FileNotFoundError.

    Precision after Kynkäänniemi et al. (2019, arXiv:1904.06991), for latents that aren't drawn in.
    """
    figures = json.loads(FIGURES.read_text())
    return {FIRST: figures["generated"]["precision"], CALMEST: figures["calmest"]["precision"]}
