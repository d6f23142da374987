"""A visitor's own table: what the screens show of it follows it, and it stays until it is put away."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components.rnn import TOPIC
from components.rnn.edits import as_table
from components.rnn.patients import fingerprint
from tests.pages.conftest import OpenPage
from tests.pages.driving import followed, html, press, sent, text
from tests.pages.own_table import PAGE, bilirubin, bring, charts, opened

FIRST = "patient,day,bilirubin (mg/dl)\nA,0,1.5\nA,90,2.5\nB,0,7\nB,50,8\nB,99,9\n"
CORRECTED = FIRST.replace("2.5", "4.5")


def choose_own(app: AppTest, name: str) -> None:
    app.selectbox(key="own_patient").select(name).run()
    assert not app.exception


@pytest.mark.parametrize("screen", ["Forecast", "What if"])
def test_a_corrected_table_is_what_every_screen_shows(open_page: OpenPage, screen: str) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    assert bilirubin(opened(app, screen)) == [1.5, 2.5]
    before = charts(app)["panels"][0]["fan"]
    bring(opened(app, "Patients"), CORRECTED)
    assert bilirubin(opened(app, screen)) == [1.5, 4.5]
    assert charts(app)["panels"][0]["fan"] != before


def test_the_table_is_still_there_and_its_patients_are_chosen_in_turn(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    opened(app, "Training")
    opened(app, "Patients")
    assert "**values\\.csv**" in text(app)
    choose_own(app, "B")
    assert bilirubin(opened(app, "Forecast")) == [7, 8, 9]
    assert "**B of values\\.csv**" in text(app)
    choose_own(app, "A")  # on this screen too
    assert bilirubin(app) == [1.5, 2.5]
    bring(opened(app, "Patients"), CORRECTED)
    assert app.selectbox(key="own_patient").value == "A"


def test_the_patient_who_was_chosen_stays_so_in_the_corrected_table(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    choose_own(app, "B")
    bring(app, CORRECTED)
    assert bilirubin(opened(app, "Forecast")) == [7, 8, 9]
    bring(opened(app, "Patients"), "patient,day,bilirubin\nC,0,1\n")  # without B
    assert bilirubin(opened(app, "Forecast")) == [1]


def test_another_page_leaves_the_table_alone(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    app.switch_page("pages/home.py").run()
    app.switch_page(f"pages/{PAGE}.py").run()
    assert bilirubin(opened(app, "Forecast")) == [1.5, 2.5]


def test_the_trial_and_the_table_are_shown_in_turn(open_page: OpenPage) -> None:
    app = open_page(PAGE, patient="20", visits="3")
    bring(app, FIRST)
    opened(app, "Forecast")
    press(app, "Back to the trial’s patients")
    assert (app.selectbox(key="patient").value, app.slider(key="visits").value) == ("20", 3)
    assert "patient" in app.query_params
    press(app, "Your table")
    assert bilirubin(app) == [1.5, 2.5]
    press(app, "A slow rise")  # an experiment with a patient of the trial
    assert (app.selectbox(key="patient").value, app.slider(key="visits").value) == ("112", 6)


def test_a_table_that_is_put_away_is_gone(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    press(app, "Put the table away")
    assert "values\\.csv" not in text(app)
    opened(app, "Forecast")
    assert app.selectbox(key="patient").value == "9"
    assert not any(button.label == "Your table" for button in app.button)
    assert "own" not in app.query_params


def test_what_is_no_table_leaves_the_one_that_is_held(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    app.file_uploader[0].upload("values.pdf", b"%PDF-1.7").run()
    assert "not a table" in app.error[0].value
    assert "is still the table that is used" in app.error[0].value
    assert bilirubin(opened(app, "Forecast")) == [1.5, 2.5]
    assert not opened(app, "Patients").exception


def test_a_corrected_table_says_that_the_cells_changed_on_what_if_are_as_they_were_sent(
    open_page: OpenPage,
) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    mine = app.session_state["own table"]
    of = (fingerprint(mine.held.patient), str(len(mine.held.patient)), "nothing")
    mine.edits[of] = as_table(mine.held.patient)
    assert not opened(app, "What if").info
    opened(app, "Patients")
    bring(app, CORRECTED)
    assert "this one is as it was sent" in opened(app, "What if").info[0].value
    opened(app, "Patients")
    press(app, "Put the table away")
    bring(app, FIRST)  # no other one was held before it
    assert not opened(app, "What if").info


def test_names_are_shown_as_they_are_written(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin\n*B* $x$ [a](b),0,1\n", "my_*values*.csv")
    opened(app, "Forecast")
    assert "**\\*B\\* \\$x\\$ \\[a\\]\\(b\\) of my\\_\\*values\\*\\.csv**" in text(app)


def test_the_link_of_every_screen_names_the_table_that_is_held(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    for screen in (entry.name for entry in TOPIC.screens):
        assert opened(app, screen).query_params["own"] == "table", screen
    press(opened(app, "Forecast"), "Back to the trial’s patients")
    assert not app.warning


def test_a_link_to_an_own_table_says_that_it_is_gone() -> None:
    app = followed(PAGE, screen="Forecast", patient="own", visits="3", own="table")
    (told,) = app.warning
    assert "Your own table is not in this tab" in told.value
    assert "patient 9 of the trial" in told.value
    assert app.selectbox(key="patient").value == "9"
    app.button(key="dismiss lost table").click().run()
    assert not app.warning
    for screen in ("Patients", "Training"):  # which show no patient
        app = followed(PAGE, screen=screen, own="table")
        assert "Your own table is not in this tab" in app.warning[0].value
    app = followed(PAGE, screen="What if", patient="own")  # a link of a screen that didn't name the table
    assert "Your own table is not in this tab" in app.warning[0].value
    app = followed(PAGE, own="table")
    assert "Your own table is not in this tab" in app.warning[0].value
    bring(app, FIRST)
    assert not app.warning


def test_the_link_says_that_an_own_table_is_shown(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    opened(app, "Forecast")
    assert (app.query_params["patient"], app.query_params["own"]) == ("own", "table")
    press(app, "Back to the trial’s patients")
    assert "own" not in app.query_params  # such a link lacks nothing


def test_what_is_frozen_says_whose_it_is(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, FIRST)
    opened(app, "Forecast")
    press(app, "Freeze to compare")
    assert "Frozen: the forecast of this patient, after 2 visits." in text(app)
    choose_own(app, "B")
    assert "Frozen: the forecast of A of values\\.csv, after 2 visits" in text(app)
    bring(opened(app, "Patients"), CORRECTED)
    choose_own(app, "A")
    opened(app, "Forecast")
    assert "of A of values\\.csv, as an earlier table had it, after 2 visits" in text(app)


def test_edits_stay_with_their_table(open_page: OpenPage) -> None:
    """They belong neither to a patient of the same name in the next table, nor to the trial or a link."""
    app = open_page(PAGE)
    bring(app, FIRST)
    opened(app, "What if")
    own = app.session_state["own table"]
    about = (fingerprint(own.held.patient), "2", "nothing")
    own.edits[about] = (replace(as_table(own.held.patient)[1], day=300.0),)
    app.run()
    assert [entry["head"] for entry in sent(app, "edit_table")["entries"]] == [300]
    assert "edits" not in app.query_params
    bring(opened(app, "Patients"), CORRECTED)
    opened(app, "What if")
    assert [entry["head"] for entry in sent(app, "edit_table")["entries"]] == [0, 90]
    press(app, "Back to the trial’s patients")
    assert sent(app, "edit_table")["entries"] == sent(app, "edit_table")["before"]
    bring(opened(app, "Patients"), FIRST)
    assert [entry["head"] for entry in sent(opened(app, "What if"), "edit_table")["entries"]] == [300]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((0, 2), "The visits are 2 days apart."),
        ((0, 1), "The visits are 1 day apart."),
        ((0, 1, 15), "The visits are 1 to 14 days apart."),
        ((0, 14, 500), "The visits are 14 days to 16 months apart."),
        ((0, 90), "The visits are 3 months apart."),
        ((0, 20, 40), "The visits are 20 days apart."),
    ],
)
def test_visits_a_few_days_apart_are_said_in_days(
    open_page: OpenPage, days: tuple[int, ...], words: str
) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin (mg/dl)\n" + "".join(f"A,{day},1.5\n" for day in days))
    assert words in text(opened(app, "Sequences"))


def test_the_guess_names_days_where_visits_are_days_apart(open_page: OpenPage) -> None:
    app = open_page(PAGE, visits="1")
    bring(app, "patient,day,bilirubin (mg/dl)\nA,0,1.5\nA,2,1.9\n")
    opened(app, "Forecast").slider(key="visits").set_value(1).run()
    assert "What was it really at the next visit, 2 days later?" in text(app)


def test_converted_values_are_shown_without_the_digits_of_the_conversion(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin (µmol/l)\nA,0,24\nA,90,24\n")
    assert ">1.404<" in html(opened(app, "Sequences"))[0]
