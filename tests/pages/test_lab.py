"""The screens on laboratory values, driven without a browser."""

import base64
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pytest
import torch
from PIL import Image

from components.intake.tables import read_table
from components.render.colours import DIVERGING
from components.rnn.edits import CHANGES, as_table
from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.quantile_forecast import forecast_quantiles
from components.rnn.forecast.results import lab_results
from components.rnn.forecast.sequences import DAYS_A_YEAR, pad_visits
from components.rnn.inspection.attributions import integrated_gradients
from components.rnn.patients import LABS, first_visits, trial
from components.rnn.screens import (
    attribution,
    forecast,
    lstm_cell,
    patients,
    sequences,
    state,
    training,
    what_if,
)
from components.rnn.screens.forecast import _named
from components.rnn.tables.own_table import read_own_table, template_csv
from tests.pages.conftest import OpenPage
from tests.pages.driving import html, press, sent, text
from tests.pages.own_table import PAGE, charts


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


@pytest.mark.parametrize("patient", ["9", "42"])
def test_the_fans_are_those_of_the_ensemble_that_never_saw_the_patient(
    open_page: OpenPage, patient: str
) -> None:
    app = open_page(PAGE, screen="Forecast", patient=patient)
    (never,) = [one for one in load_ensembles() if patient in one.held_out]
    made = forecast_quantiles([never], first_visits(trial()[int(patient) - 1], 6))
    for panel, quantiles in zip(charts(app)["panels"], made.clipped, strict=True):
        np.testing.assert_allclose(panel["fan"], quantiles, rtol=1e-5)


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
    for screen in ("Patients", "Sequences", "Forecast", "What if", "LSTM cell", "Attribution"):
        app = open_page(PAGE, screen=screen, patient=patient, visits=visits)
        assert not app.exception
        assert not app.error


def test_nonsense_in_the_link_is_named(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", patient="1000", visits="0", horizon="-3")
    assert all(f"“{name}”" in app.warning[0].value + app.warning[-1].value for name in ("patient", "visits"))
    assert charts(app)["horizon"] == 2


def test_the_tables_hold_what_was_measured(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Sequences", patient="9", visits="6")
    (drawn,) = html(app)
    tables, times = drawn.split("<div class='times'>")
    one, all_of_them = tables.split("<div class='all'>")
    one = one.split("<div class='one'>")[1]
    patient = first_visits(trial()[8], 6)
    assert all_of_them.count("class='empty'") == np.isnan(patient.labs).sum()
    assert f"<th>{patient.days[5]:.0f}</th>" in one
    assert f"<th>{patient.days[0]:.0f}</th>" not in one
    assert [f"<th>{day:.0f}</th>" in all_of_them for day in patient.days] == [True] * 6
    assert f">{patient.labs[0, 0]:g}<" in all_of_them
    assert times.count("<i ") == 6
    share = patient.days[1] / 365.25 / 4  # of an axis of four years
    assert f"left: {100 * share:.2f}%" in times
    assert "The visits are 6 to 12 months apart" in text(app)
    assert "ALT was not measured" in text(app)


def test_the_unrolled_network_shows_the_states_of_the_lstm_that_is_opened(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Sequences", patient="9", visits="6")
    (drawn,) = html(app)
    every = drawn.split("<div class='all'>")[1].split("<div class='times'>")[0]
    assert every.count("<b>f</b>") == 6
    ensemble = next(one for one in load_ensembles() if "9" in one.held_out)
    visits = pad_visits([first_visits(trial()[8], 6)], ensemble.scale)
    with torch.no_grad():
        states = ensemble.members[0].encode(visits).hidden[0]
    ribbons = re.findall(r"class='state' src='(data:image/png;base64,[^']+)'", every)
    assert len(ribbons) == len(states) == 6
    for number, (ribbon, hidden) in enumerate(zip(ribbons, states, strict=True), 1):
        picture = Image.open(io.BytesIO(base64.b64decode(ribbon.split(",")[1]))).convert("RGB")
        place = ((hidden + 1) / 2 * 255).round().byte().numpy()
        assert np.abs(np.asarray(picture)[:, 0].astype(int) - DIVERGING[place]).max() <= 1
        low, high = (f"{float(one):.2f}".replace("-", "−") for one in (hidden.min(), hidden.max()))
        assert f"After visit {number}: 32 numbers from {low} to {high}" in every


def test_the_template_is_uploaded_and_forecast(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("my values.csv", template_csv()).run()
    assert not app.error
    next(button for button in app.button if button.label == "Forecast").click().run()
    drawn = charts(app)
    assert [value for _, value in drawn["panels"][0]["known"]] == [1.4, 1.7, 2.1]
    found = read_own_table(read_table(template_csv()), datetime.date.today())
    np.testing.assert_allclose(  # by the ensembles of all folds
        [panel["fan"] for panel in drawn["panels"]],
        forecast_quantiles(load_ensembles(), found.patients[0]).clipped,
        rtol=1e-5,
    )
    press(app, "Back to the trial’s patients")
    assert app.selectbox(key="patient").value == "9"
    assert app.slider(key="visits").value == 6  # as many as were known before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not a table"),
        (b"name,day\nA,1\n", "No column with a laboratory test"),
        (b"name,bilirubin\nA,1\n", "No column with the date or the day"),
        (b"1,2\n" * (25 * 2**18), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_use_is_one_sentence(open_page: OpenPage, data: bytes, words: str) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("values.csv", data).run()
    assert not app.exception
    assert words in app.error[0].value
    assert len(charts(app)["panels"]) == 7  # the page goes on


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


def test_of_much_that_is_left_out_all_can_be_taken_home(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    columns = [f"test {number}" for number in range(25)]
    rows = [",".join(["day", "bilirubin", *columns]), "0,1.5", *("1,x" for _ in range(30))]
    app.file_uploader(key="lab_table").upload("values.csv", "\n".join(rows).encode()).run()
    assert "line 22: " in text(app)
    assert "line 23: " not in text(app)
    assert any(one.proto.label == "All 30 as a table" for one in app.get("download_button"))
    assert "test 19 and 5 more." in text(app)


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEAD = "patient,date,bilirubin (mg/dl),albumin (g/dl)"
STRANGE: dict[
    str, tuple[str | bytes, str]
] = {  # tables with something wrong in them, and what the page says of it
    "unknown tests": (f"{HEAD},ALT (U/l)\nA,2020-01-01,1,4,30", "Not used: ALT"),
    "text for values": (f'{HEAD}\nA,2020-01-01,<0.5,n/a\nA,2020-02-01,"12,4",abc', "“abc” is not a number"),
    "impossible dates": (f"{HEAD}\nA,2020-02-31,1,4\nA,2020-01-01,1,4", "does not exist"),
    "dates to come": (f"{HEAD}\nA,2999-01-01,1,4\nA,2020-01-01,1,4", "lies in the future"),
    "impossible values": (f"{HEAD}\nA,2020-01-01,-1,4\nA,2020-02-01,1e9,4", "outside what is possible"),
    "duplicates": (f"{HEAD}\nA,2020-01-01,1,4\nA,2020-01-01,2,4", "in line 2"),
    "out of order": (f"{HEAD}\nA,2020-02-01,1,4\nA,2020-01-01,2,4", ""),
    "one visit": (f"{HEAD}\nA,2020-01-01,1,4", ""),
    "a lab without values": (f"{HEAD}\nA,2020-01-01,1,\nA,2020-02-01,2,", ""),
    "many visits": ("\n".join(["day,bilirubin", *(f"{day},1" for day in range(10_000))]), "last 100 visits"),
    "a formula": (workbook(["day", "bilirubin"], [0, 1.5], [9, "=B2*2"]), "formula has no stored result"),
}


@pytest.mark.parametrize("what", list(STRANGE))
def test_a_strange_table_is_explained_and_forecast(open_page: OpenPage, what: str) -> None:
    table, words = STRANGE[what]
    app = open_page(PAGE)
    data = table if isinstance(table, bytes) else table.encode()
    app.file_uploader(key="lab_table").upload("values", data).run()
    assert not app.error
    assert words in text(app)
    press(app, "Forecast")
    assert np.isfinite([panel["fan"] for panel in charts(app)["panels"]]).all()


def test_all_patients_are_at_a_glance(open_page: OpenPage) -> None:
    app = open_page(PAGE, lab="albumin", who=patients.ALL)
    sheet = sent(app, "picture_grid")
    assert len(sheet["numbers"]) == 312
    assert sheet["chosen"] == 8
    assert sheet["captions"][0] == "patient 1: Woman, 59 years, D-penicillamine, 2 visits"


def test_one_patient_is_shown_as_far_as_known(open_page: OpenPage) -> None:
    app = open_page(PAGE, patient="9", visits="6", lab="albumin")
    drawn = charts(app)
    assert drawn["large"] == 2
    known = first_visits(trial()[8], 6).labs
    for panel, values, lab in zip(drawn["panels"], known.T, LABS, strict=True):
        assert panel["note"] == patients.SAYS[lab.name]
        assert [value for _, value in panel["known"]] == pytest.approx(values[~np.isnan(values)])
        assert panel["fan"] == []
    assert "6 of 7 visits are shown. What came later is asked" in text(app)
    press(app, "Forecast this patient")
    assert charts(app)["years"]


def test_the_link_says_which_chart_is_large(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", large="platelets")
    assert charts(app)["large"] == [lab.name for lab in LABS].index("platelets")
    assert charts(open_page(PAGE, screen="Forecast"))["large"] == 0
    app = open_page(PAGE, screen="What if", large="albumin")
    assert (charts(app)["large"], charts(app)["small"]) == (2, False)


def test_the_baselines_are_drawn_on_demand(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", visits="6")
    assert not any(panel["lines"] for panel in charts(app)["panels"])
    app.toggle(key="baselines").set_value(True).run()
    assert list(charts(app)["panels"][0]["lines"]) == ["last value", "own mean", "trend"]
    assert app.query_params["baselines"] == "true"


def test_the_page_says_where_the_lstm_loses(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast")
    lost = {panel["title"]: panel["note"] for panel in charts(app)["panels"] if panel["note"]}
    better = {
        lab.name.capitalize(): _named(one.best_other) for lab, one in zip(LABS, lab_results(), strict=True)
    }
    assert lost == {
        name: f"for {name.lower()}, {better[name]} forecasts better"
        for name in ("Bilirubin", "Alkaline phosphatase")
    }
    assert "0.985 of gradient boosting" in text(app)


def test_a_frozen_forecast_lies_under_the_next(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Forecast", visits="1")
    first = charts(app)
    assert not any(panel["before"] for panel in first["panels"])
    press(app, "Freeze to compare")
    app.slider(key="visits").set_value(6).run()
    now = charts(app)
    assert [panel["before"] for panel in now["panels"]] == [panel["fan"] for panel in first["panels"]]
    assert now["years_before"] == first["years"]
    press(app, "Unfreeze")
    assert not any(panel["before"] for panel in charts(app)["panels"])


def test_what_nobody_measured_is_no_question(open_page: OpenPage) -> None:
    """An own patient without bilirubin is asked about another lab; one without any pair about none."""
    rows = ["patient,day,albumin (g/dl),AST (U/ml)", "A,0,3.5,", "A,90,3.1,", "B,0,3.5,", "B,90,,80"]
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("values.csv", "\n".join(rows).encode()).run()
    press(app, "Forecast")
    app.slider(key="visits").set_value(1).run()
    assert "albumin is 3.5 g/dl" in text(app)
    press(app, "lower")
    assert [value for _, value in charts(app)["panels"][2]["truth"]] == [3.1]


# --- What if ------------------------------------------------------------------------------------------------

ABOUT = ("9", "6", "nothing")  # what the edits of the patient at first sight are kept by


def test_an_untouched_table_changes_nothing(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if")
    for panel in charts(app)["panels"]:
        assert panel["fan"] == pytest.approx(np.array(panel["before"]))
        assert panel["gone"] == []
    table = sent(app, "edit_table")
    assert [entry["head"] for entry in table["entries"]] == list(trial()[8].days[:6])
    assert table["entries"] == table["before"]


def test_an_edited_table_moves_the_forecast_beside_the_old_one(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if")
    first = charts(app)["panels"]
    table = as_table(first_visits(trial()[8], 6))
    higher = replace(table[-1], labs=(40.0, *table[-1].labs[1:]))
    app.session_state["own table"].edits[ABOUT] = (*table[:1], *table[2:-1], higher)
    app.run()
    panel = charts(app)["panels"][0]
    assert panel["before"] == first[0]["fan"]
    assert panel["fan"][2][24] > 1.3 * panel["before"][2][24]
    assert [value for _, value in panel["gone"]] == [table[1].labs[0], table[-1].labs[0]]
    assert [value for _, value in panel["known"]][-1] == 40
    press(app, "Undo all")
    assert charts(app)["panels"][0]["fan"] == first[0]["fan"]


@pytest.mark.parametrize("change", list(CHANGES)[1:])
def test_each_change_to_begin_with_moves_the_forecast(open_page: OpenPage, change: str) -> None:
    panels = charts(open_page(PAGE, screen="What if", change=change))["panels"]
    moved = [np.abs(np.log(np.array(p["fan"][2]) / np.array(p["before"][2]))).max() for p in panels]
    assert max(moved) > 0.02


def test_the_first_visit_taken_out_leaves_the_others_where_they_are(open_page: OpenPage) -> None:
    drawn = charts(open_page(PAGE, screen="What if", change="only the last two visits"))
    days = trial()[8].days[4:6]
    assert [year for year, _ in drawn["panels"][0]["known"]] == pytest.approx(days / DAYS_A_YEAR)
    assert drawn["years"][0] == pytest.approx(days[-1] / DAYS_A_YEAR)


EDITED = "9-6-0_x4_v6b40.5"


def test_a_link_holds_edits(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if", edits=EDITED)
    entries = sent(app, "edit_table")["entries"]
    assert [entry["was"] for entry in entries] == [0, 1, 2, 4, 5]
    assert entries[-1]["cells"][0] == 40.5
    assert app.query_params["edits"] == EDITED
    press(app, "Undo all")
    assert "edits" not in app.query_params


def test_the_edits_of_a_link_stay_with_their_patient(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if", edits=EDITED, patient="42")
    assert sent(app, "edit_table")["entries"] == sent(app, "edit_table")["before"]
    assert "edits" not in app.query_params
    app.selectbox(key="patient").select("9").run()
    assert sent(app, "edit_table")["entries"][-1]["cells"][0] == 40.5
    assert app.query_params["edits"] == EDITED
    app.slider(key="visits").set_value(3).run()
    assert sent(app, "edit_table")["entries"] == sent(app, "edit_table")["before"]


def test_an_experiment_is_shown_without_edits(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if", edits="9-6-2_v6b40.5", change="albumin never measured")
    assert sent(app, "edit_table")["entries"][-1]["cells"][0] == 40.5
    app.selectbox(key="patient").select("12").run()
    press(app, "No albumin")
    assert sent(app, "edit_table")["entries"][-1]["cells"][0] != 40.5


def test_edits_that_make_no_sense_are_named(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if", edits="9-6-0_v7b40")
    assert "“edits”" in app.warning[0].value
    assert sent(app, "edit_table")["entries"] == sent(app, "edit_table")["before"]


def test_more_edits_than_a_link_can_hold_are_said(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="What if")
    table = as_table(first_visits(trial()[8], 6))
    app.session_state["own table"].edits[ABOUT] = (*table, *[replace(table[0], visit=None)] * 80)
    app.run()
    assert "more edits than a link can hold" in text(app)


@pytest.mark.parametrize("screen", ["Forecast", "What if", "LSTM cell"])
def test_values_beyond_all_that_was_learned_are_drawn_within_bounds_and_named(
    open_page: OpenPage, screen: str
) -> None:
    rows = ["patient,day,bilirubin (mg/dl),AST (U/ml)", "A,0,99,19000", "A,90,100,20000"]
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("values.csv", "\n".join(rows).encode()).run()
    app.session_state["screen"], app.session_state["look"] = screen, "Forecast"
    app.run()
    assert "never learned from bilirubin 100 mg/dl (only 0.1 to 41 mg/dl)" in text(app)
    assert [panel["guess_from"] for panel in charts(app)["panels"]] == [0] * len(LABS)
    for panel in charts(app)["panels"]:
        values = np.array([*panel["fan"], *panel["before"]])
        assert ((values >= panel["bounds"][0]) & (values <= panel["bounds"][1])).all()


# --- LSTM cell ----------------------------------------------------------------------------------------------


def test_the_gates_over_the_visits(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="LSTM cell", look="Gates", unit="3", at="2")
    heatmaps = sent(app, "gate_heatmaps")
    titles = [heat["title"] for _, maps in heatmaps["columns"] for heat in maps]
    assert titles == ["Input i", "Candidate g", "Forget f", "Cell c", "Output o", "Hidden h"]
    assert sorted(heatmaps["units"]) == list(range(32))
    assert (heatmaps["unit"], heatmaps["visit"]) == (3, 1)
    maps = {heat["title"]: np.array(heat["values"]) for _, maps in heatmaps["columns"] for heat in maps}
    assert all(values.shape == (32, 6) for values in maps.values())
    row = heatmaps["units"].index(3)
    i, f, g, o, c = (maps[name][row] for name in ("Input i", "Forget f", "Candidate g", "Output o", "Cell c"))
    assert c[1] == pytest.approx(f[1] * c[0] + i[1] * g[1], abs=1e-5)
    assert maps["Hidden h"][row][1] == pytest.approx(o[1] * np.tanh(c[1]), abs=1e-5)
    (table,) = (element.proto.body for element in app.get("html") if "c before" in element.proto.body)
    assert f"= <b>{c[1]:.2f}</b>".replace("-", "−") in table
    assert "Differs from PyTorch" in text(app)


def test_the_drawn_cell_holds_the_numbers_of_its_unit(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="LSTM cell", unit="3", at="2")
    drawn = sent(app, "cell_diagram")
    assert (len(drawn["steps"]), drawn["visit"]) == (6, 1)
    before = 0.0
    for step in drawn["steps"]:
        assert step["before"] == pytest.approx(before)
        cell = step["forget"] * before + step["input"] * step["candidate"]
        assert step["cell"] == pytest.approx(cell, abs=1e-5)
        assert step["hidden"] == pytest.approx(step["output"] * np.tanh(cell), abs=1e-5)
        before = step["cell"]


def test_the_visits_are_stepped_through(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="LSTM cell", look="Gates", at="1")
    assert app.button(key="The visit before").disabled
    app.button(key="The visit after").click().run()
    assert sent(app, "gate_heatmaps")["visit"] == 1
    app.slider(key="visits").set_value(1).run()
    assert sent(app, "gate_heatmaps")["visit"] == 0
    assert app.button(key="The visit after").disabled


def test_one_member_is_shown_beside_the_ensemble(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="LSTM cell", look="Forecast")
    together = charts(open_page(PAGE, screen="Forecast"))["panels"]
    for panel, ensembles in zip(charts(app)["panels"], together, strict=True):
        assert panel["before"] == ensembles["fan"]
        assert panel["fan"] != ensembles["fan"]


def test_a_held_gate_is_drawn_so_and_its_forecast_stands_beside_the_learned_one(open_page: OpenPage) -> None:
    shut = {"screen": "LSTM cell", "held_gate": "forget gate shut"}
    learned = charts(open_page(PAGE, screen="LSTM cell", look="Forecast"))["panels"]
    held = charts(open_page(PAGE, look="Forecast", **shut))
    assert held["names"] == ["LSTM 1, forget gate shut", "LSTM 1 as learned"]
    for panel, as_learned in zip(held["panels"], learned, strict=True):
        assert panel["before"] == as_learned["fan"]
        assert panel["fan"] != as_learned["fan"]
    titled = {
        heat["title"]: np.array(heat["values"], float)
        for _, heats in sent(open_page(PAGE, look="Gates", **shut), "gate_heatmaps")["columns"]
        for heat in heats
    }
    (forget,) = (values for title, values in titled.items() if title.lower().startswith("forget"))
    assert forget.max() < 1e-6


def test_what_is_kept_of_a_visit_is_shown_after_the_guess(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="LSTM cell", look="Without a visit", at="2")
    (_, (cell,)), (_, (without,)), (_, (apart,)) = sent(app, "gate_heatmaps")["columns"]
    cells, others = (np.array(heat["values"], float) for heat in (cell, without))
    assert np.isnan(others[:, 1]).all()
    np.testing.assert_allclose(np.array(apart["values"], float), cells - others, atol=1e-6)
    assert np.abs(cells[:, 0] - others[:, 0]).max() == 0  # before the visit nothing differs
    shares = np.linalg.norm(cells - others, axis=0)[2:] / np.linalg.norm(cells, axis=0)[2:]
    assert not any("<ol>" in element.proto.body for element in app.get("html"))
    press(app, "it fades")
    (bars,) = (element.proto.body for element in app.get("html") if "<ol>" in element.proto.body)
    assert [f"<li>{100 * share:.0f}<" in bars for share in shares] == [True] * 4


@pytest.mark.parametrize(
    ("visits", "at", "words"), [("1", "1", "Only one visit"), ("6", "6", "After the last")]
)
def test_without_the_only_or_the_last_visit(open_page: OpenPage, visits: str, at: str, words: str) -> None:
    app = open_page(PAGE, screen="LSTM cell", look="Without a visit", visits=visits, at=at)
    assert not app.exception
    assert words in app.info[0].value


# --- Attribution --------------------------------------------------------------------------------------------


def test_what_each_value_adds_is_shown_after_the_guess(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Attribution")
    (table,) = html(app)
    patient = first_visits(trial()[8], 6)
    assert table.count("<td class='empty'>") == np.isnan(patient.labs).sum()
    hidden = table.split("</style>")[1]
    assert ">sum<" not in hidden  # what they add is still hidden
    assert all(f"<td>{value:g}</td>" in hidden for value in patient.labs[~np.isnan(patient.labs)])
    assert hidden.count("<td") == patient.labs.size
    found = integrated_gradients((state.ensemble_of("9"),), patient, 0, 2.0)
    others = np.abs(found.cells).sum(0)[1:]
    press(app, LABS[1 + int(others.argmax())].name)
    assert "**1 of 1** guesses right" in text(app)
    (table,) = html(app)
    for part in found.cells[np.abs(found.cells) >= 0.005]:
        assert f"{part:+.2f}".replace("-", "−") in table
    total = f"{found.cells.sum():+.3f}"
    assert text(app).count(total) == 2  # the difference of the forecasts, and the sum of the cells


@pytest.mark.parametrize(("patient", "of"), [("9", "bilirubin"), ("42", "platelets"), ("142", "albumin")])
def test_the_guess_is_scored_by_the_influence_that_the_table_shows(
    open_page: OpenPage, patient: str, of: str
) -> None:
    app = open_page(PAGE, screen="Attribution", patient=patient, of=of)
    assert any("has the most influence" in line.value for line in app.markdown)
    names = [lab.name for lab in LABS]
    press(app, next(button.label for button in app.button if button.label in names))
    (table,) = html(app)
    assert ">influence<" in table
    shown = [float(cell.split("<")[0]) for cell in table.split("class='all influence'>")[1:]]
    assert len(shown) == len(LABS)
    greatest = max((value, name) for value, name in zip(shown, names, strict=True) if name != of)[1]
    (choice, right), *_ = app.session_state["visitor"].guesses.values()
    assert right is (choice == greatest)


# --- All screens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", list(lstm_cell.VIEWS))
def test_each_view_of_the_cell_says_that_it_is_for_teaching(open_page: OpenPage, look: str) -> None:
    assert state.TEACHING in text(open_page(PAGE, screen="LSTM cell", look=look))


@pytest.mark.parametrize(
    "screen", ["Patients", "Sequences", "Forecast", "What if", "LSTM cell", "Attribution", "Outcome"]
)
def test_a_screen_with_patients_says_that_it_is_for_teaching(open_page: OpenPage, screen: str) -> None:
    assert state.TEACHING in text(open_page(PAGE, screen=screen))


SCREENS = {
    "Patients": patients,
    "Sequences": sequences,
    "Forecast": forecast,
    "What if": what_if,
    "LSTM cell": lstm_cell,
    "Attribution": attribution,
    "Training": training,
}


@pytest.mark.parametrize("screen", list(SCREENS))
def test_the_experiments_set_exactly_their_state(open_page: OpenPage, screen: str) -> None:
    app = open_page(PAGE, screen=screen)
    module = SCREENS[screen]
    for experiment in module.EXPERIMENTS:
        press(app, experiment.title)
        assert not app.exception
        assert not app.error
        assert "edits" not in app.query_params
        for name, value in {**module.DEFAULTS, **experiment.changes}.items():
            if name == "edits":  # has its own test
                continue
            assert app.session_state[name] == value


def test_an_own_patient_passes_through_all_screens(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    app.file_uploader(key="lab_table").upload("my values.csv", template_csv()).run()
    press(app, "Forecast")
    for screen in ("Sequences", "What if", "LSTM cell", "Attribution", "Outcome"):
        app.session_state["screen"] = screen
        app.run()
        assert not app.exception
        assert not app.error
        assert "**A of my values\\.csv**" in text(app)  # nobody mistakes whose forecast it is
        assert any(button.label == "Back to the trial’s patients" for button in app.button)
