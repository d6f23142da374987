"""The figures of the two-year risk."""

import numpy as np
import pytest

from components.rnn.patients import first_visits, trial
from components.rnn.risk.ensemble import (
    load_risk_ensembles,
    risk_trajectory,
)
from components.rnn.risk.figures import calibration_figure, risk_figure, roc_figure
from components.rnn.risk.results import load_risk_results


def test_the_risk_figure_shows_what_came_only_if_asked() -> None:
    patient = trial()[8]  # dies 6.6 years after the first visit
    made = risk_trajectory(load_risk_ensembles()[:1], first_visits(patient, 7))
    hidden, shown = risk_figure(made, None), risk_figure(made, patient.ending)
    assert len(shown.layout.shapes) == len(hidden.layout.shapes) + 1
    assert shown.layout.annotations[-1].text == "<b>death</b>"
    assert shown.layout.shapes[-1].x0 == pytest.approx(6.57, abs=0.01)
    drawn = next(trace for trace in shown.data if trace.name == "LSTM ensemble")
    np.testing.assert_allclose(drawn.y, 100 * made.network)
    alive = risk_figure(risk_trajectory(load_risk_ensembles()[:1], first_visits(patient, 2)), patient.ending)
    assert alive.layout.annotations[-1].text == "<b>alive</b>"


def test_the_patients_place_on_the_curves() -> None:
    results = load_risk_results()
    assert results.network.rates_at(2.0) == (0, 0)
    assert results.network.rates_at(0.0) == (1, 1)
    false, true = results.regression.rates_at(0.2)
    assert false < true
    made = risk_trajectory(load_risk_ensembles()[:1], trial()[8])
    for figure in (roc_figure(results, made), calibration_figure(results, made)):
        diamonds = [trace for trace in figure.data if trace.mode == "markers"]
        assert len(diamonds) == 2
        (name,) = figure.layout.annotations
        assert name.text == "this patient"
        assert name.x in [one.x[0] for one in diamonds]


def test_a_hall_sees_every_line() -> None:
    made = risk_trajectory(load_risk_ensembles()[:1], trial()[8])
    results = load_risk_results()
    for figure in (risk_figure(made, None), roc_figure(results, made), calibration_figure(results, made)):
        assert min(trace.line.width for trace in figure.data if "lines" in trace.mode) >= 2.5
