import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.chromium import OPTIONS, find
from tests.browser.server import serving

OpenPage = Callable[[str], Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that all tests use."""
    path = find()
    if path is None:
        reason = "no Chromium found: run `python -m tests.browser.chromium`, or set CHALKNET_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(OPTIONS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The app, served once for all browser tests; nothing outside this machine is ever needed."""
    with serving(CHALKNET_WEIGHTS_URL="http://127.0.0.1:9/") as (url, _):
        yield url


# The script has run, and every part of the page whose code comes later is there.
COMPLETE = """() => {
  const app = document.querySelector('[data-testid="stApp"]')
  const components = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  return app?.dataset.testScriptState === "notRunning"
    && !document.querySelector('[data-testid="stSkeleton"]')
    && components.every(component => component.shadowRoot?.childElementCount)
}"""

# Where everything stands, and how much the components have drawn.
PLACES = """() => [
  ...[...document.querySelectorAll('[data-testid="stElementContainer"]')]
    .map(e => e.getBoundingClientRect()).map(r => [r.x, r.y, r.width, r.height].join()),
  ...[...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
    .map(e => e.shadowRoot?.querySelectorAll("*").length)].join(";")"""


def settle(page: Page) -> None:
    """Wait until the script has run and nothing on the page moves any more."""
    page.wait_for_timeout(150)
    page.wait_for_function(COMPLETE, timeout=30_000)
    before, now = "", page.evaluate(PLACES)
    while now != before:
        page.wait_for_timeout(150)
        before, now = now, page.evaluate(PLACES)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a select box by typing: its list swaps its rows while it opens, and a click may be lost."""
    box = page.get_by_label(label, exact=True)
    box.fill(option)
    expect(page.get_by_role("option").first).to_have_text(option)
    box.press("Enter")


def uploader(page: Page) -> Locator:
    """The input of the uploader that is in sight."""
    return page.locator('[data-testid="stFileUploader"]:visible input[type="file"]')


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens a link of the app in a new session; a request to any other host fails the test."""
    contexts = []
    strangers: list[str] = []

    def open_it(link: str) -> Page:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("dialog", lambda dialog: dialog.accept())  # what is lost by a reload is asked about
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((address, "data:", "blob:", "ws://127.0.0.1"))
                else strangers.append(r.url)
            ),
        )
        page.goto(address + link)
        page.wait_for_selector("h1, h2", state="attached", timeout=60_000)  # the script runs
        if "projector=true" in link:
            page.wait_for_selector("html[data-projector]", state="attached")
        settle(page)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert strangers == []
