"""Another screen is told to those who don't see it: once, and the focus goes on with them."""

from playwright.sync_api import Page, expect

from components.topics import BUILT
from components.ui.frame.screen import load
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import choose_page, open_screen

# All that the page's live region has said so far.
LISTEN = """() => {
  window.told = []
  const region = document.querySelector('body > [role="status"][aria-live="polite"]')
  new MutationObserver(() => window.told.push(region.textContent)).observe(region, {childList: true})
}"""


def told(page: Page) -> list[str]:
    """What was said since this was asked last."""
    found: list[str] = page.evaluate("() => window.told.splice(0)")
    return found


FIRST, SECOND, *_ = BUILT
START, *OTHERS = (entry.name for entry in FIRST.screens)
ONE, ANOTHER = [entry.name for entry in FIRST.screens[1:] if load(FIRST, entry).experiments][:2]


def test_a_change_of_screens_and_of_pages_is_said_once(visit: OpenPage) -> None:
    page = visit(f"/{FIRST.page}")
    page.evaluate(LISTEN)
    for name in (ONE, ANOTHER):
        open_screen(page, name)
        assert told(page) == [f"{name}, {FIRST.title}"]
    before = page.url
    page.locator(".st-key-experiments button").first.click()  # a run of the same screen
    page.wait_for_url(lambda url: url != before, wait_until="commit")  # a busy server may need a while
    settle(page)
    assert told(page) == []
    for step in (
        (),
        (f"{ONE}, {FIRST.title}",),
    ):  # to what it was before the experiment, and to the screen before
        page.go_back()
        page.wait_for_timeout(500)
        if step:
            page.wait_for_function("() => window.told.length")
        settle(page)
        assert told(page) == list(step)
    choose_page(page, SECOND.title)
    expect(page.locator("h2")).to_have_text(SECOND.header)
    settle(page)
    assert told(page) == [f"{SECOND.screens[0].name}, {SECOND.title}"]
    choose_page(page, "Home")
    expect(page.locator("h1")).to_be_attached()
    settle(page)
    assert told(page) == ["Home, Chalknet"]


def test_the_focus_stays_on_the_bar_or_goes_to_the_picture(visit: OpenPage) -> None:
    page = visit("/")
    page.get_by_role("button", name=FIRST.title).press("Enter")  # which is gone afterwards
    picture = page.locator(".st-key-picture")
    expect(picture).to_be_focused()
    settle(page)
    for name in (START, *OTHERS):
        chosen = page.get_by_role("radio", name=name, exact=True)
        chosen.press("Enter")
        settle(page)
        expect(chosen).to_be_focused()
    open_screen(page, ONE)
    page.locator(".st-key-experiments button").first.focus()  # of the screen that Back leaves
    page.go_back()
    expect(page.get_by_role("radio", name=OTHERS[-1], exact=True)).to_be_checked()
    expect(picture).to_be_focused()
