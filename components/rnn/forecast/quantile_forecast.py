"""From a patient's visits to curves in the labs' own units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.extrapolation import guess_begins, out_of_range, plot_bounds
from components.rnn.forecast.sequences import DAYS_A_YEAR, log_transformed, pad_visits, undo_log_transform
from components.rnn.patients import LABS, Numbers, Patient

MAX_YEARS_AHEAD = 5.0  # years ahead
STEPS = 61
MAX_DEVIATIONS = 5.0  # standard deviations from the mean: where a trend is cut


@dataclass(frozen=True)
class QuantileForecast:
    """Quantiles of all labs after a patient's last known visit, in the units of LABS, beside simple rules."""

    years: Numbers  # (T,) since the first visit; the first is the last known visit
    quantiles: Numbers  # (7, 5, T), in the order of QUANTILES; far beyond all that was learned too
    bounds: Numbers  # (7, 2) between which values they are drawn
    guess_from: tuple[float | None, ...]  # years ahead from which on each lab's is outside the training data
    last: Numbers  # (7,) the last values; what a naive forecast says for all times
    mean: Numbers  # (7,) of all known values, on the scale the network sees
    trend: Numbers  # (7, T) the straight line through them on that scale; NaN where there is one value only

    @property
    def clipped(self) -> Numbers:
        """The quantiles clipped at the bounds; always finite."""
        low, high = self.bounds.T[:, :, None, None]
        clipped: Numbers = np.clip(self.quantiles, low, high)
        return clipped


def forecast_quantiles(ensembles: Sequence[Ensemble], patient: Patient) -> QuantileForecast:
    """Forecast a patient's labs after the last visit, up to MAX_YEARS_AHEAD years ahead.

    Several ensembles' quantiles are averaged, on a log scale where the lab is skewed.
    """
    ahead = np.linspace(0, MAX_YEARS_AHEAD, STEPS)
    now = patient.days[-1] / DAYS_A_YEAR
    every = np.stack([log_transformed(_quantiles(one, patient, now + ahead)) for one in ensembles])
    scale = ensembles[0].scale
    labs = scale.transform(patient.labs)
    quantiles = np.moveaxis(undo_log_transform(every.mean(0)), -1, 0)
    # to an input like nothing in the training data, all that is answered is a guess
    guess = (0.0,) * len(LABS) if out_of_range(patient) else guess_begins(quantiles, ahead)
    return QuantileForecast(
        now + ahead,
        quantiles,
        plot_bounds(patient),
        guess,
        scale.inverse_transform(_last(labs)),
        scale.inverse_transform(_mean(labs)),
        scale.inverse_transform(_trend(patient.days / DAYS_A_YEAR, labs, now + ahead)).T,
    )


def _quantiles(ensemble: Ensemble, patient: Patient, years: Numbers) -> Numbers:
    """(5, T, 7) in the units of LABS."""
    visits = pad_visits([patient], ensemble.scale)
    made = ensemble.predict_after_last(visits, torch.from_numpy(years.astype(np.float32)))
    return ensemble.scale.inverse_transform(made.permute(2, 0, 1).double().numpy())


def _last(labs: Numbers) -> Numbers:
    """The last value of each column that isn't NaN; NaN if there is none."""
    found = np.full(labs.shape[1], np.nan)
    for row in labs:
        found = np.where(np.isnan(row), found, row)
    return found


def _mean(labs: Numbers) -> Numbers:
    measured = ~np.isnan(labs)
    total: Numbers = np.where(measured, labs, 0).sum(0)
    return np.where(measured.any(0), total / measured.sum(0).clip(1), np.nan)


def _trend(years: Numbers, labs: Numbers, then: Numbers) -> Numbers:
    """The straight lines through each column's values, at other times (T, 7); never beyond MAX_DEVIATIONS."""
    lines = np.full((len(then), labs.shape[1]), np.nan)
    for number, values in enumerate(labs.T):
        measured = ~np.isnan(values)
        if len(np.unique(years[measured])) > 1:
            slope, start = np.polyfit(years[measured], values[measured], 1)
            lines[:, number] = np.clip(start + slope * then, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    return lines
