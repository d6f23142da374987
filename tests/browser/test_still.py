"""What stands still: when another screen is chosen nothing jumps, and nothing of the old one is left."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import PAGES, bar, names, open_screen

MOST = 0.02  # of the layout shift, all entries together, those after a click too

WATCH = """() => {
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value
  }).observe({ type: "layout-shift" })
}"""


def shift_while(page: Page, name: str) -> float:
    """The layout shift from the choice of a screen until it is whole."""
    page.evaluate("() => { window.shifted = 0 }")
    open_screen(page, name)
    page.wait_for_timeout(300)
    found: float = page.evaluate("() => window.shifted")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_change_of_screens_shifts_nothing(visit: OpenPage, path: str) -> None:
    page = visit(path)
    page.set_viewport_size({"width": 1366, "height": 768})
    settle(page)
    page.evaluate(WATCH)
    first, *others = names(page)
    shifts = {}
    for round_ in ("first time", "again"):
        for name in (*others, first):
            shifts[round_, name] = shift_while(page, name)
    assert {where: shift for where, shift in shifts.items() if shift > MOST} == {}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_old_screen_stays_beside_the_new_one(visit: OpenPage, path: str) -> None:
    page = visit(path)
    first, *others = names(page)
    for old, new in zip((first, *others), others, strict=False):
        bar(page).and_(page.get_by_role("radio", name=new, exact=True)).click()
        places = page.locator('[class*="st-key-screen-"]')
        expect(page.locator(f".st-key-screen-{new.replace(' ', '-')}")).to_be_attached()
        assert places.count() == 1, (old, new)
        settle(page)
