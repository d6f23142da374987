"""The measured quality of both risk models on held-out patients, from weights/rnn_outcome.json."""

import json
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parents[3] / "weights" / "rnn_outcome.json"
NETWORK, REGRESSION = "LSTM ensemble", "logistic regression, last visit"


@dataclass(frozen=True)
class IntervalEstimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class CalibrationBin:
    """Visits of about the same risk: the mean prediction, and the fraction with the event."""

    predicted: float
    observed: IntervalEstimate


@dataclass(frozen=True)
class RiskModelResult:
    """The quality of one model; its ROC curve as thresholds, from the highest down, with their rates."""

    auroc: IntervalEstimate
    brier: IntervalEstimate
    thresholds: tuple[float, ...]
    fpr: tuple[float, ...]
    tpr: tuple[float, ...]
    calibration: tuple[CalibrationBin, ...]

    def rates_at(self, risk: float) -> tuple[float, float]:
        """Return the false and the true positive rate if a risk is the threshold."""
        above = sum(threshold >= risk for threshold in self.thresholds)
        return (self.fpr[above - 1], self.tpr[above - 1]) if above else (0.0, 0.0)


@dataclass(frozen=True)
class RiskResults:
    """The two models that the page compares, over all visits that can be weighted."""

    network: RiskModelResult
    regression: RiskModelResult
    auroc: IntervalEstimate  # of the network less that of the regression, on the same bootstrap samples
    brier: IntervalEstimate
    patients: int
    folds: int  # that the patients are split into
    members: int  # LSTMs that give the risk of a patient of the trial
    bootstrap_samples: int  # that the intervals are from

    @property
    def better(self) -> bool:
        """Whether a measure shows that the network is better."""
        return self.auroc.low > 0 or self.brier.high < 0

    @property
    def worse(self) -> bool:
        """Whether a measure shows that the regression is better."""
        return self.auroc.high < 0 or self.brier.low > 0


def load_risk_results(path: Path = RESULTS) -> RiskResults:
    """Load what the recipe has measured. Raises FileNotFoundError."""
    written = json.loads(path.read_text(encoding="utf-8"))
    found = written["all visits"]
    network, regression = (_result(found["methods"][name]) for name in (NETWORK, REGRESSION))
    less = found["network less"][REGRESSION]
    return RiskResults(
        network,
        regression,
        IntervalEstimate(*less["auroc"]),
        IntervalEstimate(*less["brier"]),
        found["patients"],
        **written["ensemble"],
        bootstrap_samples=written["bootstrap samples"],
    )


def _result(found: dict[str, list[float]]) -> RiskModelResult:
    """One model's figures; the file's "said" and "came" are the predicted and the observed risk."""
    bins = zip(found["said"], found["came"], strict=True)
    return RiskModelResult(
        IntervalEstimate(*found["auroc"]),
        IntervalEstimate(*found["brier"]),
        tuple(found["threshold"]),
        tuple(found["false"]),
        tuple(found["true"]),
        tuple(CalibrationBin(said, IntervalEstimate(*came)) for said, came in bins),  # type: ignore[misc]
    )
