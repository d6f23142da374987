"""The screen Outcome, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import OVERFLOW, SMALLEST

LINK = "/rnn?screen=Outcome"


def test_a_guess_reveals_the_ending(visit: OpenPage) -> None:
    page = visit(LINK + "&patient=142&visits=8")
    risk = page.get_by_test_id("stPlotlyChart").first
    expect(risk.get_by_text("2 years", exact=True)).to_be_visible()
    expect(risk.get_by_text("death", exact=True)).to_have_count(0)
    page.get_by_role("button", name="No", exact=True).click()
    expect(risk.get_by_text("death", exact=True)).to_be_visible()
    expect(page.get_by_text("death 7 months after this visit")).to_be_visible()


@pytest.mark.parametrize("experiment", ["A steep rise", "Followed too briefly"])
def test_the_screen_fits_the_projector(visit: OpenPage, experiment: str) -> None:
    page = visit(LINK + "&projector=true")
    page.get_by_role("button", name="No", exact=True).click()  # from here on a tally stands in the dock
    settle(page)
    page.get_by_role("button", name="Show the controls").click()
    page.get_by_role("button", name=experiment).click()
    settle(page)
    assert page.evaluate(OVERFLOW) == [0, 0]
    page.get_by_role("button", name="Fold the controls").click()
    settle(page)
    assert page.evaluate(OVERFLOW) == [0, 0]
    size, text = page.evaluate(SMALLEST)
    assert size >= 24, text
