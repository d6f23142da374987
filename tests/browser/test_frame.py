"""What the app mends in Streamlit's frame: a phone's sidebar, the ink of charts, a denied webcam."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import OPTIONS
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import choose_page

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
    page.get_by_role("button", name="Projector view").tap()
    expect(page.locator("html[data-projector]")).to_be_attached()
    page.get_by_role("button", name="Leave projector view").tap()
    expect(page.locator("html[data-projector]")).not_to_be_attached()


def test_a_phones_menu_that_was_left_open_is_closed_on_a_fresh_page(phone: Page) -> None:
    page = phone
    open_sidebar(page)
    page.reload()
    page.wait_for_selector("h1")
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "true")


def test_the_menu_of_a_wide_window_stays_as_it_is(visit: OpenPage) -> None:
    page = visit("/")
    expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "true")
    for title in ("Convolutional networks", "Transfer learning"):
        choose_page(page, title)
        expect(page.get_by_role("heading", level=2)).to_be_visible()
        settle(page)
        expect(page.locator(SIDEBAR)).to_have_attribute("data-collapsed", "false")


# --- Projector view ---------------------------------------------------------------------------------------


def test_projector_view_is_entered_and_left_by_its_key_but_not_by_what_is_typed(visit: OpenPage) -> None:
    page = visit("/transfer_learning?screen=Classify")
    projected, bar = page.locator("html[data-projector]"), page.get_by_role("radiogroup").first
    box = page.get_by_label("Show what speaks for", exact=True)
    box.press_sequentially("cup")
    expect(projected).not_to_be_attached()
    page.keyboard.press("Escape")
    page.locator("h2").first.click()
    page.keyboard.press("p")
    expect(projected).to_be_attached()
    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Show the controls").click()
    expect(bar).to_be_visible()
    expect(box).to_be_visible()
    page.get_by_role("button", name="Fold the controls").click()
    expect(bar).to_be_hidden()
    page.keyboard.press("p")
    expect(projected).not_to_be_attached()
    settle(page)
    assert "projector" not in page.url


def test_a_link_to_the_projector_view_is_drawn_so_from_the_first_paint(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/transfer_learning?projector=true", wait_until="commit")
    page.wait_for_selector("html[data-projector]", state="attached")
    page.wait_for_selector("#root", state="attached")
    assert page.locator(".st-key-stage").count() == 0  # before any of it has come
    page.close()


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
    page.wait_for_selector(".js-plotly-plot text", state="attached", timeout=60_000)  # after a training
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
        ("/transfer_learning?screen=Classify", ""),
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


# --- Fingers -----------------------------------------------------------------------------------------------

# Every button and tab of a screen that is less than 44 pixels high: [height, what it says]. Those within a
# larger control, and the marks for help, aren't counted.
SMALL_TARGETS = """() => {
  const others = ["stHeader", "stSidebar", "stFileUploader", "stSelectbox", "stTooltipIcon"]
  return [...document.querySelectorAll('#root :is(button, [role="tab"])')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}))
    .filter((one) => !others.some((name) => one.closest(`[data-testid="${name}"]`)))
    .map((one) => [Math.round(one.getBoundingClientRect().height), one.textContent.trim().slice(0, 30)])
    .filter(([height]) => height > 0 && height < 44)
}"""


def test_a_finger_meets_every_button_of_a_screen(phone: Page, address: str) -> None:
    for link in ("/transfer_learning", "/cnn?screen=Ablation", "/rnn?screen=Forecast", "/gan?screen=Explore"):
        phone.goto(address + link)
        phone.wait_for_selector("h2", state="attached")
        settle(phone)
        assert phone.evaluate(SMALL_TARGETS) == [], link


def test_on_a_phone_the_chosen_screen_is_in_sight_in_the_bar(phone: Page, address: str) -> None:
    phone.goto(f"{address}/rnn?screen=Outcome")
    phone.wait_for_selector("h2", state="attached")
    settle(phone)
    chosen = phone.locator(".st-key-bar [aria-checked=true]")
    expect(chosen).to_have_text("Outcome")
    box = chosen.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
