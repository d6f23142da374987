"""The browser's Back and Forward go through what was visited; address, bar and screen always agree."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from components.topics import BUILT
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import STEP, choose_page

Place = tuple[str, str, str, str]  # the page's title, the choice of its bar, its claim, the address
HEADERS = {"": "Chalknet"} | {topic.page: topic.header for topic in BUILT}
BUSY, PAUSE = 10_000, 300  # milliseconds


def place(page: Page) -> Place:
    """Where the page is once its bar and its address agree, for which a busy server may need a while."""
    for _ in range(BUSY // PAUSE):
        there = seen(page)
        if agrees(page, there):
            break
        page.wait_for_timeout(PAUSE)
    return there


def seen(page: Page) -> Place:
    settle(page)
    title = page.locator("h1, h2").first.inner_text()
    checked = page.get_by_role("radio", checked=True)
    screen = checked.first.inner_text() if checked.count() and title != "Chalknet" else ""
    inside = ".st-key-claim" if screen else '[data-testid="stMain"]'
    sentence = page.locator(f'{inside} [data-testid="stMarkdown"] p').first.inner_text()
    return title, screen, sentence, page.url.split("/", 3)[3]


def go(page: Page, step: Callable[[], object]) -> Place:
    """Take a step, and wait until the address and the page have followed it."""
    before = page.url
    step()
    page.wait_for_url(lambda url: url != before, timeout=BUSY, wait_until="commit")
    page.wait_for_timeout(PAUSE)
    return place(page)


def open_screen(page: Page, name: str) -> Place:
    return go(page, page.get_by_role("radio", name=name, exact=True).click)


def open_page(page: Page, title: str) -> Place:
    before = page.locator("h1, h2").first.inner_text()
    choose_page(page, title)
    expect(page.locator("h1, h2").first).not_to_have_text(before)
    return place(page)


def agrees(page: Page, there: Place) -> bool:
    """Whether the address names the page and the screen that are shown, the first one where it names none."""
    title, screen, _, address = there
    if title != HEADERS[address.split("?")[0]]:
        return False
    if "screen=" in address:
        return f"screen={screen.replace(' ', '+')}" in address
    return not screen or screen == page.get_by_role("radio").first.inner_text()


def there_and_back(page: Page, visited: list[Place]) -> None:
    """Go Back through all that was visited, and Forward again."""
    for earlier in reversed(visited[:-1]):
        assert go(page, page.go_back) == earlier
    for later in visited[1:]:
        assert go(page, page.go_forward) == later


@pytest.mark.parametrize("topic", BUILT, ids=lambda topic: topic.page)
def test_back_and_forward_go_through_the_screens_of_each_page(topic: object, visit: OpenPage) -> None:
    page = visit(f"/{topic.page}")  # type: ignore[attr-defined]
    names = page.get_by_role("radiogroup").first.get_by_role("radio").all_inner_texts()
    visited = [place(page), *(open_screen(page, name) for name in (names[1], names[-2], names[-1]))]
    assert [screen for _, screen, _, _ in visited] == [names[0], names[1], names[-2], names[-1]]
    assert len({sentence for _, _, sentence, _ in visited}) == 4
    for one in visited[1:]:
        assert f"screen={one[1].replace(' ', '+')}" in one[3]
    there_and_back(page, visited)


def test_back_and_forward_go_through_pages_and_each_page_remembers(visit: OpenPage) -> None:
    page = visit("/")
    visited = [
        place(page),
        open_page(page, "Convolutional networks"),
        open_screen(page, "Feature maps"),
        open_page(page, "Recurrent networks"),
        open_screen(page, "LSTM cell"),
        open_page(page, "Convolutional networks"),
    ]
    assert visited[-1][1] == "Feature maps"  # the bar's choice is kept when one comes by the sidebar
    assert agrees(page, visited[-1])
    there_and_back(page, visited)
    page.go_back()
    page.go_back()
    page.wait_for_timeout(300)
    assert place(page) == visited[3]
    assert open_page(page, "Convolutional networks")[1] == "Feature maps"


def test_settings_go_back_with_their_screen_and_an_experiment_is_a_step(visit: OpenPage) -> None:
    page = visit("/gan?screen=Explore")
    sliders = page.get_by_role("slider", name="Truncation")
    visited = [place(page)]
    visited.append(go(page, page.get_by_role("button", name="Less variety").click))
    sliders.press("ArrowRight")
    sliders.press("ArrowRight")
    visited[-1] = place(page)  # a slider's way is no step
    kept = sliders.input_value()
    assert f"truncation={kept}" in visited[-1][3]
    visited.append(go(page, page.get_by_role("button", name="Keep the glasses").click))
    assert "truncation" not in visited[-1][3]
    visited.append(open_screen(page, "Latent sliders"))
    there_and_back(page, visited)
    assert go(page, page.go_back) == visited[-2]
    assert go(page, page.go_back) == visited[-3]
    assert sliders.input_value() == kept
    page.reload()
    page.wait_for_selector("h2")
    assert place(page) == visited[-3]
    assert sliders.input_value() == kept
    assert go(page, page.go_back) == visited[-4]
    assert go(page, page.go_forward) == visited[-3]
    assert go(page, page.go_forward) == visited[-2]


def test_settings_of_a_screen_that_is_opened_by_the_bar_are_still_remembered_after_back(
    visit: OpenPage,
) -> None:
    page = visit("/gan")
    open_screen(page, "Live training")
    page.get_by_role("button", name="Mode collapse").click()
    there = place(page)
    open_screen(page, "Generator")
    go(page, page.go_back)
    go(page, page.go_back)
    assert go(page, page.go_back)[1] == "Architecture"
    assert open_screen(page, "Live training")[1:3] == there[1:3]
    assert open_page(page, "Home")[0] == "Chalknet"
    assert open_page(page, "Generative adversarial networks")[1] == "Live training"


def test_back_and_forward_in_quick_succession_end_where_they_lead(visit: OpenPage) -> None:
    page = visit("/cnn")
    visited = [place(page), *(open_screen(page, name) for name in ("Feature maps", "Heat maps"))]
    visited.append(open_page(page, "Recurrent networks"))
    visited.append(open_screen(page, "LSTM cell"))
    first = page.evaluate(STEP) - (len(visited) - 1)

    def arrived(at: int) -> Place:
        """Where the page is once the browser has taken all steps, for which a busy one may need a while."""
        page.wait_for_function(
            "(step) => navigation.currentEntry.index === step", arg=first + at, timeout=BUSY
        )
        page.wait_for_timeout(600)
        return place(page)

    for pause in (0, 40, 150):
        for _ in range(4):
            page.evaluate("history.back()")
            page.wait_for_timeout(pause)
        assert arrived(0) == visited[0], pause
        for _ in range(3):
            page.evaluate("history.forward()")
            page.wait_for_timeout(pause)
        assert arrived(3) == visited[3], pause
        assert go(page, page.go_forward) == visited[4], pause
    there_and_back(page, visited)


def test_back_while_a_job_runs(visit: OpenPage) -> None:
    page = visit("/gan")
    first = place(page)
    open_screen(page, "Inversion")
    page.get_by_role("button", name="Find it").click()
    page.wait_for_timeout(300)
    assert go(page, page.go_back) == first
    assert go(page, page.go_forward)[1] == "Inversion"


def test_projector_view_stays_on_the_way_back(visit: OpenPage) -> None:
    page = visit("/cnn?projector=true")
    page.keyboard.press("c")  # the bar is folded
    open_screen(page, "Feature maps")
    title, screen, _, address = go(page, page.go_back)
    assert (title, screen) == ("CNN", "Architecture")
    assert "projector=true" in address
    page.keyboard.press("Escape")
    expect(page.locator("html[data-projector]")).not_to_be_attached()
    assert "projector" not in place(page)[3]
    assert "projector" not in go(page, page.go_forward)[3]


@contextmanager
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.wait_for_selector("h1, h2", timeout=60_000)
    yield page
    context.close()


def test_back_on_a_phone(browser: Browser, address: str) -> None:
    with phone(browser, address) as page:
        visited = [place(page)]
        page.get_by_text("Open", exact=True).nth(1).tap()
        expect(page.locator("h2").first).to_have_text("CNN")
        visited.append(place(page))
        bar = page.get_by_role("radiogroup").first
        visited += [
            go(page, bar.get_by_role("radio", name=name).tap) for name in ("Feature maps", "Convolution")
        ]
        page.get_by_text("Notes: the idea", exact=True).tap()
        page.locator(".st-key-idea").wait_for()
        assert place(page) == visited[-1]
        there_and_back(page, visited)


@pytest.mark.parametrize(
    ("link", "mended"),
    [
        ("cnn?screen=Channels&amp;sample=coffee", "cnn?screen=Feature+maps&sample=coffee"),
        ("cnn?screen=What%2520if.", "cnn?screen=Ablation"),
        ("cnn?screen=Nonsense", "cnn"),
    ],
)
def test_a_link_altered_on_its_way_is_mended_in_its_place(link: str, mended: str, visit: OpenPage) -> None:
    page = visit(f"/{link}")
    first = place(page)
    assert first[3] == mended
    warned = page.get_by_text("makes no sense").count()
    assert warned == ("Nonsense" in link)
    open_screen(page, "Convolution")
    assert go(page, page.go_back) == first


SLOWER = 6  # than this machine


def test_on_a_slow_machine_no_page_s_settings_come_before_its_name(visit: OpenPage) -> None:
    page = visit("/cnn?screen=Feature+maps")
    open_page(page, "Recurrent networks")
    open_screen(page, "LSTM cell")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.set_default_timeout(60_000)
    entries = page.evaluate("history.length")
    for times in range(6):
        name = ("Convolutional networks", "Recurrent networks")[times % 2]
        place_there = open_page(page, name)
        assert ("Feature maps", "LSTM cell")[times % 2] == place_there[1]
        assert page.evaluate("history.length") == min(50, entries + times + 1)  # one step each
