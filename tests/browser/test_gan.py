"""The page on GANs, in a real browser: Latent sliders, Explore, Training history."""

import re

import pytest
from playwright.sync_api import Page, expect

from components.gan.directions import MEASURED_LIMIT
from components.gan.latents import STEP_SIZE
from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import open_notes
from tests.browser.sliding import ALL, DRAG, MOVE, PRESS, RELEASE

PAGE = "/gan"
SLIDERS = PAGE + "?screen=Latent+sliders"


def picture(page: Page) -> str:
    """The pixels on the first canvas, once it is painted."""
    shown: str = page.locator("canvas[data-frame]").first.evaluate("(canvas) => canvas.toDataURL()")
    return shown


# --- Latent sliders -----------------------------------------------------------------------------------------


def test_a_dragged_slider_paints_frame_after_frame_and_is_exact_when_let_go(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    before = picture(page)
    page.evaluate(PRESS, [1])
    assert page.evaluate(ALL, [1]) > 65
    painted, _ = page.evaluate(DRAG, [1, 120])
    assert painted > 60
    assert picture(page) != before
    page.evaluate(MOVE, [1, -20])
    assert page.evaluate(RELEASE, [1]) == 0
    expect(page).to_have_url(re.compile(r"moved=n1\.-20"))
    settle(page)
    released = picture(page)
    again = visit(SLIDERS + "&moved=n1.-20")
    assert picture(again) == released  # a link draws the same pixels


def test_a_pointer_drags_and_the_read_out_counts(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    slider = page.get_by_role("slider", name="Smile", exact=True)
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.evaluate(ALL, [0])
    page.mouse.move(box["x"] + 5, middle, steps=40)
    page.mouse.move(box["x"] + box["width"] - 5, middle, steps=60)
    expect(page.locator("output").first).to_have_text(re.compile(r"\d+ frames/s"))
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"moved=n0\.\d+"))


def test_keys_typing_and_touching_move_a_slider(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    slider = page.get_by_role("slider", name="Hat", exact=True)
    before = picture(page)
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"moved=n3\.3"))
    typed = page.get_by_label("Hat, in standard deviations")
    typed.fill("2.5")
    typed.press("Enter")
    expect(page).to_have_url(re.compile(r"moved=n3\.\d\d"))
    settle(page)
    assert picture(page) != before
    typed.fill("99")
    typed.press("Enter")
    settle(page)
    assert MEASURED_LIMIT - STEP_SIZE <= float(typed.input_value()) <= MEASURED_LIMIT
    expect(page.locator("label.far")).to_have_count(0)
    page.get_by_role("button", name="Sliders back").click()
    expect(page).not_to_have_url(re.compile("moved="))
    settle(page)
    assert picture(page) == before


def test_beyond_what_the_generator_was_trained_with_the_field_is_marked(visit: OpenPage) -> None:
    page = visit(f"{SLIDERS}&kind=Coordinates")
    typed = page.get_by_label("Coordinate 0, in standard deviations")
    for value, marked in (("2.9", 0), ("3.5", 1)):
        typed.fill(value)
        typed.press("Enter")
        expect(page.locator("label.far")).to_have_count(marked)


# A slider is let go of, and then an answer arrives that knows nothing of it yet. Gives where it stands.
OLDER_ANSWER = """(section, step) => {
  const [sliders, range] = [section.living.part, section.querySelectorAll("input[type=range]")[3]]
  const older = sliders.data
  range.onkeydown({ key: "ArrowRight" })
  range.value = step
  range.oninput()
  range.onchange()
  sliders.take(older, sliders.tell)
  return Number(range.value)
}"""


def test_an_older_answer_does_not_move_a_slider_back(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    section = page.locator("section[data-latent-sliders]")
    for step in (1, 2, 3):
        assert section.evaluate(OLDER_ANSWER, step) == step
    expect(page).to_have_url(re.compile(r"moved=n3\.3"))
    settle(page)
    page.get_by_role("button", name="Sliders back").click()
    expect(page.get_by_role("slider", name="Hat", exact=True)).to_have_value("0")


def test_a_press_that_moves_nothing_holds_nothing(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    thumb = page.get_by_role("slider", name="Hat", exact=True)
    before = picture(page)
    page.evaluate(PRESS, [3])
    thumb.dispatch_event("pointerup")
    page.get_by_role("button", name="Next face").click()
    expect(page).to_have_url(re.compile(r"seed=\d"))
    settle(page)
    assert picture(page) != before


def test_an_emptied_number_comes_back(visit: OpenPage) -> None:
    page = visit(SLIDERS)
    typed = page.get_by_label("Hat, in standard deviations")
    before = typed.input_value()
    typed.fill("")
    typed.press("Enter")
    expect(typed).to_have_value(before)
    settle(page)
    expect(page).not_to_have_url(re.compile("moved="))


def test_two_visitors_have_their_own_sliders(visit: OpenPage) -> None:
    one, other = visit(SLIDERS + "&seed=1"), visit(SLIDERS + "&seed=2")
    untouched = picture(other)
    one.evaluate(PRESS, [2])
    other.evaluate(PRESS, [4])
    one.evaluate(MOVE, [2, 30])
    assert one.evaluate(RELEASE, [2]) == 0
    settle(other)
    assert picture(other) == untouched
    other.evaluate(MOVE, [4, 30])
    assert other.evaluate(RELEASE, [4]) == 0
    assert picture(one) != picture(other)


@pytest.mark.parametrize("link", ["moved=n1.nan", "seed=abc", "truncation=1e9", "moved=n99.3"])
def test_nonsense_in_the_link_is_said(visit: OpenPage, link: str) -> None:
    page = visit(f"{SLIDERS}&{link}")
    expect(page.get_by_role("alert").filter(has_text="makes no sense")).to_be_visible()
    assert picture(page) == picture(visit(SLIDERS))


# --- Explore and Training history ---------------------------------------------------------------------------


def test_a_face_of_the_grid_becomes_face_a(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Explore")
    face = page.get_by_alt_text("Face A, seed")
    before = face.get_attribute("src")
    grid = page.locator(".sheet")
    box = grid.bounding_box()
    assert box
    grid.click(position={"x": box["width"] * 1.5 / 6, "y": box["height"] * 1.5 / 6})
    expect(page).to_have_url(re.compile("seed=7"))
    expect(face).not_to_have_attribute("src", before or "")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save A to B").click()
        page.get_by_role("button", name="A to B, WebP").click()
    assert download.value.suggested_filename == "faces_7_30.webp"
    assert download.value.path().stat().st_size > 10_000


def test_the_unstable_faces_are_looked_at_and_go_into_the_link(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Explore")
    before = page.get_by_alt_text("Face A, seed 24").get_attribute("src")
    page.get_by_role("radio", name="between two kinds").click()
    face = page.get_by_alt_text("Face A, seed 24, between two kinds")
    expect(face).to_be_visible()
    assert face.get_attribute("src") != before
    expect(page).to_have_url(re.compile("base=restless"))
    page.get_by_role("radio", name="balanced mix").click()
    expect(page).not_to_have_url(re.compile("base="))
    expect(page.get_by_alt_text("Face A, seed 24")).to_have_attribute("src", before or "")


def test_the_training_is_scrubbed_in_the_browser(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Training+history")
    seen = {picture(page)}
    slider = page.get_by_role("slider", name="moment of the training")
    for stage in (0, 3, 6, 9):
        slider.evaluate(
            "(range, stage) => { range.value = stage; range.dispatchEvent(new Event('input')) }", stage
        )
        seen.add(picture(page))
    assert len(seen) == 5
    slider.press("Home")
    expect(page.locator(".bar output")).to_have_text("Iteration 0")
    expect(page).to_have_url(re.compile("moment=0"))
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".bar output")).to_have_text("Iteration 250")
    page.get_by_role("button", name="The end").click()  # in mid-play: it goes there and stays
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".bar output")).to_have_text("Iteration 155,000")
    page.wait_for_timeout(1_500)  # two frames' time
    expect(page.locator(".bar output")).to_have_text("Iteration 155,000")


def test_the_training_is_scrubbed_on_its_film_strip(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Training+history")
    strip = page.locator(".strip")
    box = strip.bounding_box()
    assert box
    strip.click(position={"x": box["width"] * 3.5 / 12, "y": box["height"] / 2})
    expect(page.locator(".bar output")).to_have_text("Iteration 1,000")
    expect(page).to_have_url(re.compile("moment=3"))


def test_the_losses_are_named_only_where_the_log_was_kept(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Training+history")
    page.get_by_role("radio", name="Losses").click()
    generator = page.locator("figcaption span", has_text="generator").locator("output")
    expect(generator).to_have_text(re.compile(r"^\d\.\d$"))
    expect(page.locator(".cursor").first).to_have_css("visibility", "visible")
    expect(page.locator("svg text", has_text="iteration")).to_have_count(2)  # each chart says what it counts
    page.get_by_role("slider", name="moment of the training").press("Home")
    expect(generator).to_have_text("–")
    expect(page.locator(".cursor").first).to_have_css("visibility", "hidden")


@pytest.mark.parametrize(("screen", "count"), [("Explore", 2), ("Training+history", 3)])
def test_long_formulas_are_set(visit: OpenPage, screen: str, count: int) -> None:
    page = visit(f"{PAGE}?screen={screen}")
    expect(open_notes(page).locator(".katex-display")).to_have_count(count)
    expect(page.locator(".katex-error")).to_have_count(0)
