"""The screens on laboratory values, driven without a browser."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.lab.ensemble import load_ensembles
from components.lab.own_table import template
from components.lab.patients import LABS, known, trial
from components.lab.sequences import DAYS_A_YEAR
from tests.pages.conftest import OpenPage

PAGE = "lab_forecaster"


def charts(app: AppTest) -> dict[str, Any]:
    """What the charts on the screen were given to draw."""
    assert not app.exception
    (one,) = [
        one.proto for one in app.get("bidi_component") if one.proto.component_name.endswith("fan_charts")
    ]
    found: dict[str, Any] = json.loads(one.json)
    return found


def text(app: AppTest) -> str:
    return " ".join(str(line.value) for kind in (app.markdown, app.caption) for line in kind)


def test_a_forecast_is_open_at_first_paint(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast")
    drawn = charts(app)
    assert [panel["title"].lower() for panel in drawn["panels"]] == [lab.name.lower() for lab in LABS]
    patient = next(patient for patient in trial() if patient.name == "9")
    for number, panel in enumerate(drawn["panels"]):
        measured = ~np.isnan(patient.labs[:6, number])
        years, values = zip(*panel["known"], strict=True)
        assert values == pytest.approx(patient.labs[:6, number][measured])
        assert years == pytest.approx(patient.days[:6][measured] / DAYS_A_YEAR)
        assert (np.diff(panel["fan"], axis=0) >= 0).all()
        assert np.isfinite(panel["fan"]).all()
        assert panel["truth"] == []  # not before the guess
    assert drawn["years"][0] == pytest.approx(patient.days[5] / DAYS_A_YEAR)


def test_what_came_is_shown_after_the_guess(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", patient="9", visits="3")
    patient = next(patient for patient in trial() if patient.name == "9")
    before, after = patient.labs[2:4, 0]
    right = "within 10 %" if abs(after / before - 1) < 0.1 else "higher" if after > before else "lower"
    next(button for button in app.button if button.label == right).click().run()
    assert "**1 of 1** guesses right" in text(app)
    truth = charts(app)["panels"][0]["truth"]
    assert [value for _, value in truth] == pytest.approx(patient.labs[3:, 0])


def test_a_patient_is_forecast_by_those_who_never_saw_them() -> None:
    held_out = [name for ensemble in load_ensembles() for name in ensemble.held_out]
    assert sorted(held_out, key=int) == [patient.name for patient in trial()]


@pytest.mark.parametrize("patient", ["3", "44", "312", "126"])
@pytest.mark.parametrize("visits", ["1", "16"])
def test_every_patient_and_any_number_of_visits_can_be_shown(
    open_page: OpenPage, patient: str, visits: str
) -> None:
    for screen in ("Patients", "Tables", "Forecast"):
        app = open_page(PAGE, screen=screen, patient=patient, visits=visits)
        assert not app.exception
        assert not app.error


def test_nonsense_in_the_link_is_named(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", patient="1000", visits="0", horizon="-3")
    assert all(f"“{name}”" in app.warning[0].value + app.warning[-1].value for name in ("patient", "visits"))
    assert charts(app)["horizon"] == 2


def test_the_tables_hold_what_was_measured(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Tables", patient="9", visits="6")
    one, all_of_them = (element.proto.body for element in app.get("html"))
    patient = known(trial()[8], 6)
    assert all_of_them.count("class='empty'") == np.isnan(patient.labs).sum()
    assert f"day {patient.days[5]:.0f}" in one
    assert f"day {patient.days[0]:.0f}<" not in one
    assert f">{patient.labs[0, 0]:g}<" in all_of_them


def test_the_template_is_uploaded_and_forecast(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("my values.csv", template()).run()
    assert not app.error
    next(button for button in app.button if button.label == "Forecast").click().run()
    drawn = charts(app)
    assert [value for _, value in drawn["panels"][0]["known"]] == [1.4, 1.7, 2.1]
    assert np.isfinite([panel["fan"] for panel in drawn["panels"]]).all()
    next(button for button in app.button if button.label == "Back to the trial").click().run()
    assert app.selectbox(key="patient").value == "9"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"%PDF-1.7", "not a table"), (b"name,day\nA,1\n", "No usable laboratory value")],
)
def test_a_file_that_is_no_use_is_one_sentence(open_page: OpenPage, data: bytes, words: str) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("values.csv", data).run()
    assert not app.exception
    assert words in app.error[0].value


def test_what_is_left_out_is_listed_with_its_reason(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    rows = (
        b"patient;date;bilirubin;weight",
        b"A;01.02.2020;1,4;70",
        b"A;31.02.2020;1,5;71",
        b"<b>;01.02.2020;x;1",
    )
    table = b"\n".join(rows)
    app.file_uploader(key="lab_table").upload("values.csv", table).run()
    assert "line 3" in text(app)
    assert "does not exist" in text(app)
    assert "Not used: weight" in text(app)


def test_all_patients_are_at_a_glance(open_page: OpenPage) -> None:
    app = open_page(PAGE, lab="albumin")
    (sheet,) = [
        one.proto for one in app.get("bidi_component") if one.proto.component_name.endswith("picture_grid")
    ]
    sent = json.loads(sheet.json)
    assert len(sent["numbers"]) == 312
    assert sent["chosen"] == 8
    assert sent["captions"][0] == "patient 1: Woman, 59 years, D-penicillamine, 2 visits"
