"""The quality of the two-year risks: the figures of their card (weights/rnn_outcome.md).

All intervals are from one bootstrap over patients, so that differences are paired. Each draw also estimates
anew how many are still followed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.rnn.patients import Numbers
from components.rnn.risk.model import HORIZON
from components.rnn.risk.results import NETWORK
from components.rnn.risk.survival import (
    LandmarkRows,
    brier_score,
    censoring_curve,
    ipcw_weights,
    kaplan_meier,
    roc_curve,
)

DRAWS, SEED = 2000, 0
EDGES = (0.05, 0.15, 0.3, 0.6)  # of the groups of about the same risk
POINTS = 60  # of a curve that is kept
Risks = dict[str, Numbers]  # by method, of each row


@dataclass(frozen=True)
class Draw:
    """How many times each row counts, and what it weighs, in one draw of patients."""

    counts: Numbers
    weights: Numbers


def draws(rows: LandmarkRows) -> list[Draw]:
    """The patients as they are, then DRAWS samples of as many patients with replacement."""
    patients = int(rows.patient.max()) + 1
    rng = np.random.default_rng(SEED)
    samples = rng.multinomial(patients, np.full(patients, 1 / patients), DRAWS).astype(np.float64)
    return [_draw(rows, counts) for counts in [np.ones(patients), *samples]]


def _draw(rows: LandmarkRows, counts: Numbers) -> Draw:
    each = counts[rows.patient]
    return Draw(each, each * ipcw_weights(rows, censoring_curve(rows, counts), HORIZON))


def table(rows: LandmarkRows, risks: Risks, drawn: list[Draw]) -> dict[str, Any]:
    """The figures of each method, [value, low, high], and how much better the network is than each other."""
    came = rows.within(HORIZON)
    counted = drawn[0].weights > 0
    found = {
        name: {
            "auroc": np.array([roc_curve(risk, came, draw.weights).auc for draw in drawn]),
            "brier": np.array([brier_score(risk, came, draw.weights) for draw in drawn]),
        }
        for name, risk in risks.items()
    }
    ours = found[NETWORK]
    return {
        "patients": len(np.unique(rows.patient[counted])),
        "visits": int(counted.sum()),
        "followed by an event": int((counted & came).sum()),
        "methods": {
            name: {measure: _with_interval(values) for measure, values in theirs.items()}
            for name, theirs in found.items()
        },
        "network less": {
            name: {measure: _with_interval(ours[measure] - values) for measure, values in theirs.items()}
            for name, theirs in found.items()
            if name != NETWORK
        },
    }


def pictured(rows: LandmarkRows, risk: Numbers, drawn: list[Draw]) -> dict[str, Any]:
    """The ROC curve of one method, and its calibration in groups of about the same risk."""
    curve = roc_curve(risk, rows.within(HORIZON), drawn[0].weights)
    kept = _spread_out(curve.fpr + curve.tpr)
    group = np.searchsorted(EDGES, risk, "right")
    groups = [group == number for number in range(len(EDGES) + 1)]
    return {
        "threshold": _rounded(curve.thresholds[kept]),
        "false": _rounded(curve.fpr[kept]),
        "true": _rounded(curve.tpr[kept]),
        "said": [round(float(risk[some].mean()), 4) for some in groups],
        "came": [_observed(rows.only(some), [draw.counts[some] for draw in drawn]) for some in groups],
    }


def _observed(rows: LandmarkRows, counts: list[Numbers]) -> list[float]:
    """The share with the event within two years, by Kaplan-Meier."""
    end = np.array(HORIZON)
    return _with_interval(
        np.array([1 - kaplan_meier(rows.left, rows.event, some).at(end) for some in counts])
    )


def _spread_out(path: Numbers) -> NDArray[np.int64]:
    """Places along a rising path from 0 to 2, about evenly far apart, its end among them."""
    return np.unique(np.searchsorted(path, np.linspace(0, 2, POINTS)[1:]).clip(max=len(path) - 1))


def _with_interval(drawn: Numbers) -> list[float]:
    """The value itself, and the middle 95 % of the draws."""
    return _rounded(np.array([drawn[0], *np.quantile(drawn[1:], (0.025, 0.975))]))


def _rounded(values: Numbers) -> list[float]:
    return [round(float(value), 4) for value in values]
