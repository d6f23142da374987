"""Photos on their way into classes of one's own, over a slow connection, in a real browser."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage, choose, settle, uploader
from tests.browser.screens import menu
from tests.browser.test_teach import OWN, go_to, photos, rename

BYTES_A_SECOND = 60_000


def slow(page: Page) -> CDPSession:
    """Send as over a slow mobile connection; what the page gets stays quick."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    throttle(session, BYTES_A_SECOND)
    return session


def throttle(session: CDPSession, upload: int) -> None:
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload},
    )


def large_photos(folder: Path, count: int) -> list[Path]:
    """Photos that take seconds to be decoded and to be sent."""
    noise = Image.effect_noise((2600, 1900), 70)
    files = [folder / f"noise {number}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        noise.crop((number, number, number + 2400, number + 1800)).save(file, quality=80)
    return files


def photos_slow_to_read(folder: Path, count: int) -> list[Path]:
    """Photos of few bytes and many pixels: they are sent at once and decoded for a third of a second each."""
    shades = Image.linear_gradient("L").resize((7000, 6000)).convert("RGB")
    files = [folder / f"shades {number}.png" for number in range(count)]
    for number, file in enumerate(files):
        shades.crop((0, number, 6990, number + 5900)).save(file, compress_level=1)
    return files


def counts(page: Page, *expected: str) -> None:
    expect(page.locator(".count")).to_have_text(list(expected), timeout=60_000)


def names(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".head input").all()]


def test_a_slow_upload_lands_in_the_class_that_was_chosen_when_it_began(
    visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(OWN)
    session = slow(page)
    uploader(page).set_input_files(large_photos(tmp_path, 3))
    expect(page.get_by_role("button", name="Cancel upload of noise 2.jpg")).to_be_visible()
    choose(page, "Add photos to", "Class 2")
    expect(page.get_by_text("Photos of “Class 2”")).to_be_visible()
    expect(page.get_by_text("Photos of “Class 1”")).to_be_hidden()
    counts(page, "0 photos", "0 photos")  # it is still under way
    rename(page, 0, "cats")
    throttle(session, -1)
    counts(page, "3 photos", "0 photos")
    uploader(page).set_input_files(photos(tmp_path, "coffee.png", 3))
    counts(page, "3 photos", "3 photos")
    assert names(page) == ["cats", "Class 2"]


@pytest.mark.parametrize("way", ["a screen of the page", "another page"])
def test_photos_that_are_still_being_sent_when_the_screen_is_left_are_said_to_be_lost(
    visit: OpenPage, tmp_path: Path, way: str
) -> None:
    page = visit(OWN)
    session = slow(page)
    uploader(page).set_input_files(large_photos(tmp_path, 5))
    expect(page.get_by_role("button", name="Cancel upload of noise 4.jpg")).to_be_visible()
    if way == "another page":
        menu(page).locator('a[href$="/cnn"]').click()
    else:
        go_to(page, "Predict")
    lost = page.get_by_role("alert").filter(has_text="were still being sent when you left the screen")
    expect(lost).to_contain_text("“noise 0.jpg”, “noise 1.jpg”, “noise 2.jpg” and 2 more", timeout=30_000)
    throttle(session, -1)
    page.get_by_role("button", name="OK").click()
    expect(lost).to_have_count(0)


def test_photos_that_are_sent_one_by_one_all_arrive_and_none_is_called_lost(
    visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(OWN)
    throttle(slow(page), 600_000)
    for count, photo in enumerate(photos(tmp_path, "coffee.png", 5), 1):
        uploader(page).set_input_files(photo)
        counts(page, f"{count} photo{'s' * (count > 1)}", "0 photos")
        settle(page)  # the uploader has gone as soon as a photo had arrived
        expect(page.get_by_text("still being sent")).to_have_count(0)


def test_photos_whose_sending_was_cancelled_are_not_called_lost(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    session = slow(page)
    uploader(page).set_input_files(large_photos(tmp_path, 1))
    page.get_by_role("button", name="Cancel upload of noise 0.jpg").click()
    throttle(session, -1)
    settle(page)
    go_to(page, "Predict")
    settle(page)
    expect(page.get_by_text("still being sent")).to_have_count(0)


def test_photos_for_a_second_class_and_a_new_name_while_the_first_are_read(
    visit: OpenPage, tmp_path: Path
) -> None:
    first, second = photos_slow_to_read(tmp_path, 30), photos(tmp_path, "coffee.png", 4)
    page = visit(OWN)
    uploader(page).set_input_files(first)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 30 photos read"))).to_be_visible(timeout=60_000)
    choose(page, "Add photos to", "Class 2")
    expect(page.get_by_text("Photos of “Class 2”")).to_be_visible()
    uploader(page).set_input_files(second)
    expect(page.get_by_text(re.compile(r" of 34 photos read"))).to_be_visible(timeout=60_000)
    rename(page, 0, "noise")
    counts(page, "30 photos", "4 photos")
    assert names(page) == ["noise", "Class 2"]
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)


def test_the_page_is_left_while_photos_are_read_and_they_are_there_afterwards(
    visit: OpenPage, tmp_path: Path
) -> None:
    slow_ones = photos_slow_to_read(tmp_path, 20)
    page = visit(OWN)
    uploader(page).set_input_files(slow_ones)
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of 20 photos read"))).to_be_visible(timeout=60_000)
    menu(page).locator('a[href$="/cnn"]').click()
    expect(page.locator("h2")).not_to_have_text("Transfer learning", timeout=30_000)
    settle(page)
    menu(page).locator('a[href$="/transfer_learning"]').click()
    expect(page.locator(".count").first).to_be_visible(timeout=30_000)
    counts(page, "20 photos", "0 photos")


def test_a_renamed_class_stays_chosen_and_gets_the_next_photos(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    choose(page, "Add photos to", "Class 2")
    expect(page.get_by_text("Photos of “Class 2”")).to_be_visible()
    settle(page)
    rename(page, 1, "Dogs")
    expect(page.get_by_text("Photos of “Dogs”")).to_be_visible()
    expect(page.get_by_label("Add photos to", exact=True)).to_have_value("Dogs")
    uploader(page).set_input_files(photos(tmp_path, "coffee.png", 2))
    counts(page, "0 photos", "2 photos")


def test_own_photos_without_a_training_are_not_answered_by_the_garments(
    visit: OpenPage, tmp_path: Path
) -> None:
    page = visit("/transfer_learning?screen=Teach&per_class=5")
    expect(page.locator("h3", has_text=" right")).to_be_visible(timeout=60_000)
    page.get_by_role("radio", name="My own photos").click()
    expect(page.locator("h3", has_text=" right")).to_have_count(0, timeout=30_000)
    settle(page)
    uploader(page).set_input_files(photos(tmp_path, "chelsea.png", 3))
    counts(page, "3 photos", "0 photos")
    settle(page)
    go_to(page, "Predict")
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text("has no photo; it needs two or more")
    expect(page.locator("ol button .label")).to_have_count(0)
    page.get_by_role("button", name="Back to Teach").click()
    choose(page, "Add photos to", "Class 2")
    expect(page.get_by_text("Photos of “Class 2”")).to_be_visible()
    uploader(page).set_input_files(photos(tmp_path, "coffee.png", 3))
    counts(page, "3 photos", "3 photos")
    settle(page)
    go_to(page, "Predict")
    page.get_by_role("button", name="Train").click()
    expect(page.locator("ol button .label").first).to_have_text(re.compile("Class [12]"), timeout=60_000)
    go_to(page, "Export")
    expect(main).to_contain_text("gives each of 2 classes a probability")


def test_a_class_removed_by_a_slip_of_the_thumb_comes_back(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    page.set_viewport_size({"width": 390, "height": 844})
    rename(page, 0, "temples & towers")
    uploader(page).set_input_files(photos(tmp_path, "coffee.png", 4))
    counts(page, "4 photos", "0 photos")
    page.get_by_role("button", name="Remove the class temples & towers").click()
    told = page.get_by_test_id("stAlert").filter(has_text="The class “temples & towers” with 4 photos was")
    expect(told).to_be_visible()
    counts(page, "0 photos")
    page.get_by_role("button", name="Undo").click()
    counts(page, "4 photos", "0 photos")
    assert names(page) == ["temples & towers", "Class 2"]
    expect(told).to_have_count(0)
