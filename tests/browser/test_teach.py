"""A classifier of one's own in a real browser, from the files on disk to its answer."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from components.vision.samples import FOLDER
from tests.browser.conftest import OpenPage, settle, uploader

TEACH = "/transfer_learning?screen=Teach"
OWN = TEACH + "&album=My+own+photos"


def photos(folder: Path, sample: str, count: int) -> list[Path]:
    """Different real photos of one thing: cut-outs of a sample."""
    picture = Image.open(FOLDER / sample).convert("RGB")
    side = min(picture.size) // 2
    files = []
    for number in range(count):
        left, top = 12 * number, 9 * number
        files.append(folder / f"{Path(sample).stem} {number}.jpg")
        picture.crop((left, top, left + side, top + side)).save(files[-1], quality=90)
    return files


def taught(page: Page) -> str:
    heading = page.locator("h3", has_text=re.compile("(held-out photos|test garments) right"))
    expect(heading).to_be_visible(timeout=60_000)
    settle(page)
    return heading.inner_text()


def rename(page: Page, number: int, name: str) -> None:
    field = page.locator(".head input").nth(number)
    field.fill(name)
    field.press("Enter")
    settle(page)


def choose_class(page: Page, name: str) -> None:
    page.get_by_label("Add photos to").click()
    page.get_by_role("option", name=name, exact=True).click()
    settle(page)


def add(page: Page, files: list[Path], counts: list[str]) -> None:
    uploader(page).set_input_files(files)
    expect(page.locator(".count")).to_have_text(counts, timeout=30_000)
    settle(page)


def go_to(page: Page, screen: str) -> None:
    page.get_by_role("radio", name=screen, exact=True).click()
    settle(page)


def test_two_classes_from_disk_to_a_prediction(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    rename(page, 0, "cats")
    rename(page, 1, "咖啡")
    choose_class(page, "cats")
    files = photos(tmp_path, "chelsea.png", 5)
    add(page, files, ["5 photos", "0 photos"])
    choose_class(page, "咖啡")
    add(page, photos(tmp_path, "coffee.png", 5), ["5 photos", "5 photos"])
    page.get_by_role("button", name="Train").click()
    assert taught(page) == "100 % of 2 held-out photos right"

    go_to(page, "Evaluate")
    assert "album=My+own+photos" in page.url
    cell = page.get_by_role("button", name="cats taken for cats: 1")
    cell.click()
    settle(page)
    expect(page.locator("figcaption").first).to_contain_text("cats?")
    expect(page.locator('[data-testid="stMain"]')).to_contain_text("cats recognised: 1")

    go_to(page, "Predict")
    page.get_by_text("My own", exact=True).click()
    settle(page)
    uploader(page).set_input_files(FOLDER / "chelsea.png")
    settle(page)
    expect(page.locator("ol button .label").first).to_have_text("cats")
    expect(page.locator("figure small")).to_have_text("Your own photo, not stored")

    go_to(page, "Export")
    page.get_by_role("button", name="Make the zip").click()
    expect(page.locator('[data-testid="stAlert"]')).to_contain_text(
        "agrees with this page on 2 held-out photos", timeout=60_000
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path / "program")
    asked = [
        sys.executable,
        "-E",
        "-s",
        str(tmp_path / "program" / "classifier" / "predict.py"),
        str(files[0]),
    ]
    said = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    best = next(line for line in said.splitlines() if "%" in line)
    assert best.endswith("cats")
    assert float(best.split("%")[0]) > 90


def test_bad_names_are_one_sentence_each(visit: OpenPage) -> None:
    page = visit(OWN)
    for name, sentence in (
        ("<script>alert(1)</script>", "can’t contain any of"),
        ("../x", "can’t contain any of"),
        ("x" * 200, "40 characters"),
        ("Class 2", "two classes need two names"),
    ):
        rename(page, 0, name)
        expect(page.locator('[data-testid="stAlert"]')).to_contain_text(sentence)
        expect(page.locator(".head input").first).to_have_value("Class 1")  # as it is still called
    rename(page, 0, "猫 _x_ $y$")
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)
    choose_class(page, "猫 _x_ $y$")
    expect(page.locator('[data-testid="stFileUploader"]')).to_contain_text("Photos of “猫 _x_ $y$”")
    expect(page.locator(".katex")).to_have_count(0)


def test_photos_are_moved_and_removed_by_the_bar_and_by_dragging(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    add(page, photos(tmp_path, "chelsea.png", 3), ["3 photos", "0 photos"])
    page.locator(".photo").first.click()
    page.get_by_label("Move to class").select_option("Class 2")
    expect(page.locator(".count")).to_have_text(["2 photos", "1 photo"])
    settle(page)
    page.locator(".photo").first.drag_to(page.locator("ol li").nth(1))
    expect(page.locator(".count")).to_have_text(["1 photo", "2 photos"])
    settle(page)
    page.locator(".photo").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".count")).to_have_text(["0 photos", "2 photos"])


def test_two_hundred_photos_at_once_can_be_stopped_and_what_was_read_stays(
    visit: OpenPage, tmp_path: Path
) -> None:
    page = visit(OWN)
    noise = Image.effect_noise((1400, 1000), 60)
    files = [tmp_path / f"{number}.jpg" for number in range(200)]
    for number, file in enumerate(files):
        noise.crop((number, number, number + 1200, number + 800)).save(file)
    uploader(page).set_input_files(files)
    expect(page.get_by_text(re.compile(r"[1-9]\d* of 200 photos read"))).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator('[data-testid="stAlert"]')).to_contain_text("Stopped after", timeout=30_000)
    settle(page)
    count = int(page.locator(".count").first.inner_text().split()[0])
    assert 0 < count < 200
    page.get_by_role("radio", name="Garments").click()
    assert "test garments right" in taught(page)


def test_the_garments_are_taught_at_first_paint_and_a_label_can_be_put_right(visit: OpenPage) -> None:
    page = visit(TEACH + "&per_class=10")
    taught(page)
    expect(page.locator(".photo")).to_have_count(100)
    go_to(page, "Evaluate")
    assert "per_class=10" in page.url
    page.locator("td button.wrong:enabled").first.click()
    settle(page)
    select = page.locator(".fix select").first
    wrong = select.input_value()
    select.select_option("bag")
    expect(page.locator(".fix select").first).not_to_have_value(wrong, timeout=30_000)
    settle(page)
    go_to(page, "Teach")
    counts = page.locator(".count").all_inner_texts()
    assert sorted(counts) == sorted(["10 photos"] * 8 + ["9 photos", "11 photos"])
    assert "test garments right" in taught(page)


def test_a_cat_among_garments_is_refused(visit: OpenPage) -> None:
    page = visit("/transfer_learning?screen=Predict")
    expect(page.locator("ol button").first).to_be_visible(timeout=60_000)
    settle(page)
    page.get_by_role("button", name="A cat among garments").click()
    settle(page)
    expect(page.locator("h3").last).to_have_text("None of these", timeout=30_000)
    link = page.url.split("127.0.0.1")[1].partition("/")[2]
    again = visit("/" + link)
    expect(again.locator("h3").last).to_have_text("None of these", timeout=60_000)


def test_the_race_is_run_on_the_garments_and_can_be_cancelled(visit: OpenPage) -> None:
    page = visit("/transfer_learning?screen=Evaluate&view=Race&per_class=5")
    page.get_by_role("button", name="Frozen features").click(timeout=60_000)
    reached = page.locator("li").filter(has_text="Frozen features").locator("output")
    expect(reached).to_contain_text(re.compile(r"^\d.* after \d"), timeout=60_000)
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopped before the end.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Fine-tuning")).to_be_visible()
