"""The app's own pages and screens: its topics name the pages, and the bar of each page its screens."""

from playwright.sync_api import Locator, Page

from components.topics import BUILT
from tests.browser.conftest import settle

PAGES = tuple(f"/{topic.page}" for topic in BUILT)


def bar(page: Page) -> Locator:
    return page.get_by_test_id("stButtonGroup").first.get_by_role("radio")


def names(page: Page) -> list[str]:
    """The screens of the page that is open."""
    found = bar(page).all_inner_texts()
    assert found
    return found


def open_screen(page: Page, name: str) -> None:
    bar(page).filter(has_text=name).and_(page.get_by_role("radio", name=name, exact=True)).click()
    settle(page)
