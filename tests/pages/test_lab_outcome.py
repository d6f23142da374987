"""The screen Outcome, driven without a browser."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.rnn.patients import first_visits, trial
from components.rnn.risk.ensemble import load_risk_ensembles, risk_trajectory
from components.rnn.risk.results import load_risk_results
from components.rnn.tables.own_table import template_csv
from tests.pages.conftest import OpenPage
from tests.pages.driving import labels, text

PAGE = "rnn"


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The three figures on the screen: risk, ROC, calibration."""
    assert not app.exception
    return [json.loads(one.proto.spec) for one in app.get("plotly_chart")]


def values(numbers: Any) -> Any:  # noqa: ANN401 -- as Plotly writes them
    """The numbers of a trace, which Plotly may have packed."""
    if isinstance(numbers, dict):
        import base64

        return np.frombuffer(base64.b64decode(numbers["bdata"]), numbers["dtype"])
    return np.array(numbers)


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in figure["data"] if one.get("name", "").startswith(name))


def test_a_risk_after_each_visit_is_there_at_first_paint(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Outcome")
    risk, curves, calibration = figures(app)
    patient = trial()[8]
    (never,) = [one for one in load_risk_ensembles() if patient.name in one.held_out]
    expected = risk_trajectory([never], first_visits(patient, 6))
    np.testing.assert_allclose(values(trace(risk, "LSTM ensemble")["y"]), 100 * expected.network)
    np.testing.assert_allclose(values(trace(risk, "logistic")["y"]), 100 * expected.regression)
    results = load_risk_results()
    assert f"{results.network.auroc.value:.2f}" in trace(curves, "LSTM")["name"]
    assert f"{results.regression.brier.value:.2f}" in trace(calibration, "regression")["name"]
    assert "For teaching, not for patients" in text(app)
    assert "at least as good as the LSTM" in text(app)


def test_what_came_is_shown_after_the_guess(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Outcome", patient="142", visits="8")
    before = len(figures(app)[0]["layout"]["shapes"])
    assert "death 7 months" not in text(app)
    next(button for button in app.button if button.label == "Yes").click().run()
    assert "**1 of 1** guesses right" in text(app)
    assert "**Yes:** death 7 months after this visit." in text(app)
    assert len(figures(app)[0]["layout"]["shapes"]) == before + 1


def test_where_the_follow_up_ends_early_nothing_is_guessed(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Outcome", patient="42", visits="16")
    assert "Yes" not in labels(app)
    assert "Unknown (censored):** follow-up ends 4 days after this visit" in text(app)


def test_an_own_patient_is_judged_by_all_and_nothing_is_guessed(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("my values.csv", template_csv()).run()
    next(button for button in app.button if button.label == "Forecast").click().run()
    app.session_state["screen"] = "Outcome"
    app.run()
    risk = figures(app)[0]
    assert sum(one.get("name") == "its members" for one in risk["data"]) == 50
    assert "What comes is not known." in text(app)
    assert "Yes" not in labels(app)


@pytest.mark.parametrize("experiment", ["A steep rise", "Quiet years", "Followed too briefly"])
def test_an_experiment_can_be_tried(open_page: OpenPage, experiment: str) -> None:
    app = open_page(PAGE, screen="Outcome")
    next(button for button in app.button if button.label == experiment).click().run()
    risk = figures(app)[0]
    highest = values(trace(risk, "LSTM ensemble")["y"]).max()
    assert highest < 10 if experiment == "Quiet years" else highest > 50
    assert ("Yes" in labels(app)) == (experiment != "Followed too briefly")


@pytest.mark.parametrize("patient", ["3", "44", "312", "126"])
@pytest.mark.parametrize("visits", ["1", "16"])
def test_every_patient_and_any_number_of_visits_can_be_shown(
    open_page: OpenPage, patient: str, visits: str
) -> None:
    app = open_page(PAGE, screen="Outcome", patient=patient, visits=visits)
    assert len(figures(app)) == 3
    assert not app.error
