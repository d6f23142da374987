"""The stage: on every screen one picture has the room, in every window, and more in the projector view."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import CUT, INNER, OVERFLOW, SMALLEST, STAGE
from tests.browser.test_every_screen import EVERY

WINDOWS = (  # projectors and maximised browsers
    *((1920, 1080), (1920, 937), (1366, 768), (1366, 633)),
    *((1280, 800), (1280, 720), (1024, 768)),
)
PHONE = (390, 844)
IN_THE_DARK = (1366, 768)  # nothing is measured otherwise there; that it stays so is looked at in one window
LEAST, LEAST_PROJECTED, LEAST_ON_PHONE = 0.60, 0.90, 0.45  # shares of the window
FILLED = 0.95  # of the box, in one direction
TYPE = 0.022  # of the window's height, projected


def resized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)


def faults(page: Page, least: float) -> dict[str, object]:
    """What is wrong with the stage as it stands, nothing if nothing is."""
    found = page.evaluate(STAGE)
    wrong: dict[str, object] = {}
    if found["share"] < least:
        wrong["box"] = round(found["share"], 3)
    if max(found["across"], found["down"]) < FILLED:
        wrong["filled"] = (round(found["across"], 2), round(found["down"], 2))
    if found["scrolls"][0] > 1:
        wrong["scrolls sideways"] = found["scrolls"][0]
    if cut := page.evaluate(CUT):
        wrong["cut"] = cut
    return wrong


def faults_projected(page: Page) -> dict[str, object]:
    wrong = faults(page, LEAST_PROJECTED)
    window = page.viewport_size
    assert window
    scrolls = page.evaluate(STAGE)["scrolls"][1]
    if scrolls > 1 or page.evaluate(OVERFLOW) != [0, 0]:
        wrong["scrolls"] = (scrolls, page.evaluate(OVERFLOW))
    size, text = page.evaluate(SMALLEST)
    if size < TYPE * window["height"]:
        wrong["type"] = (size, text)
    return wrong


@pytest.mark.parametrize("link", EVERY)
def test_the_picture_has_the_room(glance: OpenPage, link: str) -> None:
    page = glance(link)
    wrong: dict[str, object] = {}
    pixels = {}
    for window in WINDOWS:
        resized(page, window)
        pixels[window] = page.evaluate(STAGE)["pixels"]
        found = faults(page, LEAST)
        if page.evaluate(OVERFLOW) != [0, 0]:
            found["page scrolls"] = page.evaluate(OVERFLOW)
        if found:
            wrong[f"{window}"] = found
    resized(page, PHONE)
    found = faults(page, LEAST_ON_PHONE)
    if page.evaluate(OVERFLOW)[0]:
        found["page scrolls"] = page.evaluate(OVERFLOW)
    if inner := page.evaluate(INNER):  # the page scrolls, and nothing in it
        found["scrolls inside"] = inner
    if found:
        wrong[f"{PHONE}"] = found

    resized(page, WINDOWS[0])
    page.get_by_role("button", name="Projector view").click()
    expect(page.locator("html[data-projector]")).to_be_attached()
    for window in WINDOWS:
        resized(page, window)
        found = faults_projected(page)
        if page.evaluate(STAGE)["pixels"] < pixels[window]:
            found["smaller than outside"] = (page.evaluate(STAGE)["pixels"], pixels[window])
        if found:
            wrong[f"projector {window}"] = found
    assert not wrong, "\n" + "\n".join(f"{where}: {what}" for where, what in wrong.items())


@pytest.mark.parametrize("link", EVERY)
def test_the_picture_has_the_room_in_the_dark(glance: OpenPage, link: str) -> None:
    page = glance(link)
    page.emulate_media(color_scheme="dark")
    wrong: dict[str, object] = {}
    for window, least in ((IN_THE_DARK, LEAST), (PHONE, LEAST_ON_PHONE)):
        resized(page, window)
        if found := faults(page, least):
            wrong[f"{window}"] = found
    resized(page, IN_THE_DARK)
    page.get_by_role("button", name="Projector view").click()
    expect(page.locator("html[data-projector]")).to_be_attached()
    resized(page, IN_THE_DARK)
    if found := faults_projected(page):
        wrong["projector"] = found
    assert not wrong, "\n" + "\n".join(f"{where}: {what}" for where, what in wrong.items())
