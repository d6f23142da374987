"""Measures of a predicted risk where some patients are censored before the horizon.

A row is a landmark (van Houwelingen 2007): a visit at which the risk within the horizon is predicted.
Rows of one patient share the patient's weight, so that a bootstrap over patients is another vector of
weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.rnn.patients import Numbers

Flags = NDArray[np.bool_]
MIN_FOLLOWED = 0.25  # fraction still followed after the horizon; so a row counts at most four times


@dataclass(frozen=True)
class StepFunction:
    """A survival curve as a step function: 1 at first, and `values` from `times` on."""

    times: Numbers  # (N,) rising
    values: Numbers  # (N,)

    def at(self, times: Numbers) -> Numbers:
        """Return the values just after these times (...)."""
        return self._read(times, "right")

    def before(self, times: Numbers) -> Numbers:
        """Return the values just before these times (...)."""
        return self._read(times, "left")

    def _read(self, times: Numbers, side: str) -> Numbers:
        index = np.searchsorted(self.times, times, side)  # type: ignore[call-overload]
        found: Numbers = np.append(1.0, self.values)[index]
        return found


def kaplan_meier(times: Numbers, events: Flags, counts: Numbers) -> StepFunction:
    """Return the Kaplan-Meier curve of rows (N,) that count so many times each (Kaplan & Meier 1958)."""
    return _product_limit(times, events, counts, events)


def censoring_kaplan_meier(times: Numbers, events: Flags, counts: Numbers) -> StepFunction:
    """Return the Kaplan-Meier curve of censoring: the fraction whose follow-up hasn't been cut off."""
    return _product_limit(times, events, counts, ~events)


def _product_limit(times: Numbers, events: Flags, counts: Numbers, drops: Flags) -> StepFunction:
    """One row leaves after the other; of those that leave at one time, events go first, as is usual."""
    order = np.lexsort((~events, times))
    weight = counts[order]
    at_risk = np.cumsum(weight[::-1])[::-1]
    stay = np.where(drops[order] & (at_risk > 0), 1 - weight / np.maximum(at_risk, 1e-12), 1)
    values: Numbers = np.multiply.accumulate(stay)
    return StepFunction(times[order], values)


@dataclass(frozen=True)
class LandmarkRows:
    """Landmarks, and the follow-up after them; (N,) each."""

    patient: NDArray[np.int64]  # whose
    since: Numbers  # years from the patient's first visit to this moment
    left: Numbers  # years from this moment to the end of follow-up
    event: Flags  # whether an event ended it

    def within(self, horizon: float) -> Flags:
        """Whether an event is known to have happened within the horizon."""
        return self.event & (self.left <= horizon)

    def only(self, some: Flags) -> "LandmarkRows":
        """Some of the rows."""
        return LandmarkRows(self.patient[some], self.since[some], self.left[some], self.event[some])


def censoring_curve(rows: LandmarkRows, counts: Numbers) -> StepFunction:
    """Return `censoring_kaplan_meier` since the first visit; each patient counts (patients,) times."""
    patients, first = np.unique(rows.patient, return_index=True)
    return censoring_kaplan_meier((rows.since + rows.left)[first], rows.event[first], counts[patients])


def ipcw_weights(rows: LandmarkRows, censoring: StepFunction, horizon: float) -> Numbers:
    """Return the weight of each row (N,), so that those whose outcome is known stand for all.

    Inverse probability of censoring (Robins & Rotnitzky 1992; Graf et al. 1999, Stat. Med. 18:2529): a row
    whose follow-up ended before the horizon without an event has weight 0; another counts 1 / G, where G is
    the probability to be followed for as long, given that one is followed at this moment. `censoring` is
    that of `censoring_curve`. Rows after which less than MIN_FOLLOWED are followed to the horizon have
    weight 0 too: too few are there to stand for them.
    """
    now = censoring.at(rows.since)
    end = rows.since + horizon
    event = rows.within(horizon)
    at_event = censoring.before(rows.since + np.minimum(rows.left, horizon))
    followed = np.where(event, at_event, censoring.at(end))
    known = (event | (rows.left > horizon)) & (censoring.at(end) >= MIN_FOLLOWED * now) & (now > 0)
    weights: Numbers = np.where(known, now / np.where(known, followed, 1), 0)
    return weights


@dataclass(frozen=True)
class RocCurve:
    """A receiver operating characteristic: the rates at each threshold, from the highest risk down."""

    thresholds: Numbers
    fpr: Numbers  # false positive rate: the fraction of those without an event at or above the threshold
    tpr: Numbers  # true positive rate: the fraction of those with an event

    @property
    def auc(self) -> float:
        """The area under it: how often the higher risk is the one with the event; ties count half."""
        return float(np.trapezoid(np.append(0, self.tpr), np.append(0, self.fpr)))


def roc_curve(risk: Numbers, event: Flags, weights: Numbers) -> RocCurve:
    """Return the weighted curve of a risk at a fixed horizon (Uno et al. 2007, JASA 102:527)."""
    order = np.argsort(-risk, kind="stable")
    sorted_risk = risk[order]
    last = np.append(sorted_risk[1:] != sorted_risk[:-1], True)  # of equal risks
    true_positives = np.cumsum((weights * event)[order])[last]
    false_positives = np.cumsum((weights * ~event)[order])[last]
    return RocCurve(
        sorted_risk[last], false_positives / false_positives[-1], true_positives / true_positives[-1]
    )


def brier_score(risk: Numbers, event: Flags, weights: Numbers) -> float:
    """Return the weighted mean squared error of a risk (Graf et al. 1999); 0 is best."""
    return float((weights * (risk - event) ** 2).sum() / weights.sum())


def log_loss(risk: Numbers, event: Flags, weights: Numbers) -> float:
    """Return the weighted mean of −log of the probability given to what happened."""
    p = np.clip(np.where(event, risk, 1 - risk), 1e-12, 1)
    return float(-(weights * np.log(p)).sum() / weights.sum())
