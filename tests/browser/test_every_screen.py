"""Every screen in every dress: light and dark, on a phone, on the projector. What is shown can be read."""

from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from components.cnn.screens.architecture_zoom import STOPS
from components.topics import BUILT
from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import CONTRASTS, CUT, OVERFLOW, SMALLEST

PAGES = {topic.folder: f"/{topic.page}" for topic in BUILT}
TRANSFER, CNN, RNN, GAN, ZOO = (PAGES[folder] for folder in ("transfer", "cnn", "rnn", "gan", "zoo"))
EVERY = tuple(f"/{topic.page}?screen={quote_plus(entry.name)}" for topic in BUILT for entry in topic.screens)
STATES = (  # of screens that look different in them
    TRANSFER + "?sample=flower",
    TRANSFER + "?guess=true",
    TRANSFER + "?screen=Evaluate&view=Map",
    TRANSFER + "?screen=Evaluate&view=None+of+these",
    TRANSFER + "?screen=Evaluate&view=Race",
    TRANSFER + "?screen=Predict&guess=true",
    CNN + "?block=3",
    CNN + "?screen=Feature+maps&block=18",
    CNN + "?screen=Arithmetic&operation=1",
    CNN + "?screen=Architecture&alexnet=true",
    *(f"{CNN}?screen=Architecture&block=3&operation=7&stop={stop}" for stop in STOPS[1:]),
    CNN + "?screen=Architecture&block=20&stop=channel",
    CNN + "?screen=Arithmetic&block=15&operation=7",
    CNN + "?screen=Ablation&block=10&operation=6&muted=1-2-3",
    RNN + "?lab=AST",
    RNN + "?screen=Forecast&visits=1",
    RNN + "?screen=What+if&change=only+the+last+two+visits",
    RNN + "?screen=What+if&patient=42&visits=16",
    RNN + "?screen=LSTM+cell&look=Gates",
    RNN + "?screen=LSTM+cell&look=Forecast",
    RNN + "?screen=LSTM+cell&look=Without+a+visit&patient=42&visits=16",
    RNN + "?screen=Attribution&patient=42&visits=16",
    RNN + "?screen=Training&sight=Gradients",
    GAN + "?screen=Latent+sliders&seed=7",
    GAN + "?screen=Latent+sliders&kind=Principal",
    GAN + "?screen=Latent+sliders&kind=Coordinates&first=118",
    GAN + "?screen=Architecture&judged=photo&moment=3",
    GAN + "?screen=Explore&locked=0-3-6&base=restless",
    GAN + "?screen=Discriminator&guess=true",
    GAN + "?screen=Inversion&target=A+photo",
    GAN + "?screen=Live+training&data=my+drawing",
    GAN + "?screen=Generator&inside=Deconvolution&stamps=3",
    ZOO + "?screen=Memory&memory_view=Cells",
    ZOO + "?screen=Codes&random_codes=true&walk=true",
    ZOO + "?screen=Noise&noise_level=0&brush=Qqwq",
    ZOO + "?screen=Dictionary&active_units=1&dictionary_unit=7",
)
SCREENS = ("/", *EVERY, *STATES)
LATER = 300  # milliseconds in which a screen may draw itself once more


def redrawn(page: Page) -> None:
    page.wait_for_timeout(LATER)
    settle(page)


def assert_legible(page: Page, pixels: int) -> None:
    size, text = page.evaluate(SMALLEST)
    assert size >= pixels, text


def assert_stands_out(page: Page) -> None:
    texts = page.evaluate(CONTRASTS)
    assert len(texts) >= 3
    assert [text for text in texts if text[0] < 4.5] == []


@pytest.mark.parametrize("link", SCREENS)
def test_a_screen_can_be_read_wherever_it_is_shown(glance: OpenPage, link: str) -> None:
    page = glance(link)
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
    page.get_by_role("button", name="Projector view").click()
    expect(page.locator("html[data-projector]")).to_be_attached()
    redrawn(page)
    assert page.evaluate(OVERFLOW) == [0, 0]
    assert_legible(page, 24)
