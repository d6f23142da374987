"""Signed values on light ground and on dark: zero is as the ground is, also after a switch of the theme."""

import base64
import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from components.render.colours import ON_DARK, ON_LIGHT, DivergingScale, gradient
from tests.browser.conftest import OpenPage, settle

SEEN = 1500  # milliseconds, after which a change of the theme is seen for sure (theme.js)
ZERO_OF_A_KERNEL = "Weight, row 1, column 2"  # of Sobel x
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
IMAGE = "element => getComputedStyle(element).backgroundImage"
MIDDLE_PIXELS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  return Array.from(data)
}"""


def as_css(scale: DivergingScale, place: int) -> str:
    return f"rgb({', '.join(map(str, scale.table[place].tolist()))})"


def shows_a_sheet(page: Page, scale: DivergingScale) -> None:
    source = page.locator(".st-key-sheet img").get_attribute("src")
    assert source
    picture = Image.open(io.BytesIO(base64.b64decode(source.split(",")[1])))
    pixels = np.asarray(picture.convert("RGB"), int).reshape(-1, 3)
    near = np.abs(pixels - scale.table[128]).max(1) < 30  # most of a map is near zero; JPEG blurs
    assert near.mean() > 0.2


def shows_a_convolution(page: Page, scale: DivergingScale) -> None:
    assert page.get_by_label(ZERO_OF_A_KERNEL).evaluate(BACKGROUND) == as_css(scale, 128)
    legend = page.locator(".legend i").nth(1).evaluate(IMAGE)
    low, middle, high = (tuple(bytes.fromhex(gradient(scale.table)[at][1:])) for at in (0, 4, 8))
    assert [f"rgb{colour}" in legend for colour in (low, middle, high)] == [True] * 3
    pixels = np.array(page.locator("canvas").nth(1).evaluate(MIDDLE_PIXELS)).reshape(-1, 4)[:, :3]
    assert {tuple(pixel) for pixel in pixels.tolist()} <= {tuple(colour) for colour in scale.table.tolist()}


def shows_gates(page: Page, scale: DivergingScale) -> None:
    legends = [one.evaluate(IMAGE) for one in page.locator("header i").all()]
    assert any(as_css(scale, 0) in one and as_css(scale, 128) in one for one in legends)


def shows_sums(page: Page, scale: DivergingScale) -> None:
    colours = {tuple(colour) for colour in scale.table.tolist()}
    cells = [one.evaluate(BACKGROUND) for one in page.locator(".sum td").all()]
    assert cells
    assert {tuple(map(int, cell[4:-1].split(", "))) for cell in cells} <= colours


@pytest.mark.parametrize(
    ("link", "shows"),
    [
        ("/cnn?screen=Feature+maps&block=3", shows_a_sheet),
        ("/cnn?screen=Convolution", shows_a_convolution),
        ("/cnn?screen=Arithmetic&operation=1", shows_sums),
        ("/rnn?screen=LSTM+cell&look=Gates", shows_gates),
    ],
)
def test_zero_is_as_the_ground_is(
    visit: OpenPage, link: str, shows: Callable[[Page, DivergingScale], None]
) -> None:
    page = visit(link)
    shows(page, ON_LIGHT)
    for scheme, scale in (("dark", ON_DARK), ("light", ON_LIGHT)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        page.wait_for_timeout(SEEN)
        settle(page)
        shows(page, scale)


def test_what_opens_in_the_dark_is_drawn_for_it(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address + "/cnn?screen=Feature+maps&block=3")
    page.locator(".st-key-sheet img").wait_for(timeout=60_000)
    settle(page)
    shows_a_sheet(page, ON_DARK)
    page.close()
