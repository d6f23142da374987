"""Every screen can be left, by the bar and by the sidebar, and made too narrow to draw in.

The page lives on, and what the screen took comes back.
"""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import PAGES, bar, choose_page, menu, names, open_screen

MAIN = "(width) => { document.querySelector('[data-testid=\"stMain\"]').style.width = width }"


# Chooses the home page, and clicks for a while on what the components of the present one show.
LEAVE_CLICKING = """() => new Promise((resolve) => {
  const shown = '[data-testid="stMain"] :not(.st-key-chrome *)' // the frame's own buttons aren't the screen's
  const roots = [...document.querySelectorAll(shown)].map(({ shadowRoot }) => shadowRoot)
  const seen = "button, .sheet, canvas, svg, input"
  const targets = roots.filter(Boolean).flatMap((root) => [...root.querySelectorAll(seen)]).slice(0, 40)
  document.querySelector('[data-testid="stSidebarNavLink"]').click()
  let rounds = 0
  const again = setInterval(() => {
    for (const target of targets.filter(({ isConnected }) => isConnected)) {
      const { left, top, width, height } = target.getBoundingClientRect()
      const place = { bubbles: true, clientX: left + width / 3, clientY: top + height / 2 }
      for (const kind of ["pointerdown", "pointerup"]) target.dispatchEvent(new PointerEvent(kind, place))
      target.dispatchEvent(new MouseEvent("click", place))
    }
    if ((rounds += 1) < 10) return
    clearInterval(again)
    resolve()
  }, 4)
})"""


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
        expect(bar(page).and_(page.get_by_role("radio", name=name, exact=True))).to_be_checked()
        assert_answers(page)


def home(page: Page) -> None:
    choose_page(page, "Home")
    expect(page.get_by_role("heading", name="Chalknet")).to_be_visible()
    assert_answers(page)


def back(page: Page, path: str) -> None:
    menu(page).locator(f'a[href$="{path}"]').click()
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


@pytest.mark.parametrize("path", PAGES)
def test_what_is_clicked_while_a_screen_is_being_left_breaks_nothing(visit: OpenPage, path: str) -> None:
    page = visit(path)
    for name in names(page):
        open_screen(page, name)
        page.evaluate(LEAVE_CLICKING)
        settle(page)  # the last click counts: it may have called the screen back
        expect(page.get_by_test_id("stException"), name).to_have_count(0)
        home(page)
        back(page, path)
