"""The zoom from the photo to one sum and back, in a real browser."""

import io
import re

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import OpenPage, settle

PAGE = "/cnn?screen=Architecture"
NOTCH = 120  # pixels that a mouse tells of one notch of its wheel


FLICK = """(room, all) => {
  const {left, top} = room.getBoundingClientRect()
  for (let turn = 0; turn < 6; turn++)
    room.dispatchEvent(new WheelEvent("wheel", {deltaY: all / 6, clientX: left + 300, clientY: top + 90}))
}"""


def stops(page: Page) -> Locator:
    return page.get_by_role("navigation", name="How far in").get_by_role("button")


def stands_at(page: Page, name: str) -> None:
    expect(stops(page).filter(has_text=name)).to_have_attribute("aria-current", "true", timeout=15_000)
    expect(page.locator('.level[style*="transform:"]')).to_have_count(0)  # it has come to rest
    settle(page)


def middle(page: Page, box: FloatRect | None) -> None:
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def roll(page: Page, way: int) -> None:
    """Turn the wheel by one notch, which leads to the next level: inwards (1) or outwards (-1)."""
    page.mouse.wheel(0, -way * NOTCH)
    page.wait_for_timeout(300)


def test_from_the_photo_to_a_sum_and_back_by_the_wheel(visit: OpenPage) -> None:
    page = visit(PAGE)
    middle(page, page.get_by_role("button", name="Block 3:").bounding_box())
    roll(page, 1)
    stands_at(page, "Block 3")
    middle(page, page.get_by_role("button", name="depthwise").bounding_box())
    roll(page, 1)
    stands_at(page, "4 depthwise")
    sheet = page.locator(".level .sheet").bounding_box()
    assert sheet
    page.mouse.move(sheet["x"] + 2.5 / 17 * sheet["width"], sheet["y"] + 1.5 / 9 * sheet["height"])
    roll(page, 1)
    stands_at(page, "channel 19")
    made = page.locator(".channel .made").bounding_box()
    assert made
    page.mouse.move(made["x"] + 10.5 / 56 * made["width"], made["y"] + 20.5 / 56 * made["height"])
    roll(page, 1)
    stands_at(page, "Sum")
    expect(page.locator(".sum h4")).to_contain_text("Row 20, column 10")
    assert float(page.locator(".proof").get_attribute("data-difference") or "1") < 1e-4
    assert re.search("stop=sum.*operation=4.*channel=19.*map_row=20.*map_column=10", page.url)
    page.mouse.move(600, 300)
    for name in ("channel 19", "4 depthwise", "Block 3", "Network"):
        roll(page, -1)
        stands_at(page, name)
    expect(page.get_by_role("button", name="Block 3:")).to_have_attribute("aria-pressed", "true")


def test_a_pointer_that_rests_leads_into_what_is_marked(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3&operation=4")
    middle(page, page.get_by_role("button", name="Block 3:").bounding_box())
    for name in ("Block 3", "4 depthwise", "channel 100", "Sum"):
        roll(page, 1)  # whatever comes to lie under the pointer
        stands_at(page, name)


def test_the_wheel_over_an_operation_below_the_network_leads_to_it(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3")
    middle(page, page.get_by_role("button", name="depthwise").bounding_box())
    for name in ("Block 3", "4 depthwise"):
        roll(page, 1)
        stands_at(page, name)


def test_on_the_way_out_nothing_is_left_half_painted(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=5&operation=4")
    page.set_viewport_size({"width": 1920, "height": 1080})
    settle(page)
    page.mouse.move(2, 2)
    fresh = pixels(page)
    stops(page).last.click()
    stands_at(page, "Sum")
    stops(page).first.click()
    stands_at(page, "Network")
    page.mouse.move(2, 2)
    page.wait_for_timeout(1000)
    assert np.abs(pixels(page) - fresh).mean() < 0.5  # of 255; with a part that is missing, 10 and more


def pixels(page: Page) -> NDArray[np.float64]:
    """What is seen of the drawing."""
    shot = page.locator(".levels").screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), np.float64)


def test_every_stop_is_a_link_and_a_step_to_go_back_to(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3")
    page.get_by_role("button", name="depthwise").click()
    stands_at(page, "4 depthwise")
    page.locator(".level .sheet").click(position={"x": 20, "y": 20})
    stands_at(page, "channel 0")
    page.locator(".channel .made").click()
    stands_at(page, "Sum")
    shown = page.locator(".proof").inner_text()
    page.reload()
    stands_at(page, "Sum")
    expect(page.locator(".proof")).to_have_text(shown)
    for name in ("channel 0", "4 depthwise", "Network"):
        page.go_back()
        stands_at(page, name)


def test_a_stop_far_in_is_reached_by_its_name_at_once(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=1")
    stops(page).last.click()
    stands_at(page, "Sum")
    expect(page.locator(".proof")).to_contain_text("the same")
    stops(page).first.click()
    stands_at(page, "Network")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_same_channel_of_the_next_operation_has_a_sum_of_its_own(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3&operation=4&channel=100&stop=sum")
    expect(page.locator(".words")).not_to_contain_text("Batch norm")
    stops(page).nth(1).click()
    stands_at(page, "Block 3")
    page.locator(".level:nth-child(2) button").nth(4).click()
    stands_at(page, "5 batch norm")
    sheet = page.locator(".level .sheet")
    box = sheet.bounding_box()
    assert box
    sheet.click(position={"x": 15.5 / 17 * box["width"], "y": 5.5 / 9 * box["height"]})
    stands_at(page, "channel 100")
    stops(page).last.click()
    stands_at(page, "Sum")
    expect(page.locator(".words")).to_contain_text("Batch norm")
    expect(page.locator(".proof")).to_contain_text("the same")


def test_a_silent_channel_after_another_one_has_kernels_of_its_own(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=18&operation=3&channel=1&stop=channel")  # both maps are 0 everywhere
    kernels = page.locator(".channel .sources")
    before = kernels.inner_text()
    stops(page).nth(2).click()
    stands_at(page, "3 ReLU6")
    sheet = page.locator(".level .sheet")
    box = sheet.bounding_box()
    assert box
    sheet.click(position={"x": 24.5 / 51 * box["width"], "y": 0.5 / 26 * box["height"]})
    stands_at(page, "channel 24")
    expect(kernels).not_to_have_text(before, use_inner_text=True)


def test_some_notches_at_once_are_one_level(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3&operation=4")
    page.locator(".levels").evaluate(FLICK, 3 * -NOTCH)
    stands_at(page, "Block 3")


def test_half_the_way_is_not_lost_and_no_level_lies_over_the_one_that_is_seen(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3")
    middle(page, page.get_by_role("button", name="Block 3:").bounding_box())
    page.mouse.wheel(0, -30)  # too little to mean it
    page.wait_for_timeout(1000)
    stands_at(page, "Network")
    seen = page.locator(".level").evaluate_all("all => all.map(one => getComputedStyle(one).visibility)")
    assert seen == ["visible", *["hidden"] * 4]
    assert "stop" not in page.url


@pytest.mark.parametrize("stop", ["block", "operation", "channel", "sum"])
def test_on_a_phone_one_level_is_shown_at_a_time(visit: OpenPage, stop: str) -> None:
    page = visit(f"{PAGE}&block=3&operation=4&stop={stop}")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    expect(page.locator(".level:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="AlexNet’s shape").click()
    expect(page.locator(".level").get_by_text("AlexNet’s shape, drawn without values")).to_be_visible()
    expect(page).to_have_url(re.compile("alexnet=true"))


def test_with_less_motion_it_is_there_at_once(visit: OpenPage) -> None:
    page = visit(f"{PAGE}&block=3&operation=4")
    page.emulate_media(reduced_motion="reduce")
    stops(page).nth(2).click()
    stands_at(page, "4 depthwise")
    expect(page.locator(".level .sheet")).to_be_visible()
