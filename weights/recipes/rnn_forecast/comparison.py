"""What the forecasters of laboratory values are worth: the figures of their card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from scipy.stats import wilcoxon
from torch import Tensor

from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.sequences import PaddedVisits
from components.rnn.forecast.training import AHEAD, AbsoluteErrors, forecast_targets
from components.rnn.patients import LABS

OURS, REFERENCE, RIVAL = "LSTM ensemble", "last value", "gradient boosting, history"


@dataclass(frozen=True)
class Fold:
    """A fold's ensemble, and how its held-out patients are forecast."""

    ensemble: Ensemble
    errors: dict[str, AbsoluteErrors]  # by method
    inside: Tensor  # (7,) how many values lie between the outer quantiles
    count: Tensor  # (7,) of how many


def coverage(quantiles: Sequence[Tensor], visits: PaddedVisits) -> tuple[Tensor, Tensor]:
    """How many measured values (7,) lie between the outer quantiles, and how many there are."""
    inside, count = torch.zeros(len(LABS)), torch.zeros(len(LABS))
    for ahead, made in zip(AHEAD, quantiles, strict=True):
        _, truth, counts = forecast_targets(visits, ahead)
        within = (truth >= made[..., 0]) & (truth <= made[..., -1])
        inside, count = inside + (within * counts).sum((0, 1)), count + counts.sum((0, 1))
    return inside, count


def table(folds: Sequence[Fold]) -> dict[str, Any]:
    """The card's figures: mean absolute errors in training standard deviations, over all folds' patients."""
    methods = {name: _joined([fold.errors[name] for fold in folds]) for name in folds[0].errors}
    reference = methods[REFERENCE]
    inside, count = (
        torch.stack(parts).sum(0) for parts in zip(*((f.inside, f.count) for f in folds), strict=True)
    )
    return {
        "error": {name: _rounded(found.mean) for name, found in methods.items()},
        "of last value": {name: _rounded(found.mean / reference.mean) for name, found in methods.items()},
        "of last value, 1 to 4": {
            name: round(float((found.mean / reference.mean).mean()), 4) for name, found in methods.items()
        },
        "by lab": {
            name: dict(zip((lab.name for lab in LABS), _rounded(_by_lab(found)), strict=True))
            for name, found in methods.items()
        },
        "coverage": round(float(inside.sum() / count.sum()), 4),
        "coverage by lab": dict(zip((lab.name for lab in LABS), _rounded(inside / count), strict=True)),
        "against boosting": _paired(methods[OURS], methods[RIVAL]),
    }


def _joined(parts: Sequence[AbsoluteErrors]) -> AbsoluteErrors:
    return AbsoluteErrors(
        torch.cat([part.total for part in parts]), torch.cat([part.count for part in parts])
    )


def _by_lab(found: AbsoluteErrors) -> Tensor:
    """The error of each lab (7,) over all of AHEAD."""
    return found.total.sum((0, 1)) / found.count.sum((0, 1)).clamp(min=1)


def _paired(ours: AbsoluteErrors, theirs: AbsoluteErrors) -> dict[str, float]:
    """Patient by patient: Wilcoxon's signed ranks of the mean errors, two-sided."""
    counted = ours.count.sum((1, 2)) > 0
    own, other = (
        part.total.sum((1, 2))[counted] / part.count.sum((1, 2))[counted] for part in (ours, theirs)
    )
    return {
        "ratio": round(float(ours.total.sum() / theirs.total.sum()), 4),
        "patients": int(counted.sum()),
        "better for": int((own < other).sum()),
        "p": float(wilcoxon(own.numpy(), other.numpy()).pvalue),
    }


def _rounded(values: Tensor) -> list[float]:
    return [round(value, 4) for value in values.tolist()]
