"""The measured errors of the forecasters on held-out patients, from weights/rnn_forecast.json."""

import functools
import json
from dataclasses import dataclass
from typing import Any

from components.rnn.forecast.ensemble import WEIGHTS
from components.rnn.patients import LABS

CHOICES = WEIGHTS.with_name("rnn_forecast_choices.json")  # what a person picked by looking at the networks
OURS, LAST = "LSTM ensemble", "last value"


@dataclass(frozen=True)
class LabResult:
    """Mean absolute errors of one lab over the next four visits, on held-out patients.

    In standard deviations of the training patients, on a log scale where the lab is skewed.
    """

    ensemble: float
    last_value: float
    best_other: str  # the best of all other methods
    best_other_error: float

    @property
    def beaten(self) -> bool:
        """Whether another method is better."""
        return self.best_other_error < self.ensemble


@dataclass(frozen=True)
class BoostingComparison:
    """The ensemble beside gradient boosting with history features, all labs together, patient by patient."""

    ratio: float  # of the errors
    better: int  # patients whom the ensemble forecasts better
    patients: int
    p: float  # Wilcoxon's signed ranks, two-sided
    coverage: float  # the fraction of measured values that lies between the quantiles of 10 and 90 %


@dataclass(frozen=True)
class EnsembleSize:
    """How many networks forecast a patient of the trial, and of how many units each is."""

    folds: int  # that the patients are split into; each has an ensemble that never saw its patients
    members: int
    hidden: int  # units of the LSTM of each member


def ensemble_size() -> EnsembleSize:
    """Return the size of the shipped ensembles."""
    return EnsembleSize(**_figures()["ensemble"])


def first_unit() -> int:
    """Return the unit of the LSTM that is followed at first: the picked one, or else 0."""
    unit: int = json.loads(CHOICES.read_text(encoding="utf-8"))["first_unit"]
    return unit if unit < ensemble_size().hidden else 0


def memory_ratio() -> float:
    """Return the error of one feed-forward network with the same history, relative to that of one LSTM."""
    errors: dict[str, float] = _figures()["of last value, 1 to 4"]
    return errors["one feed-forward"] / errors["one LSTM"]


def boosting_comparison() -> BoostingComparison:
    """Return the comparison of the ensemble with boosting."""
    found = _figures()["against boosting"]
    return BoostingComparison(
        found["ratio"], found["better for"], found["patients"], found["p"], _figures()["coverage"]
    )


def lab_results() -> tuple[LabResult, ...]:
    """Return the errors for each of LABS."""
    by_lab = _figures()["by lab"]
    return tuple(_lab_result({method: errors[lab.name] for method, errors in by_lab.items()}) for lab in LABS)


@functools.cache
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def _lab_result(errors: dict[str, float]) -> LabResult:
    ensemble = errors.pop(OURS)
    best_other = min(errors, key=errors.__getitem__)
    return LabResult(ensemble, errors[LAST], best_other, errors[best_other])
