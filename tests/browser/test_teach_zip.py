"""Awkward zips on *Teach*, in a browser: what was understood, changed, confirmed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, choose, settle
from tests.cases import CASES

OWN = "/transfer_learning?screen=Teach&album=My+own+photos"
ZIPS = CASES / "zips"


@pytest.fixture
def page(visit: OpenPage) -> Page:
    page = visit(OWN)
    choose(page, "Add photos to", "Folders of a zip")
    settle(page)
    return page


def hand_in(page: Page, zipped: Path) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text="A zip with one folder per class")
    box.locator("input[type=file]").set_input_files(zipped)


def expect_classes(page: Page, *names: str) -> None:
    heads = page.locator(".head input")
    for number, name in enumerate(names):
        expect(heads.nth(number)).to_have_value(name)
    expect(heads).to_have_count(len(names))


def test_a_tree_is_understood_shown_and_added_with_one_click(page: Page) -> None:
    hand_in(page, ZIPS / "train_val_class.zip")
    expect(page.get_by_text("Innermost folders: cats, dogs")).to_be_visible()
    expect(page.get_by_text("“train” and “val” are parts of one data set")).to_be_visible()
    page.get_by_role("button", name="Add these photos").click()
    expect(page.get_by_role("button", name="Add these photos")).to_have_count(0)
    expect_classes(page, "cats", "dogs")


def test_the_code_page_is_guessed_and_names_are_shown_as_they_are(page: Page) -> None:
    hand_in(page, ZIPS / "windows_japanese_shift_jis.zip")
    box = page.get_by_label("The zip doesn’t say how its names are written. They are read as", exact=True)
    expect(box).to_have_value("Japanese (Shift-JIS): 猫, 犬")
    page.get_by_role("button", name="Add these photos").click()
    expect(page.get_by_role("button", name="Add these photos")).to_have_count(0)
    expect_classes(page, "猫", "犬")


def test_an_archive_of_another_kind_is_one_sentence_and_nothing_is_lost(page: Page) -> None:
    hand_in(page, ZIPS / "tar_gz_named.zip")
    expect(page.locator('[data-testid="stAlert"]')).to_contain_text(
        "a gzip archive (.tar.gz or .tgz), not a zip"
    )
    hand_in(page, ZIPS / "class_names_like_markdown.zip")
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)
    expect_classes(page, "1. Cats", "2. Dogs", "+", "-")
