"""Every screen in every dress: light and dark, on a phone, on the projector. What is shown can be read."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import CONTRASTS, CUT, OVERFLOW, SMALLEST
from tests.browser.screens import PAGES, names

TRANSFER, CNN, LAB, GAN = "/transfer_learning", "/cnn", "/rnn", "/gan"
SCREENS = (
    "/",
    TRANSFER,
    TRANSFER + "?sample=flower",
    TRANSFER + "?guess=true",
    TRANSFER + "?screen=Teach",
    TRANSFER + "?screen=Understand",
    TRANSFER + "?screen=Understand&view=Map",
    TRANSFER + "?screen=Understand&view=None+of+these",
    TRANSFER + "?screen=Understand&view=Race",
    TRANSFER + "?screen=Use",
    TRANSFER + "?screen=Use&guess=true",
    TRANSFER + "?screen=Take+away",
    CNN,
    CNN + "?block=3",
    CNN + "?screen=Channels",
    CNN + "?screen=Channels&block=18",
    CNN + "?screen=Arithmetic&operation=1",
    CNN + "?screen=Arithmetic&block=15&operation=7",
    CNN + "?screen=What+if&block=10&operation=6&muted=1-2-3",
    CNN + "?screen=Kernels",
    CNN + "?screen=Where",
    CNN + "?screen=Roaming",
    CNN + "?screen=Wishes",
    LAB + "?lab=AST",
    LAB + "?screen=Tables",
    LAB + "?screen=Forecast",
    LAB + "?screen=Forecast&visits=1",
    LAB + "?screen=What+if&change=only+the+last+two+visits",
    LAB + "?screen=What+if&patient=42&visits=16",
    LAB + "?screen=Cell",
    LAB + "?screen=Cell&look=Forecast",
    LAB + "?screen=Cell&look=Without+a+visit&patient=42&visits=16",
    LAB + "?screen=Why&patient=42&visits=16",
    LAB + "?screen=Train",
    LAB + "?screen=Train&sight=Gradients",
    LAB + "?screen=Outcome",
    GAN + "?seed=7",
    GAN + "?kind=Principal",
    GAN + "?kind=Coordinates&first=118",
    GAN + "?screen=Explore",
    GAN + "?screen=Explore&locked=0-3-6&base=restless",
    GAN + "?screen=Time+machine",
    GAN + "?screen=Discriminator",
    GAN + "?screen=Discriminator&guess=true",
    GAN + "?screen=Find+my+picture",
    GAN + "?screen=Find+my+picture&target=A+photo",
    GAN + "?screen=Battle",
    GAN + "?screen=Battle&data=my+drawing",
    GAN + "?screen=Inside",
    GAN + "?screen=Inside&inside=Deconvolution&stamps=3",
    GAN + "?screen=Ask+for+it",
)
LATER = 300  # milliseconds in which a screen may draw itself once more


def redrawn(page: Page) -> None:
    page.wait_for_timeout(LATER)
    settle(page)


def assert_legible(page: Page, pixels: int) -> None:
    size, text = page.evaluate(SMALLEST)
    assert size >= pixels, text


def assert_stands_out(page: Page) -> None:
    texts = page.evaluate(CONTRASTS)
    assert len(texts) >= 8
    assert [text for text in texts if text[0] < 4.5] == []


@pytest.mark.parametrize("path", PAGES)
def test_no_screen_is_forgotten_here(visit: OpenPage, path: str) -> None:
    first, *others = (name.replace(" ", "+") for name in names(visit(path)))
    own = [link.removeprefix(path) for link in SCREENS if link.startswith(path)]
    assert any("screen=" not in link for link in own), first
    for name in others:
        assert any(f"screen={name}" in link for link in own), name


@pytest.mark.parametrize("link", SCREENS)
def test_a_screen_can_be_read_wherever_it_is_shown(visit: OpenPage, link: str) -> None:
    page = visit(link)
    redrawn(page)
    assert page.evaluate(OVERFLOW) == [0, 0]
    assert_legible(page, 14)
    assert_stands_out(page)

    page.emulate_media(color_scheme="dark")
    redrawn(page)
    assert_stands_out(page)

    page.set_viewport_size({"width": 1366, "height": 768})
    redrawn(page)
    assert page.evaluate(CUT) == []

    page.set_viewport_size({"width": 390, "height": 844})
    redrawn(page)
    assert page.evaluate(OVERFLOW)[0] == 0
    assert_legible(page, 14)

    page.set_viewport_size({"width": 1920, "height": 1080})
    page.get_by_text("Projector view", exact=True).last.click()
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
    redrawn(page)
    assert page.evaluate(OVERFLOW) == [0, 0]
    assert_legible(page, 24)
