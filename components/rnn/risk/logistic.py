"""Logistic regression: the probability of an event as a weighted sum of features, squeezed between 0 and 1.

The baseline of the recurrent network: it sees one visit, or features of several made by hand.
"""

from collections.abc import Callable

import numpy as np
import torch

from components.rnn.forecast.sequences import PaddedVisits, lab_history
from components.rnn.patients import Numbers
from components.rnn.risk.survival import Flags

_NEWTON_STEPS = 25

Features = Callable[[PaddedVisits], Numbers]


def last_visit_features(visits: PaddedVisits) -> Numbers:
    """The visit itself (B, V, 31): its values and signs with what was measured, when it is, the person."""
    return _joined(visits, visits.values, visits.measured)


def last_value_features(visits: PaddedVisits) -> Numbers:
    """The same (B, V, 31), but of each lab the last value that was measured."""
    past = lab_history(visits)
    return _joined(visits, past.last, past.ever)


def history_features(visits: PaddedVisits) -> Numbers:
    """The last values, and how the mean and the moving average of each lab differ from them (B, V, 45)."""
    past = lab_history(visits)
    return _joined(visits, past.last, past.ever, past.mean - past.last, past.recent - past.last)


def _joined(visits: PaddedVisits, *labs: torch.Tensor) -> Numbers:
    person = visits.person[:, None].expand(-1, visits.years.shape[1], -1)
    parts = (*labs, visits.signs, visits.known, visits.years[..., None].log1p(), person)
    found: Numbers = torch.cat(parts, 2).double().numpy()
    return found


def fit_logistic(features: Numbers, event: Flags, weights: Numbers, penalty: float) -> Numbers:
    """Return the coefficients (F + 1,), the intercept last, from rows (N, F) and whether each had an event.

    Newton's method on the weighted negative log likelihood plus `penalty` / 2 times the squares of the
    coefficients (ridge, L2); the intercept isn't penalised.
    """
    x = np.column_stack([features, np.ones(len(features))])  # (N, F + 1)
    ridge = np.append(np.full(features.shape[1], penalty), 0)
    coefficients = np.zeros(x.shape[1])
    for _ in range(_NEWTON_STEPS):
        p = _sigmoid(x @ coefficients)
        gradient = x.T @ (weights * (p - event)) + ridge * coefficients
        hessian = (x.T * (weights * p * (1 - p))) @ x + np.diag(ridge)
        coefficients = coefficients - np.linalg.solve(hessian, gradient)
    return coefficients


def predict_probability(features: Numbers, coefficients: Numbers) -> Numbers:
    """Return the probability (...) of the event from features (..., F) and coefficients (F + 1,)."""
    return _sigmoid(features @ coefficients[:-1] + coefficients[-1])


def _sigmoid(logit: Numbers) -> Numbers:
    p: Numbers = 1 / (1 + np.exp(-logit))
    return p
