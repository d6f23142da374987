"""Logistic regression's features, and its probability against scikit-learn."""

from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.rnn.forecast.sequences import pad_visits
from components.rnn.risk.logistic import (
    history_features,
    last_value_features,
    last_visit_features,
    predict_probability,
)
from tests.unit.rnn.risk.samples import SCALE, SOME


def test_the_probability_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(300, 4))
    event = features @ [1.0, -2.0, 0.5, 0.0] + rng.normal(size=300) > 0.3
    model = LogisticRegression().fit(features, event)
    coefficients = np.append(model.coef_[0], model.intercept_[0])
    found = predict_probability(features.reshape(30, 10, 4), coefficients)
    np.testing.assert_allclose(found.ravel(), model.predict_proba(features)[:, 1])


def test_the_last_visit_alone_is_what_the_regression_sees() -> None:
    patient = SOME[8]
    labs = patient.labs.copy()
    labs[:-1] *= 1.5
    one, two = (pad_visits([who], SCALE) for who in (patient, replace(patient, labs=labs)))
    np.testing.assert_array_equal(last_visit_features(one)[0, -1], last_visit_features(two)[0, -1])
    assert (history_features(one)[0, -1] != history_features(two)[0, -1]).any()


def test_last_values_fill_what_was_not_measured_at_the_last_visit() -> None:
    patient = next(one for one in SOME if np.isnan(one.labs[-1]).any() and len(one) > 2)
    visits = pad_visits([patient], SCALE)
    gaps = np.flatnonzero(np.isnan(patient.labs[-1]) & ~np.isnan(patient.labs[:-1]).all(0))
    assert (last_visit_features(visits)[0, -1, gaps] == 0).all()
    expected = [SCALE.transform(patient.labs)[:, lab] for lab in gaps]
    found = last_value_features(visits)[0, -1, gaps]
    np.testing.assert_allclose(found, [values[~np.isnan(values)][-1] for values in expected], atol=1e-6)
