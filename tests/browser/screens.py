"""The app's own pages and screens: its topics name the pages, and the bar of each page its screens."""

from playwright.sync_api import Locator, Page, expect

from components.topics import BUILT
from tests.browser.conftest import settle

STEP = "() => navigation.currentEntry.index"  # the place of the present entry in the browser's history
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


def menu(page: Page) -> Locator:
    """The menu of pages, unfolded if it isn't yet."""
    found = page.get_by_test_id("stSidebar")
    expect(found).to_be_attached()
    if found.get_attribute("data-collapsed") == "true":
        page.get_by_test_id("stExpandSidebarButton").click()
        expect(found).to_have_attribute("data-collapsed", "false")
        settle(page)
    return found


def choose_page(page: Page, title: str) -> None:
    """Choose a page from the menu, by its title or a part of it."""
    menu(page).get_by_role("link", name=title).click()


def open_notes(page: Page) -> Locator:
    """The notes of a screen beside its picture, opened if they aren't yet."""
    notes = page.locator(".st-key-idea")
    if not notes.count():
        page.get_by_text("Notes: the idea", exact=True).click()
        notes.wait_for()
    return notes
