"""Extrapolation: the ranges of the training values, and how far beyond them a forecast is drawn.

All that they know are the trial's patients. A network answers any input, also one like nothing it was trained
on, but such an answer is an extrapolation: the page says so, and draws it to twice the highest and half the
lowest value that was ever learned from.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Numbers, Patient, trial

MARGIN = 2.0  # what is drawn ends at this many times the highest value, and at this fraction of the lowest


@dataclass(frozen=True)
class OutOfRange:
    """A value of a patient's table that lies outside what was learned from."""

    what: str
    value: float
    low: float  # what was learned from
    high: float
    unit: str

    def __str__(self) -> str:
        """The value and the range as part of a sentence."""
        return (
            f"{self.what} {self.value:.3g} {self.unit} (only {self.low:.3g} to {self.high:.3g} {self.unit})"
        )


@functools.cache
def training_ranges() -> Numbers:
    """Return the lowest and the highest value of each lab in the trial, (7, 2), in the units of LABS."""
    labs = np.concatenate([patient.labs for patient in trial()])
    return np.stack([np.nanmin(labs, 0), np.nanmax(labs, 0)], 1)


def plot_bounds(patient: Patient) -> Numbers:
    """Return the values (7, 2) between which a forecast is drawn; the patient's own are never beyond."""
    low, high = training_ranges().T
    own = patient.labs
    lowest = np.fmin(low / MARGIN, np.fmin.reduce(own, 0))  # fmin passes over NaN
    highest = np.fmax(high * MARGIN, np.fmax.reduce(own, 0))
    return np.stack([lowest, highest], 1)


def out_of_range(patient: Patient) -> tuple[OutOfRange, ...]:
    """Return the patient's values outside the training ranges; of each kind the one farthest outside."""
    return tuple(filter(None, (_outside(*one) for one in _kinds(patient))))


def _kinds(patient: Patient) -> Iterator[tuple[str, Numbers, float, float, str]]:
    for lab, values, (low, high) in zip(LABS, patient.labs.T, training_ranges(), strict=True):
        yield lab.name, values, low, high, lab.unit
    ages = [one.age for one in trial()]
    yield "an age of", np.array([patient.age]), min(ages), max(ages), "years"
    longest = max(one.days[-1] for one in trial()) / DAYS_A_YEAR
    yield "visits over", patient.days[-1:] / DAYS_A_YEAR, 0.0, longest, "years"


def _outside(what: str, values: Numbers, low: float, high: float, unit: str) -> OutOfRange | None:
    beyond = np.fmax(low - values, values - high)
    if not (beyond > 0).any():
        return None
    return OutOfRange(what, float(values[np.nanargmax(beyond)]), float(low), float(high), unit)


def guess_begins(quantiles: Numbers, ahead: Numbers) -> tuple[float | None, ...]:
    """Return for each lab how many years `ahead` (T,) a quantile (7, 5, T) first leaves the training range.

    None where none of its quantiles does.
    """
    low, high = training_ranges().T[:, :, None, None]
    beyond = ((quantiles < low) | (quantiles > high)).any(1)
    return tuple(float(ahead[one.argmax()]) if one.any() else None for one in beyond)


def out_of_range_sentence(found: Iterable[OutOfRange]) -> str:
    """That values are outside what was learned from; "" if there are none."""
    parts = [str(one) for one in found]
    if not parts:
        return ""
    return (
        f"The networks have never learned from {'; '.join(parts)}: what they say here is without any ground."
    )
