"""Logistic regression: the probability of an event as a weighted sum of features, squeezed between 0 and 1.

What the recurrent network is compared with. It sees one visit, or what somebody made of several by hand.
"""

from collections.abc import Callable

import numpy as np
import torch

from components.rnn.forecast.sequences import Visits, history
from components.rnn.patients import Numbers
from components.rnn.risk.survival import Flags

_NEWTON_STEPS = 25

Features = Callable[[Visits], Numbers]


def last_visit(visits: Visits) -> Numbers:
    """The visit itself (B, V, 31): its values and signs with what was measured, when it is, the person."""
    return _joined(visits, visits.values, visits.measured)


def last_values(visits: Visits) -> Numbers:
    """The same (B, V, 31), but of each lab the last value that was measured."""
    past = history(visits)
    return _joined(visits, past.last, past.ever)


def hand_made(visits: Visits) -> Numbers:
    """The last values, and how the mean and the moving average of each lab differ from them (B, V, 45)."""
    past = history(visits)
    return _joined(visits, past.last, past.ever, past.mean - past.last, past.recent - past.last)


def _joined(visits: Visits, *labs: torch.Tensor) -> Numbers:
    person = visits.person[:, None].expand(-1, visits.years.shape[1], -1)
    parts = (*labs, visits.signs, visits.known, visits.years[..., None].log1p(), person)
    found: Numbers = torch.cat(parts, 2).double().numpy()
    return found


def fit(features: Numbers, came: Flags, weights: Numbers, penalty: float) -> Numbers:
    """The coefficients (F + 1,), the constant last, from rows (N, F), and whether the event `came` (N,).

    Newton's method on the weighted likelihood less `penalty` / 2 times the squares of the coefficients; the
    constant goes free.
    """
    rows = np.column_stack([features, np.ones(len(features))])
    ridge = np.append(np.full(features.shape[1], penalty), 0)
    found = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        said = _squeezed(rows @ found)
        slope = rows.T @ (weights * (said - came)) + ridge * found
        bend = (rows.T * (weights * said * (1 - said))) @ rows + np.diag(ridge)
        found = found - np.linalg.solve(bend, slope)
    return found


def probability(features: Numbers, coefficients: Numbers) -> Numbers:
    """The probability (...) of the event from features (..., F)."""
    return _squeezed(features @ coefficients[:-1] + coefficients[-1])


def _squeezed(score: Numbers) -> Numbers:
    squeezed: Numbers = 1 / (1 + np.exp(-score))
    return squeezed
