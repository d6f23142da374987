"""What the app mends in Streamlit's frame: a phone's sidebar, the ink of charts, a denied webcam."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import OPTIONS
from tests.browser.conftest import OpenPage, settle

SIDEBAR = '[data-testid="stSidebar"]'


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("h1")
    settle(page)
    yield page
    context.close()


def open_sidebar(page: Page) -> None:
    page.get_by_test_id("stExpandSidebarButton").tap()
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "false")


def test_a_phones_menu_closes_once_a_page_is_chosen(phone: Page) -> None:
    page = phone
    sidebar = page.locator(SIDEBAR)
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    for title in ("Convolutional networks", "Home", "Home"):  # the last one is open already
        open_sidebar(page)
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).tap()
        expect(sidebar).to_have_attribute("data-collapsed", "true")
    open_sidebar(page)
    page.get_by_text("Projector view", exact=True).tap()  # no page was chosen
    settle(page)
    page.get_by_role("button", name="Leave projector view").tap()


def test_a_phones_menu_that_was_left_open_is_closed_on_a_fresh_page(phone: Page) -> None:
    page = phone
    open_sidebar(page)
    page.reload()
    page.wait_for_selector("h1")
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "true")


def test_the_menu_of_a_wide_window_stays_as_it_is(visit: OpenPage) -> None:
    page = visit("/")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Convolutional networks").click()
    page.wait_for_selector("h2")
    settle(page)
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "false")


# --- Plotly ------------------------------------------------------------------------------------------------

# Of every text of a chart: its contrast with the page, least first.
INK = """() => {
  const light = (colour) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    const [r, g, b] = colour.match(/[\\d.]+/g).map(v => linear(v / 255))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = light(getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor)
  return [...document.querySelectorAll(".js-plotly-plot text")].map((text) => {
    const [high, low] = [light(getComputedStyle(text).fill), ground].sort((a, b) => b - a)
    return (high + 0.05) / (low + 0.05)
  }).sort((a, b) => a - b)
}"""


@pytest.mark.parametrize(
    "link",
    [
        "/transfer_learning?screen=Teach",
        "/transfer_learning?screen=Evaluate&view=None+of+these",
        "/transfer_learning?screen=Evaluate&view=Curve",
        "/rnn?screen=Outcome",
    ],
)
def test_charts_stay_legible_when_the_page_turns_dark(visit: OpenPage, link: str) -> None:
    page = visit(link)
    page.wait_for_selector(".js-plotly-plot text", state="attached")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"() => ({INK})()[0] > 4.5", timeout=5_000)


# --- A webcam that isn't given -----------------------------------------------------------------------------

DENIED = [option for option in OPTIONS if option != "--use-fake-ui-for-media-stream"]  # nobody answers


@pytest.fixture(scope="module")
def guarded(browser: Browser, chromium: str) -> Iterator[Browser]:
    """A browser that gives no webcam."""
    other = browser.browser_type.launch(executable_path=chromium, args=DENIED)
    yield other
    other.close()


@pytest.mark.parametrize(
    ("link", "control"),
    [
        ("/transfer_learning", ""),
        ("/transfer_learning?screen=Teach&album=My+own+photos", ""),
        ("/gan?screen=Discriminator", "Photo"),
    ],
)
def test_a_webcam_that_is_not_given_is_explained(
    guarded: Browser, address: str, link: str, control: str
) -> None:
    page = guarded.new_page()
    page.goto(address + link)
    page.wait_for_selector("h2")
    settle(page)
    if control:
        page.get_by_role("button", name=control, exact=True).click()
    page.get_by_text("Webcam", exact=True).click()
    words = page.get_by_test_id("stCameraInputWebcamComponent").locator("p").first
    expect(words).to_be_visible()
    said = words.evaluate("words => getComputedStyle(words, '::after').content")
    assert "upload a photo instead" in said
    assert words.evaluate("words => getComputedStyle(words).fontSize") == "0px"  # of Streamlit's own
    expect(words.locator("a")).not_to_be_visible()
    box, room = words.bounding_box(), words.locator("..").bounding_box()
    assert box
    assert room
    assert box["width"] <= room["width"]
    assert box["height"] < room["height"]  # none of it is cut
    page.close()
