"""Logistic regression: the probability of an event as a weighted sum of features, squeezed between 0 and 1.

The baseline of the recurrent network: it sees one visit, or features of several made by hand. Its
coefficients come from the recipe, by scikit-learn (weights/recipes/rnn_outcome).
"""

from collections.abc import Callable

import numpy as np
import torch

from components.rnn.forecast.sequences import PaddedVisits, lab_history
from components.rnn.patients import Numbers

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


def predict_probability(features: Numbers, coefficients: Numbers) -> Numbers:
    """Return the probability (...) of the event from features (..., F).

    The coefficients are (F + 1,), the intercept last.
    """
    p: Numbers = 1 / (1 + np.exp(-features @ coefficients[:-1] - coefficients[-1]))
    return p
