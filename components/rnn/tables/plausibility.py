"""Plausible values, and from them the unit that was meant where none is given."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from components.rnn.tables import units
from components.rnn.tables.interpretation import UnitSystem

# Between which a value of a patient usually lies, in the units of LABS: a little beyond what the trial holds.
PLAUSIBLE = {
    "bilirubin": (0.1, 60.0),
    "cholesterol": (40.0, 2_000.0),
    "albumin": (1.0, 7.0),
    "alkaline phosphatase": (20.0, 15_000.0),
    "AST": (5.0, 10_000.0),
    "platelets": (5.0, 2_000.0),
    "prothrombin time": (7.0, 100.0),
}
_SI = {"bilirubin": "µmol/l", "cholesterol": "mmol/l", "albumin": "g/l"}
# Mean and standard deviation of the logarithm, in the units of LABS: the trial's, widened for the healthy.
_USUAL = {"bilirubin": (0.4, 1.3), "cholesterol": (5.5, 0.5), "albumin": (1.3, 0.25)}
_OTHER_UNITS = {"platelets": "/µl", "alkaline phosphatase": "µkat/l", "AST": "µkat/l"}  # in any system
_PER_CENT_FROM = 40.0  # seconds: a prothrombin time that most patients never reach
_FARTHEST = 5.0  # standard deviations, beyond which nothing gets less likely
_LIKELIER = 1.0  # logarithm of the ratio of likelihoods from which SI is assumed
_SURE = 3.0  # from which there is no doubt

PER_CENT = "%"
LONG_TIME = 20.0  # seconds: a prothrombin time without a unit from which it might be per cent as well


@dataclass(frozen=True)
class UnitSystemGuess:
    """A guess at the system of units of values without a unit."""

    system: UnitSystem
    sure: bool


def guess_system(
    values: Mapping[str, Sequence[float]], given: Sequence[tuple[str, str]] = ()
) -> UnitSystemGuess | None:
    """The system that makes the tests' median values together the likeliest; None if nothing tells it.

    `values` holds numbers without a unit by test, `given` the tests and units that the table names elsewhere.
    """
    told = [(test, numbers) for test, numbers in values.items() if test in _SI and len(numbers)]
    if not told:
        return None
    evidence = sum(_evidence(test, numbers) for test, numbers in told)
    evidence += sum(_SURE if _is_si(*one) else -_SURE for one in set(given) if one[0] in _SI)
    return UnitSystemGuess(
        "SI" if evidence > _LIKELIER else "conventional", abs(evidence - _LIKELIER) > _SURE - _LIKELIER
    )


def assumed_unit(test: str, numbers: Sequence[float], system: UnitSystem | None) -> str:
    """The unit of numbers without one; "" is the lab's own.

    Prothrombin times that are too long for seconds are in per cent, as most laboratories of Europe give them.
    """
    if test in _SI:
        return _SI[test] if system == "SI" else ""
    middle = float(np.median(numbers)) if len(numbers) else math.nan
    if test == "prothrombin time":
        return PER_CENT if middle >= _PER_CENT_FROM else ""
    other = _OTHER_UNITS.get(test, "")
    low, high = PLAUSIBLE[test]
    if not other or low <= middle <= high:
        return ""
    return other if low <= middle * (units.factor(test, other) or math.nan) <= high else ""


def _is_si(test: str, unit: str) -> bool:
    return units.factor(test, unit) == units.factor(test, _SI[test])


def _evidence(test: str, numbers: Sequence[float]) -> float:
    """By how much likelier the numbers are in SI units than in those of LABS, as a logarithm."""
    middle = float(np.median(numbers))
    return _unlikely(test, middle) - _unlikely(test, middle * (units.factor(test, _SI[test]) or 1))


def _unlikely(test: str, value: float) -> float:
    mean, deviation = _USUAL[test]
    far = (math.log(value) - mean) / deviation if value > 0 else _FARTHEST
    return min(abs(far), _FARTHEST) ** 2 / 2
