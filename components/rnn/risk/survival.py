"""What can be said of two years when some patients are followed for less: weights, and measures with them.

A row is a moment (a visit) at which somebody said how likely the event is within the horizon. Rows of one
patient share the patient's weight, so that a bootstrap over patients is another vector of weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.rnn.patients import Numbers

Flags = NDArray[np.bool_]
LEAST = 0.25  # share that must still be followed after the horizon: a row counts at most four times


@dataclass(frozen=True)
class Steps:
    """A Kaplan-Meier curve (Kaplan & Meier 1958): 1 at first, and `shares` from `times` on."""

    times: Numbers  # (N,) rising
    shares: Numbers  # (N,)

    def at(self, times: Numbers) -> Numbers:
        """The share just after these times (...)."""
        return self._read(times, "right")

    def before(self, times: Numbers) -> Numbers:
        """The share just before these times (...)."""
        return self._read(times, "left")

    def _read(self, times: Numbers, side: str) -> Numbers:
        place = np.searchsorted(self.times, times, side)  # type: ignore[call-overload]
        found: Numbers = np.append(1.0, self.shares)[place]
        return found


def survivors(times: Numbers, events: Flags, counts: Numbers) -> Steps:
    """The share without an event over time, of rows (N,) that count so many times each."""
    return _kaplan_meier(times, events, counts, events)


def followed(times: Numbers, events: Flags, counts: Numbers) -> Steps:
    """The share whose follow-up has not ended for another reason: the Kaplan-Meier curve of censoring."""
    return _kaplan_meier(times, events, counts, ~events)


def _kaplan_meier(times: Numbers, events: Flags, counts: Numbers, drops: Flags) -> Steps:
    """One row leaves after the other; of those that leave at one time, events go first, as is usual."""
    order = np.lexsort((~events, times))
    weight = counts[order]
    there = np.cumsum(weight[::-1])[::-1]
    stay = np.where(drops[order] & (there > 0), 1 - weight / np.maximum(there, 1e-12), 1)
    shares: Numbers = np.multiply.accumulate(stay)
    return Steps(times[order], shares)


@dataclass(frozen=True)
class Rows:
    """Moments, and what came after them; (N,) each."""

    patient: NDArray[np.int64]  # whose
    since: Numbers  # years from the patient's first visit to this moment
    left: Numbers  # years from this moment to the end of follow-up
    event: Flags  # whether an event ended it

    def within(self, horizon: float) -> Flags:
        """Whether an event is known to have come within the horizon."""
        return self.event & (self.left <= horizon)

    def only(self, some: Flags) -> "Rows":
        """Some of the rows."""
        return Rows(self.patient[some], self.since[some], self.left[some], self.event[some])


def censoring(rows: Rows, counts: Numbers) -> Steps:
    """The curve of `followed` since the first visit; each patient of the rows counts (patients,) times."""
    patients, first = np.unique(rows.patient, return_index=True)
    return followed((rows.since + rows.left)[first], rows.event[first], counts[patients])


def known_weights(rows: Rows, curve: Steps, horizon: float) -> Numbers:
    """How much each row (N,) counts, so that those whose outcome is known stand for all.

    Inverse probability of censoring (Robins & Rotnitzky 1992; Graf et al. 1999, Stat. Med. 18:2529): a row
    whose follow-up ended before the horizon without an event has weight 0; another counts 1 / G, where G is
    the chance to be followed for as long, given that one is followed at this moment. `curve` is that of
    `censoring`. Rows after which less than LEAST are followed to the horizon have weight 0 too: too few are
    there to stand for them.
    """
    now = curve.at(rows.since)
    end = rows.since + horizon
    came = rows.within(horizon)
    chance = np.where(came, curve.before(rows.since + np.minimum(rows.left, horizon)), curve.at(end))
    known = (came | (rows.left > horizon)) & (curve.at(end) >= LEAST * now) & (now > 0)
    weights: Numbers = np.where(known, now / np.where(known, chance, 1), 0)
    return weights


@dataclass(frozen=True)
class Curve:
    """A receiver operating characteristic: what happens at each threshold, from the highest risk down."""

    threshold: Numbers
    false: Numbers  # share of those without an event who are at or above it
    true: Numbers  # share of those with an event who are

    @property
    def area(self) -> float:
        """The area under it: how often the higher risk is the one with the event; ties count half."""
        return float(np.trapezoid(np.append(0, self.true), np.append(0, self.false)))


def roc(risk: Numbers, came: Flags, weights: Numbers) -> Curve:
    """The weighted curve of a risk at a fixed horizon (Uno et al. 2007, JASA 102:527)."""
    order = np.argsort(-risk, kind="stable")
    sorted_risk = risk[order]
    last = np.append(sorted_risk[1:] != sorted_risk[:-1], True)  # of equal risks
    hit = np.cumsum((weights * came)[order])[last]
    miss = np.cumsum((weights * ~came)[order])[last]
    return Curve(sorted_risk[last], miss / miss[-1], hit / hit[-1])


def brier(risk: Numbers, came: Flags, weights: Numbers) -> float:
    """The weighted mean squared error of a risk (Graf et al. 1999); 0 is best."""
    return float((weights * (risk - came) ** 2).sum() / weights.sum())


def log_loss(risk: Numbers, came: Flags, weights: Numbers) -> float:
    """The weighted mean of −log of the probability given to what came."""
    given = np.clip(np.where(came, risk, 1 - risk), 1e-12, 1)
    return float(-(weights * np.log(given)).sum() / weights.sum())
