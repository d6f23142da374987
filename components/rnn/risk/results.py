"""How good the judges are for patients they never saw, as the recipe measured (weights/lab_outcome.md)."""

import json
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parents[3] / "weights" / "lab_outcome.json"
NETWORK, REGRESSION = "LSTM ensemble", "logistic regression, last visit"


@dataclass(frozen=True)
class Measured:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """Visits of about the same risk: what was said on average, and the share with the event."""

    said: float
    came: Measured


@dataclass(frozen=True)
class Result:
    """What one method is worth; its ROC curve as thresholds with what happens at each."""

    auroc: Measured
    brier: Measured
    threshold: tuple[float, ...]
    false: tuple[float, ...]
    true: tuple[float, ...]
    groups: tuple[Group, ...]

    def at(self, risk: float) -> tuple[float, float]:
        """The shares (false, true) that lie at or above a risk."""
        above = sum(threshold >= risk for threshold in self.threshold)
        return (self.false[above - 1], self.true[above - 1]) if above else (0.0, 0.0)


@dataclass(frozen=True)
class Results:
    """The two methods that the page compares, over all visits that can be weighted."""

    network: Result
    regression: Result
    auroc: Measured  # of the network less that of the regression, patients drawn alike
    brier: Measured
    patients: int

    @property
    def better(self) -> bool:
        """Whether a measure shows that the network is better."""
        return self.auroc.low > 0 or self.brier.high < 0

    @property
    def worse(self) -> bool:
        """Whether a measure shows that the regression is better."""
        return self.auroc.high < 0 or self.brier.low > 0


def load_results(path: Path = RESULTS) -> Results:
    """What the recipe has measured. Raises FileNotFoundError."""
    found = json.loads(path.read_text(encoding="utf-8"))["all visits"]
    network, regression = (_result(found["methods"][name]) for name in (NETWORK, REGRESSION))
    less = found["network less"][REGRESSION]
    return Results(
        network,
        regression,
        Measured(*less["auroc"]),
        Measured(*less["brier"]),
        found["patients"],
    )


def _result(found: dict[str, list[float]]) -> Result:
    groups = zip(found["said"], found["came"], strict=True)
    return Result(
        Measured(*found["auroc"]),
        Measured(*found["brier"]),
        tuple(found["threshold"]),
        tuple(found["false"]),
        tuple(found["true"]),
        tuple(Group(said, Measured(*came)) for said, came in groups),  # type: ignore[misc]
    )
