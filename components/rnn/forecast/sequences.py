"""Patients' irregular visits as the tensors that a recurrent network reads; nothing is silently filled.

B patients are padded to V visits. Whatever is missing is 0 in its tensor and 0 in the mask beside it, and all
that is said of the history up to a visit is known at that visit: nothing looks ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.rnn.patients import LABS, SIGNS, Numbers, Patient

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
_SKEWED = np.array([lab.skewed for lab in LABS])
_USUAL_SIGNS = np.array([0.1, 0.5, 0.3, 0.1, 3.0])  # about their means, so that a sign's 0 isn't "unknown"
_USUAL_AGE, _AGE_STEP = 50.0, 10.0  # years


@dataclass(frozen=True)
class LabScaler:
    """The mean and standard deviation of each lab, of its logarithm where it is skewed: (7,) each."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def transform(self, labs: Numbers) -> Numbers:
        """Lab values (..., 7) in standard deviations from the mean; NaN stays NaN."""
        standardised: Numbers = (log_transformed(labs) - np.array(self.mean)) / np.array(self.deviation)
        return standardised

    def inverse_transform(self, standardised: Numbers) -> Numbers:
        """Lab values (..., 7) in the units of LABS, from standard deviations."""
        return undo_log_transform(standardised * np.array(self.deviation) + np.array(self.mean))


def fit_scaler(patients: Sequence[Patient]) -> LabScaler:
    """Return the scaler of these patients' measured values, and no others'."""
    labs = log_transformed(np.concatenate([patient.labs for patient in patients]))
    return LabScaler(tuple(np.nanmean(labs, 0).tolist()), tuple(np.nanstd(labs, 0).tolist()))


def log_transformed(labs: Numbers) -> Numbers:
    """Lab values (..., 7), those of skewed labs as natural logarithms."""
    logarithms: Numbers = np.where(_SKEWED, np.log(np.where(_SKEWED, labs, 1)), labs)
    return logarithms


def undo_log_transform(transformed: Numbers) -> Numbers:
    """Lab values (..., 7) in the units of LABS, from what `log_transformed` gave."""
    labs: Numbers = np.where(_SKEWED, np.exp(np.where(_SKEWED, transformed, 0)), transformed)
    return labs


@dataclass(frozen=True)
class PaddedVisits:
    """A batch of patients, padded to the longest: float tensors, (B, V, 7) unless said otherwise."""

    years: Tensor  # (B, V) since the first visit; behind the last visit it repeats
    mask: Tensor  # (B, V) 1 for a visit, 0 for padding
    values: Tensor  # standardised
    measured: Tensor
    signs: Tensor  # (B, V, 5)
    known: Tensor  # (B, V, 5)
    person: Tensor  # (B, 6) age, female, treated, and for each whether it is known

    def __len__(self) -> int:
        """The number of patients."""
        return len(self.years)

    def select(self, patients: Tensor) -> "PaddedVisits":
        """Return some of the patients (their indices), no longer padded than they need."""
        longest = int(self.mask[patients].sum(1).max())
        return PaddedVisits(
            self.years[patients, :longest],
            self.mask[patients, :longest],
            self.values[patients, :longest],
            self.measured[patients, :longest],
            self.signs[patients, :longest],
            self.known[patients, :longest],
            self.person[patients],
        )


@dataclass(frozen=True)
class LabHistory:
    """Summary of each lab over the visits up to each visit, itself included: (B, V, 7) each."""

    last: Tensor  # the last value measured; 0 if there is none
    ever: Tensor  # 1 if there is one
    when: Tensor  # years since the first visit at which it was measured
    gap: Tensor  # years from the measurement before this visit to this visit; 0 if there is none
    mean: Tensor  # of all values so far; 0 if there is none
    recent: Tensor  # their moving average, in which each value counts half as much as the next


def pad_visits(patients: Sequence[Patient], scaler: LabScaler) -> PaddedVisits:
    """Return the patients' visits as tensors, padded to the longest patient's."""
    longest = max(map(len, patients))
    years = np.stack([_padded(patient.days / DAYS_A_YEAR, longest, "edge") for patient in patients])
    mask = np.stack([np.arange(longest) < len(patient) for patient in patients])
    labs = np.stack([_padded(scaler.transform(patient.labs), longest) for patient in patients])
    signs = np.stack([_padded(patient.signs - _USUAL_SIGNS, longest) for patient in patients])
    person = np.array([_person(patient) for patient in patients])
    return PaddedVisits(
        _tensor(years),
        _tensor(mask),
        _tensor(np.nan_to_num(labs)),
        _tensor(~np.isnan(labs)),
        _tensor(np.nan_to_num(signs)),
        _tensor(~np.isnan(signs)),
        torch.cat([_tensor(np.nan_to_num(person)), _tensor(~np.isnan(person))], 1),
    )


def lab_history(visits: PaddedVisits) -> LabHistory:
    """Return the summary of each lab up to each visit."""
    measured, numbers = visits.measured, torch.arange(visits.years.shape[1])[None, :, None]
    latest = torch.where(measured > 0, numbers, -1).cummax(1).values  # the visit of the last measurement
    ever = (latest >= 0).float()
    at = latest.clamp(min=0)
    last = visits.values.gather(1, at) * ever
    years = visits.years[..., None]
    when = years.expand_as(last).gather(1, at) * ever
    before, had = _one_later(when), _one_later(ever)
    count = measured.cumsum(1)
    mean = (visits.values * measured).cumsum(1) / count.clamp(min=1)
    return LabHistory(last, ever, when, (years - before) * had, mean, _moving_average(visits))


def _moving_average(visits: PaddedVisits) -> Tensor:
    now = torch.zeros_like(visits.values[:, 0])
    seen = torch.zeros_like(now)
    found = []
    for values, measured in zip(visits.values.unbind(1), visits.measured.unbind(1), strict=True):
        moved = torch.where(seen > 0, (now + values) / 2, values)
        now, seen = torch.where(measured > 0, moved, now), torch.maximum(seen, measured)
        found.append(now)
    return torch.stack(found, 1)


def _one_later(tensor: Tensor) -> Tensor:
    """Moved to the next visit; 0 at the first."""
    return torch.cat([torch.zeros_like(tensor[:, :1]), tensor[:, :-1]], 1)


def _padded(numbers: Numbers, longest: int, mode: str = "nan") -> Numbers:
    more = [(0, longest - len(numbers))] + [(0, 0)] * (numbers.ndim - 1)
    if mode == "edge":
        return np.pad(numbers, more, "edge")
    return np.pad(numbers, more, constant_values=np.nan)


def _person(patient: Patient) -> tuple[float, float, float]:
    return (patient.age - _USUAL_AGE) / _AGE_STEP, patient.female, patient.treated


def _tensor(numbers: Numbers | NDArray[np.bool_]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(numbers, np.float32))


_PERSON = ("age", "female", "treated")
INPUT_NAMES = (
    *(lab.name for lab in LABS),
    *(f"{lab.name} measured" for lab in LABS),
    *(f"{lab.name}, time since before" for lab in LABS),
    *("time since the last visit", "time since the first visit"),
    *SIGNS,
    *(f"{sign} known" for sign in SIGNS),
    *_PERSON,
    *(f"{trait} known" for trait in _PERSON),
)
INPUT_SIZE = len(INPUT_NAMES)


def input_features(visits: PaddedVisits, past: LabHistory) -> Tensor:
    """Input vectors (B, V, 39) of the network, one for each visit.

    Of each lab its value, whether it was measured, and how long ago the time before was; the time since the
    last visit and since the first; the signs and the person, each with what is known of them.
    """
    since_last = visits.years.diff(dim=1, prepend=visits.years[:, :1])
    times = torch.stack([since_last, visits.years], 2)
    person = visits.person[:, None].expand(-1, visits.years.shape[1], -1)
    parts = (
        visits.values,
        visits.measured,
        past.gap.log1p(),
        times.log1p(),
        visits.signs,
        visits.known,
        person,
    )
    return torch.cat(parts, 2)
