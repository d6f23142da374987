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


def extrapolated_labs(quantiles: Numbers) -> tuple[str, ...]:
    """Return the labs of whose quantiles (7, …) some lie outside the training range."""
    low, high = training_ranges().T
    flat = quantiles.reshape(len(LABS), -1)
    beyond = (flat.min(1) < low) | (flat.max(1) > high)
    return tuple(lab.name for lab, one in zip(LABS, beyond, strict=True) if one)


def out_of_range_sentence(found: Iterable[OutOfRange]) -> str:
    """That values are outside what was learned from; "" if there are none."""
    parts = [str(one) for one in found]
    if not parts:
        return ""
    return (
        f"The networks have never learned from {'; '.join(parts)}: what they say here is without any ground."
    )


def extrapolation_sentence(quantiles: Numbers, bounds: Numbers) -> str:
    """That a forecast's quantiles (7, …) lie beyond all that was learned from; "" if none does."""
    labs = extrapolated_labs(quantiles)
    if not labs:
        return ""
    flat = quantiles.reshape(len(LABS), -1)
    cut = ((flat.min(1) < bounds[:, 0]) | (flat.max(1) > bounds[:, 1])).any()
    names = " and ".join(filter(None, [", ".join(labs[:-1]), labs[-1]]))
    sentence = f"The forecast of {names} reaches beyond every value that the networks have learned from"
    return sentence + (
        ", and is cut at twice the highest or half the lowest of them."
        if cut
        else ": out there it is a guess."
    )
