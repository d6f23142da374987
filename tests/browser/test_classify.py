"""The screen *Classify* in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.vision.samples import FOLDER
from tests.browser.conftest import OpenPage, settle
from tests.browser.measures import OVERFLOW, SMALLEST
from tests.browser.screens import bar, menu, open_notes

PAGE = "/transfer_learning"
CATS = ("tabby", "tiger cat", "Egyptian cat")
BEGINS = "espresso"


def answer(page: Page) -> str:
    return page.locator("h3").last.inner_text()


def upload(page: Page, path: Path) -> None:
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(path)
    settle(page)


def test_a_photo_from_disk_is_classified(visit: OpenPage) -> None:
    page = visit(PAGE + "?sample=coffee")
    assert answer(page).startswith("espresso")
    upload(page, FOLDER / "chelsea.png")
    expect(page.locator("h3").last).to_contain_text("cat")
    assert answer(page).startswith(CATS)
    rows = page.locator("ol button").all_inner_texts()
    assert len(rows) == 5
    assert any(cat in rows[0] for cat in CATS)
    expect(page.locator("figure small")).to_have_text("Your own photo, not stored")


def test_the_heat_map_lies_over_the_photo_and_follows_the_pointer(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    heat = page.locator("figure img.heat")
    expect(page.locator("figure img")).to_have_count(2)
    photo, over = (page.locator(f"figure img.{layer}").bounding_box() for layer in ("photo", "heat"))
    assert photo
    assert over
    assert over["width"] == pytest.approx(over["height"], abs=1)
    assert over["width"] == pytest.approx(photo["height"] * 224 / 256, abs=1)
    assert over["x"] - photo["x"] == pytest.approx((photo["width"] - over["width"]) / 2, abs=1)
    assert heat.evaluate("image => image.naturalWidth") > 0
    slider = page.locator('figure input[type="range"]')
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2, steps=5)
    during = float(heat.evaluate("image => image.style.opacity"))
    assert during < 0.4  # already while the button is held
    assert "opacity" not in page.url
    page.mouse.up()
    settle(page)
    assert f"opacity={round(100 * during)}" in page.url


def test_the_square_is_dragged_to_what_the_network_then_sees(visit: OpenPage) -> None:
    page = visit(PAGE + "?sample=temple")
    assert answer(page) == "palace"
    square = page.locator("figure .box")
    box = square.bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 1000, box["y"] + 50, steps=6)
    at_the_edge = square.bounding_box()
    assert at_the_edge
    assert at_the_edge["x"] > box["x"] + 50
    assert at_the_edge["y"] == pytest.approx(box["y"], abs=1)
    expect(page.locator("figure img.heat")).to_be_hidden()
    page.mouse.up()
    expect(page.locator("h3").last).to_have_text("lakeside")
    settle(page)
    assert "across=100" in page.url
    assert "down" not in page.url
    expect(page.locator("figure img.heat")).to_be_visible()
    assert square.bounding_box() == at_the_edge
    square.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    settle(page)
    assert "across" not in page.url  # in the middle again
    assert answer(page) == "palace"
    page.get_by_role("radio", name="rocket").click()
    settle(page)
    assert answer(page) == "drilling platform"


def test_a_click_on_a_bar_explains_that_class_and_is_kept_in_the_link(visit: OpenPage) -> None:
    page = visit(PAGE + "?sample=cat")
    before = page.locator("figure img.heat").get_attribute("src")
    page.locator("ol button", has_text="tabby").click()
    settle(page)
    assert "explain=tabby" in page.url
    assert page.locator("figure img.heat").get_attribute("src") != before
    assert page.locator("figcaption .high").inner_text() == "speaks for “tabby”"
    assert page.locator("ol button.for .label").inner_text() == "tabby"


def test_an_experiment_brings_the_slider_back_too(visit: OpenPage) -> None:
    page = visit(PAGE + "?opacity=30")
    slider = page.locator('figure input[type="range"]')
    assert slider.input_value() == "30"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert "opacity=25" in page.url
    page.get_by_role("button", name="Never learned: a retina").click()
    settle(page)
    assert slider.input_value() == "80"
    assert "opacity" not in page.url


def test_the_address_reproduces_the_demo(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    page.get_by_role("button", name="Why not tabby?").click()
    settle(page)
    page.get_by_text("Guess first", exact=True).click()
    settle(page)
    assert "against=tabby" in page.url
    assert "explain=Egyptian+cat" in page.url
    assert "guess=true" in page.url
    page.get_by_text("Guess first", exact=True).click()
    settle(page)
    link = page.url.split("127.0.0.1")[1].partition("/")[2]
    again = visit("/" + link)
    assert again.locator("figcaption .low").inner_text() == "for “tabby”"
    same = "image => image.src"
    assert again.locator("figure img.heat").evaluate(same) == page.locator("figure img.heat").evaluate(same)


def test_nonsense_in_the_link_is_said_and_leaves_the_address(visit: OpenPage) -> None:
    page = visit(PAGE + "?sample=%3Cscript%3E&opacity=banana")
    expect(page.locator('[data-testid="stAlert"]').first).to_contain_text("“sample”, “opacity”")
    assert answer(page).startswith(BEGINS)
    assert "script" not in page.url


def test_a_page_opened_by_its_address_on_a_fresh_server_has_its_frame(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    expect(menu(page)).to_contain_text("Transfer learning")


def test_a_file_over_the_limit_is_refused_in_one_sentence(visit: OpenPage, tmp_path: Path) -> None:
    big = tmp_path / "big.jpg"
    big.write_bytes(b"\xff\xd8" + bytes(25 * 2**20))
    page = visit(PAGE + "?screen=Classify")
    upload(page, big)
    expect(page.get_by_role("alert")).to_contain_text("20.0MB or smaller")
    assert answer(page).startswith(BEGINS)


def test_a_bad_file_then_a_good_one(visit: OpenPage, tmp_path: Path) -> None:
    bad = tmp_path / "photo.jpg"
    bad.write_bytes(b"no photo at all")
    page = visit(PAGE + "?screen=Classify")
    upload(page, bad)
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(1)
    assert answer(page).startswith(BEGINS)
    page.get_by_role("button", name="Remove photo.jpg").click()
    settle(page)
    upload(page, FOLDER / "coffee.png")
    expect(page.locator("h3").last).to_contain_text("espresso")


def test_keyboard_alone_picks_a_class_and_moves_the_slider(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    page.locator("ol button").nth(1).focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "explain=" in page.url
    slider = page.locator('figure input[type="range"]')
    slider.focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert "opacity=75" in page.url


def test_the_projector_view_is_kept_in_the_link_and_left_by_escape(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    page.get_by_role("button", name="Projector view").click()
    settle(page)
    assert "projector=true" in page.url
    size, text = page.evaluate(SMALLEST)
    assert size >= 24, text
    expect(bar(page).first).to_be_hidden()
    page.keyboard.press("c")
    expect(bar(page).first).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "projector" not in url, wait_until="commit")
    settle(page)
    expect(bar(page).first).to_be_visible()
    assert "projector" not in page.url


@pytest.mark.parametrize("link", ["/?projector=true", PAGE + "?projector=true&sample=flower"])
def test_a_link_to_the_projector_view_fits_without_scrolling(visit: OpenPage, link: str) -> None:
    page = visit(link)
    assert page.evaluate(OVERFLOW) == [0, 0]
    size, text = page.evaluate(SMALLEST)
    assert size >= 24, text


def test_the_map_opens_the_page(visit: OpenPage) -> None:
    page = visit("/")
    page.get_by_role("button", name="Transfer learning").click()
    page.wait_for_url("**" + PAGE + "*")
    settle(page)
    expect(page.get_by_text("New last layer:")).to_be_visible(timeout=60_000)  # it is trained first


def test_a_webcam_shot_is_classified_and_can_be_let_go(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    page.get_by_text("Webcam", exact=True).click()
    settle(page)
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")  # before, no photo is taken
    page.get_by_role("button", name="Take Photo").click()
    expect(page.locator("figure small")).to_have_text("Your own photo, not stored")
    page.get_by_role("button", name="Back to the samples").click()
    expect(page.locator("figure small")).to_contain_text("Rachel Michetti")
    assert answer(page).startswith(BEGINS)


def test_the_idea_shows_its_formulas(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    formulas = open_notes(page).locator(".katex-display")
    expect(formulas).to_have_count(3)
    expect(page.locator(".katex-error")).to_have_count(0)


def test_freezing_shows_two_looks_side_by_side(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Classify")
    page.get_by_role("button", name="Freeze to compare").click()
    settle(page)
    page.get_by_text("cat", exact=True).click()
    settle(page)
    photos = page.locator("figure img.photo")
    expect(photos).to_have_count(2)
    left, right = photos.evaluate_all(
        "images => images.map(i => i.getBoundingClientRect()).map(r => [r.x, r.y])"
    )
    assert left[0] < right[0]
    assert left[1] == pytest.approx(right[1], abs=2)


def test_fetching_offline_is_one_sentence_and_the_page_goes_on(visit: OpenPage) -> None:
    page = visit(PAGE + "?model=AlexNet")
    page.get_by_role("button", name="Fetch AlexNet").click()
    expect(page.get_by_text("check the network connection")).to_be_visible()
    settle(page)
    assert answer(page).startswith(BEGINS)
