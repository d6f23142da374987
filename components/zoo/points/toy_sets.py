"""Points in the plane of two classes, to learn from and held out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.zoo.points.formula import parse_formula

Numbers = NDArray[np.float32]

COUNT = 400  # points of a set, half of them to learn from
TURNS = 1.6  # of each arm of the spiral
CLOSE_TO_BORDER = 0.06  # of the two circles: no points lie nearer


@dataclass(frozen=True, eq=False)
class PointSet:
    """Places (n, 2), nearly all from -1 to 1, classes (n,), 0 or 1, and which of them (n,) are held out."""

    places: Numbers
    classes: NDArray[np.int64]
    held_out: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.classes)

    def halves(self) -> tuple["PointSet", "PointSet"]:
        """Those to learn from and those held out."""
        learned, held_out = (
            PointSet(self.places[one], self.classes[one], self.held_out[one])
            for one in (~self.held_out, self.held_out)
        )
        return learned, held_out


def _circles(random: np.random.Generator) -> PointSet:
    classes = np.arange(COUNT) // 2 % 2
    inner = np.sqrt(random.uniform(0, 0.4**2, COUNT))
    outer = np.sqrt(random.uniform(0.6**2, 0.95**2, COUNT))
    radius, angle = np.where(classes == 0, inner, outer), random.uniform(0, 2 * np.pi, COUNT)
    return _made(radius * np.cos(angle), radius * np.sin(angle), classes)


def _exclusive_or(random: np.random.Generator) -> PointSet:
    x, y = random.uniform(CLOSE_TO_BORDER, 0.95, (2, COUNT)) * random.choice([-1, 1], (2, COUNT))
    return _made(x, y, (x * y > 0).astype(int))


def _two_clusters(random: np.random.Generator) -> PointSet:
    classes = np.arange(COUNT) // 2 % 2
    middle = np.where(classes == 0, -0.4, 0.4)
    x, y = middle + 0.18 * random.standard_normal((2, COUNT))
    return _made(x, y, classes)


def _spirals(random: np.random.Generator) -> PointSet:
    classes = np.arange(COUNT) // 2 % 2
    way = np.sqrt(random.uniform(0.02, 1, COUNT))
    angle = 2 * np.pi * TURNS * way + np.pi * classes
    return _made(0.95 * way * np.cos(angle), 0.95 * way * np.sin(angle), classes)


TOY_SETS: dict[str, Callable[[np.random.Generator], PointSet]] = {
    "Circles": _circles,
    "Exclusive or": _exclusive_or,
    "Two clusters": _two_clusters,
    "Spirals": _spirals,
}


def toy_set(name: str, noise: float, seed: int) -> PointSet:
    """One of TOY_SETS, with normal noise of this standard deviation on its places."""
    random = np.random.default_rng(seed)
    return _noisy(TOY_SETS[name](random), noise, random)


def formula_set(text: str, noise: float, seed: int) -> PointSet:
    """Points everywhere, class 1 where the formula holds. Raises FormulaError."""
    holds = parse_formula(text)
    random = np.random.default_rng(seed)
    x, y = random.uniform(-0.95, 0.95, (2, COUNT))
    return _noisy(_made(x, y, holds(x, y).astype(int)), noise, random)


def _noisy(points: PointSet, noise: float, random: np.random.Generator) -> PointSet:
    moved = points.places + noise * random.standard_normal(points.places.shape)
    return PointSet(moved.astype(np.float32), points.classes, points.held_out)


def _made(x: NDArray[np.float64], y: NDArray[np.float64], classes: NDArray[np.int64]) -> PointSet:
    places = np.stack([x, y], 1).astype(np.float32)
    return PointSet(places, classes.astype(np.int64), np.arange(len(places)) % 2 == 1)
