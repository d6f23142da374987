"""The keyboard's focus stays where it was when a screen draws itself anew."""

from itertools import cycle

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import PAGES, names, open_screen

WIDTHS = cycle((1366, 1300))  # of the window, in turns

# Puts the focus on the last element of a component that can have it; whether there is one.
FOCUS = """(number) => {
  const component = document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')[number]
  const can = "button:not(:disabled), input, select, textarea, a[href], [tabindex]"
  const places = [...component.shadowRoot.querySelectorAll(can)].filter((one) => one.checkVisibility())
  places.at(-1)?.focus()
  return component.shadowRoot.activeElement !== null
}"""
FOCUSED = """(number) => {
  const component = document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')[number]
  return component.shadowRoot.activeElement !== null
}"""


def lost(page: Page, number: int) -> bool:
    """Whether a component loses the focus when the window gets another width."""
    if not page.evaluate(FOCUS, number):
        return False
    page.set_viewport_size({"width": next(WIDTHS), "height": 768})
    page.wait_for_timeout(100)
    return not page.evaluate(FOCUSED, number)


@pytest.mark.parametrize("path", PAGES)
def test_no_component_loses_the_focus_when_it_is_drawn_anew(visit: OpenPage, path: str) -> None:
    page = visit(path)
    losing = {}
    for name in names(page):
        open_screen(page, name)
        settle(page)
        count = page.locator('[data-testid="stBidiComponentIsolated"]').count()
        if found := [number for number in range(count) if lost(page, number)]:
            losing[name] = found
    assert losing == {}
