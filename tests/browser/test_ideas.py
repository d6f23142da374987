"""The formulas of all ideas, on a phone and on a large screen: nothing of them is out of sight."""

import pytest
from playwright.sync_api import Page, ViewportSize

from components.topics import BUILT
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import PAGES, names, open_notes, open_screen
from tests.browser.server import ROOT

WIDE = """() => [...document.querySelectorAll('.katex-display, .katex-display .katex-html')]
  .filter((formula) => formula.scrollWidth > formula.clientWidth + 1 && formula.clientWidth)
  .map((formula) => formula.closest('.katex-display').querySelector('annotation').textContent)"""
SIZES: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1920, "height": 1080})


def has_notes(page: Page) -> bool:
    """Open the notes of a screen, if it has some; they stay open from screen to screen."""
    if not page.get_by_text("Notes: the idea", exact=True).count():
        return False
    open_notes(page)
    return True


def formulas_of(path: str) -> bool:
    """Whether the ideas of a page's screens hold displayed formulas."""
    (folder,) = [topic.folder for topic in BUILT if f"/{topic.page}" == path]
    sources = (ROOT / "components" / folder / "screens").glob("*.py")
    return any("$$" in source.read_text(encoding="utf-8") for source in sources)


@pytest.mark.parametrize("path", PAGES)
def test_no_formula_is_cut(visit: OpenPage, path: str) -> None:
    page = visit(path)
    seen = 0
    for name in names(page):
        open_screen(page, name)
        for size in SIZES:
            page.set_viewport_size(size)
            settle(page)
            if not has_notes(page):
                break
            seen += page.locator(".katex-display").count()
            assert page.evaluate(WIDE) == [], name
        page.set_viewport_size(SIZES[-1])
    assert seen or not formulas_of(path)
