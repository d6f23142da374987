"""A table of one's own on the page on laboratory values, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import OpenPage, choose, settle
from tests.browser.measures import OVERFLOW
from tests.browser.screens import choose_page
from tests.browser.test_lab import PAGE, reading

CASES = Path(__file__).parents[1] / "cases" / "tables"
FIRST = "patient,day,bilirubin (mg/dl)\nA,0,1.5\nA,90,2.5\nB,0,7\nB,50,8\nB,99,9\n"


def bring(page: Page, name: str, table: bytes) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": table}
    )
    expect(page.get_by_role("strong").filter(has_text=name)).to_be_visible()
    settle(page)


def to_screen(page: Page, name: str) -> None:
    """By the bar."""
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settle(page)


def test_a_table_is_uploaded_and_forecast(visit: OpenPage) -> None:
    page = visit(PAGE)
    table = (
        "Name;Datum;Bilirubin (mg/dl);Albumin (g/dl)\nA;01.02.2020;1,4;3,9\nA;01.08.2020;2,1;3,6\nA;x;1;1\n"
    )
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "werte.csv", "mimeType": "text/csv", "buffer": table.encode("latin-1")}
    )
    expect(page.get_by_text(re.compile("entries are left out|entry"))).to_be_visible()
    page.get_by_role("button", name="Forecast", exact=True).click()
    expect(page.locator("figure").first.locator(".known")).to_have_count(2)
    expect(page.locator("figure").nth(2).locator(".known")).to_have_count(2)
    page.get_by_role("button", name="Back to the trial").click()
    expect(page.get_by_label("Patient", exact=True)).to_be_visible(timeout=20_000)


def test_a_file_that_is_no_table_is_one_sentence(visit: OpenPage) -> None:
    page = visit(PAGE)
    for data in (b"", b"\x89PNG\r\n", b"a" * (25 * 2**20)):
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
            {"name": "values.csv", "mimeType": "text/csv", "buffer": data}
        )
        expect(page.get_by_test_id("stAlert").or_(page.get_by_text("File must be")).first).to_be_visible()
        page.reload()
        settle(page)


def test_a_corrected_table_is_what_is_forecast_and_stays(visit: OpenPage) -> None:
    page = visit(PAGE)
    bring(page, "values.csv", FIRST.encode())
    to_screen(page, "Forecast")
    before = reading(page)
    expect(page.get_by_text("A of values.csv")).to_be_visible()
    to_screen(page, "Patients")
    bring(page, "values.csv", FIRST.replace("2.5", "4.5").encode())
    to_screen(page, "Forecast")
    expect(page.locator("figcaption output").first).not_to_have_text(before)
    choose(page, "Patient of your table", "B")
    expect(page.locator("figure").first.locator(".known")).to_have_count(3)
    expect(page.get_by_text("B of values.csv")).to_be_visible()
    lost = visit(PAGE + "?" + page.url.split("?")[1])
    expect(lost.get_by_text("Your own table is not in this tab")).to_be_visible()
    expect(lost.get_by_text("you see patient 9 of the trial")).to_be_visible()


def reach(page: Page, label: str) -> None:
    """Bring a select box into view, since scrolling closes its list."""
    page.get_by_label(label, exact=True).scroll_into_view_if_needed()
    page.wait_for_timeout(300)


def type_in(page: Page, label: str, option: str) -> None:
    reach(page, label)
    choose(page, label, option)
    settle(page)


def tap(page: Page, label: str, option: str) -> None:
    """Choose from a select box without a keyboard."""
    reach(page, label)
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


@pytest.mark.parametrize(
    ("size", "select"), [({"width": 1366, "height": 768}, type_in), ({"width": 390, "height": 844}, tap)]
)
def test_what_was_understood_is_put_right(
    visit: OpenPage, size: ViewportSize, select: Callable[[Page, str, str], None]
) -> None:
    page = visit(PAGE)
    page.set_viewport_size(size)
    page.reload()
    settle(page)
    bring(page, "us_dates.csv", (CASES / "us_dates_all_ambiguous.csv").read_bytes())
    expect(page.get_by_text("which is a guess")).to_be_visible()
    select(page, "The dates in “date” are", "month, day, year")
    expect(page.get_by_text("which is a guess")).to_have_count(0)
    bring(page, "coded.csv", b"who,when,x1\nA,first,1.5\nA,second,2.5\n")
    expect(page.get_by_text("Correct it here, and go on")).to_be_visible()
    expect(page.locator(".read td", has_text="second")).to_be_visible()
    expect(page.get_by_label("The column", exact=True)).to_have_value("“who”")  # of this table
    assert page.evaluate(OVERFLOW)[0] == 0
    bring(page, "coded.csv", b"who,when,x1\nA,0,1.5\nA,90,2.5\n")
    select(page, "holds", "patient")  # the first column
    for column, role in (("when", "day, or time since the start"), ("x1", "bilirubin")):
        select(page, "The column", f"“{column}”")
        select(page, "holds", role)
    page.get_by_role("button", name="Forecast", exact=True).click()
    expect(page.locator("figure").first.locator(".known")).to_have_count(2)
    expect(page).to_have_url(re.compile("patient=own"))


def test_an_own_patient_stays_after_back_and_another_page(visit: OpenPage) -> None:
    """What the patient's control held before Back doesn't come up again when the page is left."""
    page = visit(PAGE + "?who=All+312")
    page.locator(".sheet").first.click(position={"x": 60, "y": 60})
    expect(page).to_have_url(re.compile("screen=Forecast"))
    settle(page)
    page.go_back()
    expect(page).not_to_have_url(re.compile("screen=Forecast"))
    settle(page)
    bring(page, "values.csv", (CASES / "units_in_second_header_row.csv").read_bytes())
    page.get_by_role("button", name="Forecast", exact=True).click()
    expect(page).to_have_url(re.compile("patient=own"))
    settle(page)
    for name in ("Home", "Recurrent networks"):
        choose_page(page, name)
        settle(page)
    expect(page).to_have_url(re.compile("patient=own"))
    expect(page.get_by_text("values.csv").first).to_be_visible()
