"""A network fetched on a press, in a real browser, from a server on loopback that takes its time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from components.vision.backbones import BACKBONES, CHECKPOINTS
from tests.browser.conftest import settle
from tests.browser.screens import choose_page
from tests.browser.server import serving
from tests.loopback import Server, loopback

RESNET = BACKBONES["ResNet-18"]


@pytest.fixture
def slow_server() -> Iterator[Server]:
    with loopback(bytes(2**20)) as server:
        server.length = 40 * 2**20
        server.stall_after, server.drip = 2**20, 20_000
        yield server


@pytest.fixture
def fetching(browser: Browser, slow_server: Server) -> Iterator[Page]:
    """The page while it fetches ResNet-18."""
    if RESNET.on_disk:
        pytest.skip("ResNet-18 has been fetched on this computer")
    for left in parts():  # by a test run that was killed
        left.unlink()
    with serving(CHALKNET_WEIGHTS_URL=slow_server.url) as (address, _):
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{address}/transfer_learning?model=ResNet-18")
        settle(page)
        page.get_by_role("button", name="Fetch ResNet-18").click()
        expect(page.get_by_text("of 41.9 MB")).to_be_visible(timeout=20_000)
        page.wait_for_timeout(1000)
        yield page
        page.close()


def parts() -> list[Path]:
    return list(CHECKPOINTS.glob("*.part"))


def ended_within(seconds: float) -> bool:
    """Whether the transfer has cleared up, while the server would still go on sending."""
    end = time.monotonic() + seconds
    while parts() and time.monotonic() < end:
        time.sleep(0.05)
    return parts() == [] and not RESNET.on_disk


def test_it_shows_progress_and_can_be_cancelled(fetching: Page) -> None:
    assert len(parts()) == 1
    fetching.get_by_role("button", name="Cancel").click()
    expect(fetching.get_by_role("button", name="Fetch ResNet-18")).to_be_visible(timeout=3000)
    assert ended_within(3)


def test_it_ends_when_the_visitor_closes_the_browser(fetching: Page) -> None:
    fetching.close()
    assert ended_within(12)  # an absence of five seconds counts as leaving


def test_it_ends_when_the_visitor_goes_to_another_page(fetching: Page) -> None:
    choose_page(fetching, "Home")
    assert ended_within(5)
