"""A network opened in a real browser: block, channel, arithmetic, an ablation."""

import base64
import itertools
import json
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from plotly.colors import hex_to_rgb
from torch import nn

from components.cnn.widgets import arithmetic
from components.cnn.widgets.arithmetic import packed_array
from components.render.colours import NEGATIVE, POSITIVE
from components.ui.assets import together
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import choose_page

PAGE = "/cnn"


def go_to(page: Page, screen: str) -> None:
    page.get_by_role("radio", name=screen, exact=True).click()
    settle(page)


def click_cell(page: Page, sheet: Locator, number: int, columns: int, rows: int) -> None:
    """Click the cell with that number on a sheet."""
    box = sheet.bounding_box()
    assert box
    x = box["width"] * (number % columns + 0.5) / columns
    y = box["height"] * (number // columns + 0.5) / rows
    sheet.click(position={"x": x, "y": y})
    settle(page)


def test_from_a_block_to_a_channel_to_the_sum_behind_its_number(visit: OpenPage) -> None:
    page = visit(PAGE)
    page.get_by_role("button", name="Block 3:").click()
    settle(page)
    expect(page.get_by_role("button", name="Block 3:")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="depthwise").click()
    settle(page)
    expect(page.get_by_role("button", name="4 depthwise")).to_have_attribute("aria-current", "true")
    go_to(page, "Feature maps")
    click_cell(page, page.locator(".sheet"), 17, columns=12, rows=12)
    expect(page.locator("h3")).to_have_text("Channel 17, depthwise")
    assert "channel=17" in page.url
    go_to(page, "Arithmetic")
    expect(page.locator(".proof")).to_contain_text("The network’s own number is")
    assert float(page.locator(".proof").get_attribute("data-difference") or "1") < 1e-4
    assert page.get_by_label("Channel, 0 to 143").input_value() == "17"


@pytest.mark.parametrize("place", ["block=0&operation=1", "block=1&operation=1", "block=3&operation=7"])
def test_the_sum_follows_the_pointer_and_the_keys_and_always_agrees(visit: OpenPage, place: str) -> None:
    page = visit(f"{PAGE}?screen=Arithmetic&{place}")
    stage = page.locator(".stage").last
    proof = page.locator(".proof")
    seen = set()
    box = stage.bounding_box()
    assert box
    for across, down in ((0.01, 0.01), (0.99, 0.99), (0.3, 0.6), (0.7, 0.1)):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(60)
        assert float(proof.get_attribute("data-difference") or "1") < 1e-4
        seen.add(page.locator("h4").inner_text())
    stage.press("ArrowLeft")
    page.wait_for_timeout(60)
    seen.add(page.locator("h4").inner_text())
    assert len(seen) == 5
    assert float(proof.get_attribute("data-difference") or "1") < 1e-4


def test_a_sum_of_single_numbers_has_no_place_and_no_picture(visit: OpenPage) -> None:
    page = visit(f"{PAGE}?screen=Arithmetic&block=20")
    expect(page.locator("h4")).to_contain_text("The one number")
    expect(page.locator(".stage")).to_have_count(2)
    expect(page.locator(".stage").first).to_be_hidden()
    expect(page.locator(".words")).to_contain_text(
        re.compile(r"products: 21\.\d{4} \+ bias 0\.0\d+ = 21\.\d{4}")
    )
    assert float(page.locator(".proof").get_attribute("data-difference") or "1") < 1e-4


def drawn(page: Page) -> str:
    found: str = page.locator(".level:first-child > .drawing canvas").evaluate("canvas => canvas.toDataURL()")
    return found


def test_a_forward_pass_runs_pauses_and_goes_on_step_by_step(visit: OpenPage) -> None:
    page = visit(PAGE)
    said = page.locator("footer p")
    whole = drawn(page)
    page.get_by_role("button", name="Step", exact=True).click()
    photo = drawn(page)
    assert photo != whole
    expect(page.locator(".level:first-child > .drawing .classes")).to_have_css("opacity", "0")
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    expect(said).to_contain_text("Block 2: 24 maps, 56 × 56 each.")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(400)
    page.get_by_role("button", name="Pause", exact=True).click()
    held = drawn(page)
    page.wait_for_timeout(300)
    assert drawn(page) == held  # nothing moves while it is paused
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".level:first-child > .drawing .classes")).to_have_css("opacity", "1", timeout=10_000)
    assert drawn(page) == whole


def test_a_slab_that_is_pointed_at_says_what_it_is_and_shows_its_receptive_field(visit: OpenPage) -> None:
    page = visit(f"{PAGE}?block=5")
    said = page.locator("footer p")
    expect(said).to_contain_text("Block 5: 32 maps, 28 × 28 each. Receptive field: 43 × 43 pixels.")
    before = drawn(page)
    page.get_by_role("button", name="Block 2:").hover()
    expect(said).to_contain_text("Block 2: 24 maps, 56 × 56 each. Receptive field: 11 × 11 pixels.")
    assert drawn(page) != before
    page.get_by_role("button", name="depthwise").hover()
    expect(said).to_contain_text("depthwise: Receptive field: 43 × 43 pixels.")


@pytest.mark.parametrize("wide", [1920, 1366, 1024, 700, 390])
def test_no_slab_lies_over_another_and_none_outside(visit: OpenPage, wide: int) -> None:
    page = visit(PAGE)
    page.set_viewport_size({"width": wide, "height": 800})
    settle(page)
    outer = page.locator(".level:first-child > .drawing").bounding_box()
    assert outer
    boxes = [
        box
        for one in page.locator(".level:first-child > .drawing button").all()
        if (box := one.bounding_box())
    ]
    assert len(boxes) == 21
    for box in boxes:
        assert box["x"] >= outer["x"] - 1
        assert box["x"] + box["width"] <= outer["x"] + outer["width"] + 1
        assert box["y"] + box["height"] <= outer["y"] + outer["height"] + 1
    for one, other in itertools.pairwise(boxes):
        assert other["y"] > one["y"] + 1 or other["x"] >= one["x"] + one["width"] - 1


LAYERS = {
    "first": nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False),
    "depthwise": nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False),
    "1×1": nn.Conv2d(12, 8, 1, bias=False),
    "large": nn.Conv2d(3, 8, 11, stride=4, padding=2),
    "dilated": nn.Conv2d(4, 8, 3, padding=2, dilation=2),
}

ADD_UP = """async ([source, sums, steps, places]) => {
  const {unpacked, termsAt, total, applied} = await import("data:text/javascript;base64," + source)
  for (const name of ["inputs", "weight"]) sums[name] = unpacked(sums[name])
  return places.map(([row, column]) =>
    steps.reduce((value, step) => applied(step, value), total(termsAt(sums, row, column), sums.bias)))
}"""


@pytest.mark.parametrize("name", list(LAYERS))
def test_the_browser_adds_up_what_pytorch_adds_up(visit: OpenPage, name: str) -> None:
    torch.manual_seed(0)
    layer, norm, channel = LAYERS[name], nn.BatchNorm2d(8).eval(), 5
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    assert norm.running_var is not None
    assert norm.running_mean is not None
    norm.running_var.uniform_(0.2, 2)
    norm.running_mean.normal_()
    inputs = torch.randn(1, layer.in_channels, 23, 23)
    with torch.inference_mode():
        expected = nn.functional.relu6(norm(layer(inputs)))[0, channel]
    own = slice(channel, channel + 1) if layer.groups > 1 else slice(None)
    sums = {
        "inputs": packed_array(inputs[0, own].numpy()),
        "weight": packed_array(layer.weight[channel].detach().numpy()),
        "bias": 0.0 if layer.bias is None else layer.bias[channel].item(),
        "stride": layer.stride[0],
        "padding": int(layer.padding[0]),
        "dilation": layer.dilation[0],
    }
    numbers = (norm.weight, norm.bias, norm.running_mean, norm.running_var)
    gamma, beta, mean, variance = (one[channel].item() for one in numbers)
    steps = [
        {"gamma": gamma, "beta": beta, "mean": mean, "variance": variance, "eps": norm.eps},
        {"top": 6.0},
    ]
    rows, columns = expected.shape
    places = [(row, column) for row in range(rows) for column in range(columns)]
    source = together(arithmetic.__file__, "binary.js", "numbers.js", "channel_sum.js")
    arguments = [base64.b64encode(source.encode()).decode(), sums, steps, places]
    found = visit("/").evaluate(ADD_UP, json.loads(json.dumps(arguments)))
    assert np.allclose(np.array(found).reshape(rows, columns), expected.numpy(), atol=1e-4)


def test_a_channel_is_muted_and_unmuted_by_a_click(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Ablation&block=16&operation=9")
    untouched, changed = (page.locator(f"li .{name}") for name in ("before", "after"))
    before = untouched.all_inner_texts()
    assert changed.all_inner_texts() == before
    sheet = page.locator(".sheet")
    for number in (3, 40, 77):
        click_cell(page, sheet, number, columns=13, rows=13)
    expect(page.locator(".cross")).to_have_count(3)
    expect(page.get_by_text("3 of 160 channels muted")).to_be_visible()
    assert changed.all_inner_texts() != before
    assert untouched.all_inner_texts() == before
    assert "muted=3-40-77" in page.url
    for number in (3, 40, 77):
        click_cell(page, sheet, number, columns=13, rows=13)
    expect(page.locator(".cross")).to_have_count(0)
    assert changed.all_inner_texts() == before


def test_the_sheet_is_worked_by_the_keyboard(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Feature+maps&channel=0")
    sheet = page.locator(".sheet")
    sheet.press("ArrowRight")
    sheet.press("ArrowDown")
    expect(sheet).to_have_attribute("aria-valuetext", "channel 7")
    sheet.press("Enter")
    settle(page)
    expect(page.locator("h3")).to_have_text("Channel 7, ReLU6")


def test_the_page_keeps_its_screen_when_another_is_visited(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Arithmetic&block=2")
    choose_page(page, "Transfer learning")
    settle(page)
    assert "Arithmetic" not in page.url
    choose_page(page, "Convolutional networks")
    settle(page)
    expect(page.get_by_role("radio", name="Arithmetic")).to_be_checked()
    assert "block=2" in page.url


# --- The screen Convolution -----------------------------------------------------------------------------


def results(page: Page) -> str:
    return page.locator(".results").inner_text()


def test_the_window_is_played_stepped_and_moved(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Convolution")
    maps = page.locator(".maps")
    maps.press("Home")
    first = results(page)
    page.get_by_role("button", name="Step", exact=True).click()
    second = results(page)
    assert second != first
    maps.press("ArrowLeft")
    assert results(page) == first
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Pause").click()
    played = results(page)
    assert played != first
    page.wait_for_timeout(300)
    assert results(page) == played
    stage = page.locator(".stage").nth(1)
    box = stage.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    assert results(page) != played


def as_number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_sum_is_equal_only_where_its_products_add_up_as_they_are_written(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Convolution")
    maps, signs = page.locator(".maps"), set()
    maps.press("Home")
    for _ in range(30):
        maps.press("ArrowRight")
        products = [as_number(cell) for cell in page.locator(".products td").all_inner_texts()]
        sign, result = results(page).removeprefix("Sum of products ").split("\n")[0].split()
        assert (sign == "=") == (f"{sum(products):.2f}" == f"{as_number(result):.2f}")
        signs.add(sign)
    assert signs == {"=", "≈"}


@pytest.mark.parametrize("screen", ["Arithmetic", "Shifting"])
def test_the_colours_of_signs_are_named(visit: OpenPage, screen: str) -> None:
    key = visit(f"{PAGE}?screen={screen}&roaming_block=10").locator(".signs")
    expect(key).to_contain_text("positive")
    expect(key).to_contain_text("negative")
    colours = key.locator("span > span").evaluate_all(
        "(swatches) => swatches.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert colours == [f"rgb{hex_to_rgb(colour)}" for colour in (POSITIVE, NEGATIVE)]


def test_a_kernel_is_edited_and_kept_in_the_link(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Convolution&preset=identity")
    middle = page.locator(".kernel input").nth(4)
    middle.fill("0.5")
    middle.press("Enter")
    settle(page)
    assert "preset=edited" in page.url
    assert "k4=50" in page.url
    expect(page.get_by_text("Your own kernel.")).to_be_visible()


def test_an_object_is_dragged_and_moved_by_the_keys(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Shifting")
    field = page.locator(".field")
    box = field.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 56 / 224 * box["width"], middle[1], steps=6)
    page.mouse.up()
    expect(page.get_by_text("120 pixels from the left, 64 from the top")).to_be_visible()
    field.press("ArrowDown")
    expect(page.get_by_text("120 pixels from the left, 65 from the top")).to_be_visible()
    settle(page)
    assert "left=120" in page.url
    assert "top=65" in page.url


def test_the_sheet_of_classes_is_worked_by_the_keyboard(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Feature+visualisation")
    sheet = page.get_by_role("list").filter(has_text="goldfish")
    classes = sheet.get_by_role("button").all_inner_texts()
    tops = sheet.get_by_role("button").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    row = tops.count(tops[0])
    assert 1 < row < len(classes)
    sheet.get_by_role("button", name=classes[0]).press("ArrowRight")
    for key, focused in (("ArrowDown", 1 + row), ("End", -1), ("ArrowUp", -1 - row)):
        page.keyboard.press(key)
        expect(sheet.get_by_role("button", name=classes[focused])).to_be_focused()
    page.keyboard.press("Enter")
    settle(page)
    chosen = classes[-1 - row]
    assert f"wish_class={chosen}" in page.url
    expect(sheet.get_by_role("button", name=chosen)).to_have_attribute("aria-pressed", "true")


def test_on_a_phone_the_sum_is_in_sight_with_both_pictures(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Arithmetic")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    boxes = [stage.bounding_box() for stage in page.locator(".stage").all()]
    assert [box["width"] > 170 for box in boxes if box] == [True, True]
    words = page.locator(".words").bounding_box()
    assert words
    assert words["width"] > 300
    assert words["y"] < 844


def test_the_place_of_arithmetic_stays_when_the_page_turns_dark(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Arithmetic")
    title = page.locator("h4 > span").first
    begun = title.inner_text()
    page.locator(".stage").first.click(position={"x": 30, "y": 40})
    expect(title).not_to_have_text(begun)
    chosen = title.inner_text()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(1000)
    settle(page)
    expect(title).to_have_text(chosen)


@pytest.mark.parametrize("wide", [1920, 1366, 1280, 1024])
def test_no_operation_of_an_opened_block_is_cut(visit: OpenPage, wide: int) -> None:
    page = visit(f"{PAGE}?block=1")
    page.set_viewport_size({"width": wide, "height": 720})
    for block in (1, 7, 10):
        page.get_by_role("button", name=f"Block {block}:").click()
        expect(page.locator("footer p")).to_contain_text(f"Block {block}:")
        settle(page)
        room = page.locator(".operations").first.bounding_box()
        assert room
        for operation in page.locator(".operations").first.locator("button").all():
            box = operation.bounding_box()
            assert box
            assert box["x"] >= room["x"] - 1
            assert box["x"] + box["width"] <= room["x"] + room["width"] + 1
            assert box["y"] + box["height"] <= room["y"] + room["height"] + 1
