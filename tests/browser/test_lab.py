"""The page on laboratory values, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import OVERFLOW, SMALLEST

PAGE = "/lab_forecaster"
SCREENS = [
    PAGE + "?lab=AST",
    PAGE + "?screen=Tables",
    PAGE + "?screen=Forecast",
    PAGE + "?screen=Forecast&visits=1",
]


def reading(page: Page) -> str:
    """What the first chart says of the horizon."""
    return page.locator("figcaption output").first.inner_text()


def test_the_horizon_is_dragged_and_kept_in_the_link(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    before = reading(page)
    edge = page.locator(".edge").first
    place = float(edge.get_attribute("x1") or 0)
    box = page.locator("figure svg").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + place, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + place + 40, box["y"] + box["height"] / 2, steps=5)
    assert float(edge.get_attribute("x1") or 0) > place + 30  # in the browser, while it is held
    assert reading(page) != before
    page.mouse.up()
    expect(page).to_have_url(re.compile("horizon="))
    settle(page)
    dragged = reading(page)
    page.locator("figure svg").nth(2).press("ArrowLeft")
    expect(page.locator("figcaption output").first).not_to_have_text(dragged)


def test_another_patient_is_chosen_and_what_came_is_revealed(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    before = reading(page)
    expect(page.locator(".truth")).to_have_count(0)
    page.get_by_role("button", name="higher", exact=True).click()
    settle(page)
    expect(page.locator(".truth").first).to_be_visible()
    page.get_by_label("Patient", exact=True).click()
    page.get_by_role("option", name="12", exact=True).click()
    expect(page.locator("figcaption output").first).not_to_have_text(before)
    expect(page.locator(".truth")).to_have_count(0)
    expect(page).to_have_url(re.compile("patient=12"))


@pytest.mark.parametrize("link", SCREENS)
def test_a_screen_fits_the_projector(visit: OpenPage, link: str) -> None:
    page = visit(link + "&projector=true")
    assert page.evaluate(OVERFLOW) == [0, 0]
    size, text = page.evaluate(SMALLEST)
    assert size >= 24, text


@pytest.mark.parametrize("link", SCREENS)
def test_a_screen_stacks_on_a_phone(visit: OpenPage, link: str) -> None:
    page = visit(link, width=390, height=844)
    assert page.evaluate(OVERFLOW)[0] == 0
    size, text = page.evaluate(SMALLEST)
    assert size >= 14, text
