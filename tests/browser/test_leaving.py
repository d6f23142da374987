"""Every screen can be left, by the bar and by the sidebar, and made too narrow to draw in.

The page lives on, and what the screen took comes back.
"""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.screens import PAGES, bar, names, open_screen

MAIN = "(width) => { document.querySelector('[data-testid=\"stMain\"]').style.width = width }"


def assert_answers(page: Page) -> None:
    page.wait_for_function("() => true", timeout=10_000)  # evaluate() would wait for a frozen page for ever


def through_all(page: Page, path: str) -> None:
    """Open every screen, shrink it, leave it by the sidebar, come back, and leave it by the bar."""
    for name in names(page):
        open_screen(page, name)
        for width in ("60px", ""):
            page.evaluate(MAIN, width)
            page.wait_for_timeout(50)
            assert_answers(page)
        home(page)
        back(page, path)
        expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
        assert_answers(page)


def home(page: Page) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Chalknet")).to_be_visible()
    assert_answers(page)


def back(page: Page, path: str) -> None:
    page.locator(f'[data-testid="stSidebarNav"] a[href$="{path}"]').click()
    expect(bar(page).first).to_be_visible()


def held(page: Page, developer: CDPSession) -> dict[str, float]:
    """What the renderer still holds when the page is left: bytes, elements, listeners."""
    home(page)
    page.wait_for_timeout(500)
    developer.send("HeapProfiler.collectGarbage")
    metrics = developer.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in metrics}


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_that_is_left_gives_back_what_it_took(visit: OpenPage, path: str) -> None:
    page = visit(path)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    developer = page.context.new_cdp_session(page)
    developer.send("Performance.enable")
    through_all(page, path)
    first = held(page, developer)  # what is loaded once stays
    back(page, path)
    through_all(page, path)
    second = held(page, developer)
    assert errors == []
    assert second["Nodes"] < first["Nodes"] + 200  # a screen has thousands
    assert second["JSEventListeners"] < first["JSEventListeners"] + 20
    assert second["JSHeapUsedSize"] < first["JSHeapUsedSize"] + 30e6
