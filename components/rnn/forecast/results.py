"""What the forecasters are worth, as their recipe measured it: figures of the card weights/lab_lstm.md."""

import functools
import json
from dataclasses import dataclass
from typing import Any

from components.rnn.forecast.ensemble import WEIGHTS
from components.rnn.patients import LABS

OURS, LAST = "LSTM ensemble", "last value"


@dataclass(frozen=True)
class LabResult:
    """How far the forecasts of one lab are off, held out: mean absolute errors over the next four visits.

    In standard deviations of the training patients, on a log scale where the lab is skewed.
    """

    ours: float
    last: float  # of the last value
    rival: str  # the best of all other methods
    rivals: float

    @property
    def lost(self) -> bool:
        """Whether another method is better."""
        return self.rivals < self.ours


@dataclass(frozen=True)
class BoostingComparison:
    """The ensemble beside gradient boosting with history features, all labs together, patient by patient."""

    ratio: float  # of the errors
    better: int  # patients whom the ensemble forecasts better
    patients: int
    p: float  # Wilcoxon's signed ranks, two-sided
    coverage: float  # the share of what came that lies between the quantiles of 10 and 90 %


def boosting_comparison() -> BoostingComparison:
    """How the ensemble and boosting compare."""
    found = _figures()["against boosting"]
    return BoostingComparison(
        found["ratio"], found["better for"], found["patients"], found["p"], _figures()["coverage"]
    )


def lab_results() -> tuple[LabResult, ...]:
    """How the ensemble stands for each of LABS."""
    by_lab = _figures()["by lab"]
    return tuple(_standing({method: errors[lab.name] for method, errors in by_lab.items()}) for lab in LABS)


@functools.cache
def _figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def _standing(errors: dict[str, float]) -> LabResult:
    ours = errors.pop(OURS)
    rival = min(errors, key=errors.__getitem__)
    return LabResult(ours, errors[LAST], rival, errors[rival])
