"""The page on GANs, in a real browser: Discriminator, Inversion."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from components.vision.samples import FOLDER
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import choose_page

DISCRIMINATOR = "/gan?screen=Discriminator"
INVERSION = "/gan?screen=Inversion"


def upload(page: Page, file: Path) -> None:
    page.get_by_test_id("stPopoverButton").filter(has_text="Photo").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    settle(page)


def of_sides(folder: Path, sides: tuple[int, int]) -> Path:
    """A photo of a coffee cup, made so large."""
    file = folder / "coffee.png"
    with Image.open(FOLDER / "coffee.png") as photo:
        photo.convert("RGB").resize(sides).save(file)
    return file


@pytest.mark.parametrize("sides", [(1, 1), (3, 2_000), (7_000, 5_000)])
def test_a_photo_of_any_size_has_a_score(visit: OpenPage, tmp_path: Path, sides: tuple[int, int]) -> None:
    page = visit(DISCRIMINATOR)
    score = page.get_by_text(re.compile(r"^A photo: [−\d]"))
    before = score.inner_text()
    upload(page, of_sides(tmp_path, sides))
    expect(page.get_by_text("Your own photo, not stored")).to_be_visible(timeout=30_000)
    expect(score).not_to_have_text(before)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.parametrize("link", [DISCRIMINATOR, INVERSION + "&target=A+photo"])
def test_a_file_that_is_no_photo_is_refused_and_nothing_is_lost(
    visit: OpenPage, tmp_path: Path, link: str
) -> None:
    page = visit(link)
    bad = tmp_path / "face.png"
    bad.write_bytes(b"no picture at all")
    upload(page, bad)
    expect(page.get_by_test_id("stAlert")).to_have_count(1)
    expect(page.get_by_text("Photo: NASA").first).to_be_visible()


def test_a_search_is_stopped_on_the_way_and_what_was_found_stays(visit: OpenPage) -> None:
    page = visit(INVERSION)
    wall = page.get_by_alt_text("Some generated faces")
    expect(wall).to_be_visible()
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_text(re.compile(r"Step [1-9]\d* of 200"))).to_be_visible(timeout=30_000)
    expect(wall).to_have_count(0)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_text("the best face is").first).to_be_visible()
    page.get_by_role("button", name="Slide it").click()
    expect(page.get_by_role("img", name="Generated face, found face")).to_be_visible()
    expect(page).to_have_url(re.compile("base=found"))


def test_a_photo_of_something_else_stays_far(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(INVERSION + "&target=A+photo")
    upload(page, of_sides(tmp_path, (640, 480)))
    expect(page.get_by_text("Your own photo, not stored")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_text("Step 200 of 200")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("far: it can’t be drawn")).to_be_visible()


def test_a_search_ends_when_its_screen_is_left_for_another_page(visit: OpenPage) -> None:
    page = visit(INVERSION)
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    for other in ("Convolutional networks", "Generative adversarial networks"):
        choose_page(page, other)
        expect(page.get_by_role("link", name=other)).to_have_attribute("aria-current", "page")
        settle(page)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_role("button", name="Find it")).to_be_enabled()
