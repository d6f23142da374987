"""What was understood of a visitor's table is shown, and a visitor puts it right."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.rnn.screens.own_table_state import HeldTable
from tests.pages.conftest import OpenPage
from tests.pages.driving import html, press, text
from tests.pages.own_table import PAGE, bilirubin, bring, opened

CASES = Path(__file__).parents[1] / "cases" / "tables"
CODED = "who,when,x1,x2\nA,0,1.5,9\nA,90,2.5,8\n"  # no name says anything


def brought(app: AppTest, case: str) -> AppTest:
    app.file_uploader[0].upload(case, (CASES / case).read_bytes()).run()
    assert not app.exception
    return app


def held(app: AppTest) -> HeldTable:
    found: HeldTable = app.session_state["own table"].held
    return found


def days(app: AppTest) -> list[list[float]]:
    found = held(app).found
    assert found
    return [patient.days.tolist() for patient in found.patients]


def choose(app: AppTest, key: str, option: object) -> None:
    app.selectbox(key=key).set_value(option).run()
    assert not app.exception


def preview(app: AppTest) -> str:
    (body,) = html(app)
    return body


def test_a_guess_on_dates_is_shown_and_turned(open_page: OpenPage) -> None:
    app = brought(open_page(PAGE), "us_dates_all_ambiguous.csv")
    assert "is a guess" in text(app)
    before = days(app)
    choose(app, "own_order", "month day year")
    assert days(app) != before
    assert app.selectbox(key="own_order").value == "month day year"
    press(app, "Forget my corrections")
    assert days(app) == before


def test_a_guess_on_units_is_shown_and_changed(open_page: OpenPage) -> None:
    app = brought(open_page(PAGE), "si_values_without_units.csv")
    assert app.selectbox(key="own_system").value == "SI"
    assert bilirubin(opened(app, "Forecast"))[0] < 5
    choose(opened(app, "Patients"), "own_system", "conventional")
    assert bilirubin(opened(app, "Forecast"))[0] > 20


def test_a_guess_on_who_is_who_is_shown_and_changed(open_page: OpenPage) -> None:
    app = brought(open_page(PAGE), "row_id_before_patient.csv")
    assert len(held(app).names) == 2
    choose(app, "own_identity", 0)
    assert len(held(app).names) == 4
    choose(app, "own_identity", 1)
    assert len(held(app).names) == 2


def test_what_is_plain_is_not_asked(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin (mg/dl)\nA,0,1.5\n")
    keys = {box.key for box in app.selectbox}
    assert not keys & {"own_order", "own_system", "own_identity"}


def test_a_table_that_cannot_be_read_is_put_right_by_hand(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, CODED)
    assert len(app.error) == 1
    assert held(app).found is None
    assert ">90<" in preview(app)  # the first rows
    for place, role in ((0, "patient"), (1, "day"), (2, "bilirubin")):
        choose(app, "own_column", place)
        choose(app, "own_role", role)
    assert not app.error
    assert app.session_state["own_understood"]  # the box that was corrected in is still open
    choose(app, "own_unit", "µmol/l")
    assert held(app).names == ("A",)
    assert bilirubin(opened(app, "Forecast")) == pytest.approx([1.5 / 17.1, 2.5 / 17.1], rel=1e-3)


def test_until_it_is_put_right_the_trial_is_shown(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, CODED)
    opened(app, "Forecast")
    assert app.selectbox(key="patient").value == "9"
    assert "values\\.csv isn’t understood yet" in text(app)
    assert not any(button.label == "Your table" for button in app.button)


def test_the_same_table_mended_and_brought_again_needs_no_second_correction(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, CODED)
    for place, role in ((0, "patient"), (1, "day"), (2, "bilirubin")):
        choose(app, "own_column", place)
        choose(app, "own_role", role)
    bring(app, CODED.replace("2.5", "3.5"))
    assert bilirubin(opened(app, "Forecast")) == [1.5, 3.5]


def test_another_header_is_chosen(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin\nnobody,day,bilirubin (µmol/l)\nA,0,17.1\n")
    choose(app, "own_header", 2)
    assert held(app).interpretation.header == 2


def test_cells_and_headers_are_shown_as_they_are_written(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "patient,day,bilirubin,<b>$x$</b>\n<script>1</script>,0,1.5,1\n")
    assert "&lt;script&gt;" in preview(app)
    assert "<script>1" not in preview(app)
    assert "&lt;b&gt;" in preview(app)
    assert "<b>$x$" not in text(app)


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_every_case_ends_in_a_forecast_or_in_a_sentence_with_controls(open_page: OpenPage, case: str) -> None:
    app = brought(open_page(PAGE), case)
    mine = app.session_state["own table"]
    if mine.held is None:
        assert mine.refused == app.error[0].value
    elif mine.held.found is None:
        assert app.error[0].value
        assert "own_role" in {box.key for box in app.selectbox}
    else:
        press(app, "Forecast")
        assert not app.exception
        assert bilirubin(app) or not app.error


def test_whom_no_known_name_tells_apart_a_column_is_chosen_for(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    bring(app, "animal,day,bilirubin (mg/dl)\ncat,0,1\ndog,5,2\ncat,9,3\n")
    assert held(app).names == ("1",)
    choose(app, "own_identity", 0)
    assert held(app).names == ("cat", "dog")
    choose(app, "own_identity", -1)
    assert held(app).names == ("1",)
