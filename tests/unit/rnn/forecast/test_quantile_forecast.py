"""The curves that the page draws, from the shipped ensembles."""

from dataclasses import replace

import numpy as np
import pytest

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.quantile_forecast import MAX_YEARS_AHEAD, STEPS, forecast_quantiles
from components.rnn.patients import first_visits, trial

ENSEMBLES = load_ensembles()
PATIENT = first_visits(trial()[8], 4)


def test_a_fan_is_in_the_labs_own_units() -> None:
    made = forecast_quantiles(ENSEMBLES[:1], PATIENT)
    assert made.quantiles.shape == (7, 5, STEPS)
    assert made.years[0] == pytest.approx(PATIENT.days[-1] / 365.25)
    assert made.years[-1] - made.years[0] == pytest.approx(MAX_YEARS_AHEAD)
    assert (np.diff(made.quantiles, axis=1) >= 0).all()
    last = [column[~np.isnan(column)][-1] for column in PATIENT.labs.T]
    np.testing.assert_allclose(made.last, last, rtol=1e-6)
    soon = made.quantiles[:, 2, 1]
    assert (np.abs(np.log(soon / last)) < 1).all()  # a month later nothing has tripled


def test_the_median_is_nearer_to_what_came_than_the_last_value() -> None:
    """Bilirubin, four visits ahead, over all patients by the fold that never saw them: what the card says."""
    ours, theirs = [], []
    for ensemble in ENSEMBLES:
        for patient in trial():
            if patient.name in ensemble.held_out and len(patient) > 8:
                made = forecast_quantiles((ensemble,), first_visits(patient, 4))
                years, came = patient.days[7] / 365.25, patient.labs[7, 0]
                median = np.interp(years, made.years, made.quantiles[0, 2])
                ours.append(abs(np.log(median / came)))
                theirs.append(abs(np.log(made.last[0] / came)))
    assert len(ours) > 80
    assert np.mean(ours) < np.mean(theirs)


def test_several_ensembles_are_averaged() -> None:
    one, other, both = (
        forecast_quantiles(some, PATIENT) for some in (ENSEMBLES[:1], ENSEMBLES[1:2], ENSEMBLES[:2])
    )
    np.testing.assert_allclose(both.quantiles[0], np.sqrt(one.quantiles[0] * other.quantiles[0]), rtol=1e-5)
    np.testing.assert_allclose(both.quantiles[2], (one.quantiles[2] + other.quantiles[2]) / 2, rtol=1e-5)


def test_an_unknown_person_with_one_visit_and_one_lab_is_forecast() -> None:
    labs = np.full((1, 7), np.nan)
    labs[0, 2] = 3.1
    nobody = replace(
        PATIENT, days=np.zeros(1), labs=labs, signs=np.full((1, 5), np.nan), age=np.nan, female=np.nan
    )
    made = forecast_quantiles(ENSEMBLES, nobody)
    assert np.isfinite(made.quantiles).all()
    assert np.isnan(made.last[0])
    assert made.last[2] == pytest.approx(3.1)


def test_a_trend_goes_on_as_the_values_did() -> None:
    years, values = np.arange(4.0), np.exp(0.1 * np.arange(4.0))
    labs = np.full((4, 7), np.nan)
    labs[:, 0], labs[0, 1], labs[:, 2] = values, 300, [3.0, 3.1, 3.2, 3.3]
    made = forecast_quantiles(
        ENSEMBLES[:1], replace(PATIENT, days=years * 365.25, labs=labs, signs=np.full((4, 5), np.nan))
    )
    then = made.years
    np.testing.assert_allclose(made.trend[0], np.exp(0.1 * then), rtol=1e-6)
    np.testing.assert_allclose(made.trend[2], 3.0 + 0.1 * then, rtol=1e-6)
    assert np.isnan(made.trend[1]).all()  # one value has no trend
