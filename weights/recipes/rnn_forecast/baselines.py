"""What the forecasters of laboratory values are measured against; each learns from the same patients.

A baseline is a function: training visits come in, and a function from any visits to medians (B, V, 7), one
tensor for each of AHEAD, comes out. Labs are in standard deviations, on a log scale where they are skewed.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from components.rnn.forecast.sequences import PaddedVisits, input_features, lab_history
from components.rnn.forecast.training import AHEAD, forecast_targets
from components.rnn.patients import LABS

Medians = Callable[[PaddedVisits], list[Tensor]]
Features = NDArray[np.float32]
PENALTY = 10.0  # of ridge regression


def last_value(_learners: PaddedVisits) -> Medians:
    """Each lab stays what it was when last measured; the training mean before."""
    return lambda visits: [lab_history(visits).last] * len(AHEAD)


def patient_mean(_learners: PaddedVisits) -> Medians:
    """The mean of the patient's own values so far."""
    return lambda visits: [lab_history(visits).mean] * len(AHEAD)


def linear_trend(_learners: PaddedVisits) -> Medians:
    """A straight line through the patient's values so far; the last value where there is one value only."""
    return lambda visits: [_extended(visits, forecast_targets(visits, ahead)[0]) for ahead in AHEAD]


def _extended(visits: PaddedVisits, then: Tensor) -> Tensor:
    years, counts = visits.years[..., None], visits.measured
    n, t, y = (part.cumsum(1) for part in (counts, counts * years, counts * visits.values))
    tt, ty = (counts * years**2).cumsum(1), (counts * years * visits.values).cumsum(1)
    spread = n * tt - t**2
    slope = torch.where(spread > 1e-3, (n * ty - t * y) / spread.clamp(min=1e-3), torch.zeros(()))
    middle = t / n.clamp(min=1)
    line = y / n.clamp(min=1) + slope * (then[..., None] - middle)
    return torch.where(spread > 1e-3, line, lab_history(visits).last).clamp(-5, 5)


def ridge(learners: PaddedVisits) -> Medians:
    """Ridge regression on history features, one for each lab."""
    return _regression(learners, lambda: make_pipeline(StandardScaler(), Ridge(PENALTY)))


def boosting(learners: PaddedVisits) -> Medians:
    """Gradient boosting of absolute errors on history features, one for each lab."""
    return _regression(
        learners,
        lambda: HistGradientBoostingRegressor(
            loss="absolute_error",
            learning_rate=0.05,
            max_iter=200,
            min_samples_leaf=30,
            max_leaf_nodes=15,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        ),
    )


def features(visits: PaddedVisits, then: Tensor) -> Features:
    """What is known at each visit, and for when it is asked (B, V, 85).

    Of all labs: last value, whether there is one, its age by then, mean, moving average, gap, change from the
    mean; the visit itself as the network reads it; how far ahead.
    """
    past = lab_history(visits)
    ahead = (then - visits.years)[..., None]
    old = (then[..., None] - past.when).clamp(min=0)
    parts = (
        *(past.last, past.ever, old, past.mean, past.recent, past.gap, past.last - past.mean),
        input_features(visits, past)[..., 3 * len(LABS) :],
        ahead,
    )
    found: Features = torch.cat(parts, 2).numpy()
    return found


def _regression(learners: PaddedVisits, make: Callable[[], object]) -> Medians:
    """One regression for each lab, of its change from the last value, over all of AHEAD."""
    fitted = []
    for lab in range(len(LABS)):
        rows, changes = [], []
        for ahead in AHEAD:
            then, truth, counts = forecast_targets(learners, ahead)
            chosen = counts[..., lab].numpy() > 0
            rows.append(features(learners, then)[chosen])
            changes.append((truth - lab_history(learners).last)[..., lab].numpy()[chosen])
        model = make()
        model.fit(np.concatenate(rows), np.concatenate(changes))  # type: ignore[attr-defined]
        fitted.append(model)

    def medians(visits: PaddedVisits) -> list[Tensor]:
        return [_predicted(fitted, visits, forecast_targets(visits, ahead)[0]) for ahead in AHEAD]

    return medians


def _predicted(fitted: list[object], visits: PaddedVisits, then: Tensor) -> Tensor:
    known = features(visits, then)
    flat = known.reshape(-1, known.shape[2])
    changes = np.stack([model.predict(flat) for model in fitted], 1)  # type: ignore[attr-defined]
    return lab_history(visits).last + torch.from_numpy(changes.reshape(*known.shape[:2], -1)).float()


BASELINES: dict[str, Callable[[PaddedVisits], Medians]] = {
    "last value": last_value,
    "patient mean": patient_mean,
    "linear trend": linear_trend,
    "ridge, history": ridge,
    "gradient boosting, history": boosting,
}
