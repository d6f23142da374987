import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.chromium import OPTIONS, find
from tests.browser.server import serving

OpenPage = Callable[[str], Page]
DESKTOP: ViewportSize = {"width": 1920, "height": 1080}


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

# Where everything stands, what the components have drawn, and how large it is; after the frame in which
# what observes sizes has been called.
PLACES = """async () => {
  const frames = new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)))
  await Promise.race([frames, new Promise((late) => setTimeout(late, 200))]) // a window out of sight has few
  const box = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x, y, width, height].join()
  }
  const components = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
  const drawn = components.map((one) => one.shadowRoot).filter(Boolean).flatMap((root) => {
    const parts = [...root.querySelectorAll("svg, canvas, img, table, button")]
    return [root.querySelectorAll("*").length, ...parts.map(box)]
  })
  const elements = [...document.querySelectorAll('[data-testid="stElementContainer"]')].map(box)
  return [...elements, ...drawn].join(";")
}"""


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
    """The input of the uploader that is in sight, once it stands alone: the one before it stays for a run."""
    found = page.locator('[data-testid="stFileUploader"]:visible input[type="file"]')
    expect(found).to_have_count(1)
    return found


@dataclass(frozen=True)
class Profile:
    """One browser for a worker's tests: it reads Streamlit's scripts once, as a visitor's does.

    `kept` is a page of the app's address that stays open: what it has read stays in the browser's memory.
    """

    context: BrowserContext
    kept: Page
    address: str
    strangers: list[str]  # addresses of other hosts that were asked for

    def new_page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("dialog", lambda dialog: dialog.accept())  # what is lost by a reload is asked about
        page.on("request", lambda request: self._note(request.url))
        return page

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "ws://127.0.0.1")):
            self.strangers.append(url)

    def open(self, page: Page, link: str) -> Page:
        """Open a link of the app in a new session."""
        page.goto(self.address + link)
        page.wait_for_selector("h1, h2", state="attached", timeout=60_000)  # the script runs
        if "projector=true" in link:
            page.wait_for_selector("html[data-projector]", state="attached")
        settle(page)
        return page

    def forget(self) -> None:
        """What a test has left in the browser goes; a request to any other host fails the test."""
        self.context.clear_cookies()
        self.kept.evaluate("() => localStorage.clear()")
        strangers, self.strangers[:] = list(self.strangers), []
        assert strangers == []


@pytest.fixture(scope="session")
def profile(browser: Browser, address: str) -> Iterator[Profile]:
    context = browser.new_context(viewport=DESKTOP)
    kept = context.new_page()
    kept.goto(address)
    kept.wait_for_selector("h1, h2", state="attached", timeout=60_000)
    kept.goto(f"{address}/_stcore/health")  # nothing of it works on while others are tested
    yield Profile(context, kept, address, [])
    context.close()


@pytest.fixture
def visit(browser: Browser, profile: Profile) -> Iterator[OpenPage]:
    """Opens a link of the app in a new window; a test's second one is another visitor's, as much in sight."""
    pages: list[Page] = []

    def open_it(link: str) -> Page:
        context = browser.new_context(viewport=DESKTOP) if pages else profile.context
        pages.append(profile.new_page(context))
        return profile.open(pages[-1], link)

    yield open_it
    for page in pages:
        if page.context is profile.context:
            page.close()
        else:
            page.context.close()
    profile.forget()


@pytest.fixture(scope="session")
def window(profile: Profile) -> Page:
    return profile.new_page(profile.context)


@pytest.fixture
def glance(profile: Profile, window: Page) -> Iterator[OpenPage]:
    """Opens a link in the window in which others were opened before: quicker, for tests that only look."""

    def open_it(link: str) -> Page:
        window.set_viewport_size(DESKTOP)
        window.emulate_media(color_scheme="light")
        return profile.open(window, link)

    yield open_it
    profile.forget()
