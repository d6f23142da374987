"""The page on laboratory values, in a real browser."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, choose, settle
from tests.browser.measures import OVERFLOW

PAGE = "/rnn"


def reading(page: Page) -> str:
    """What the first chart says of the horizon."""
    return page.locator("figcaption output").first.inner_text()


def test_the_horizon_is_dragged_and_kept_in_the_link(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    before = reading(page)
    edge = page.locator(".edge").first
    place = float(edge.get_attribute("x1") or 0)
    box = page.locator("figure svg").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + place, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + place + 40, box["y"] + box["height"] / 2, steps=5)
    assert float(edge.get_attribute("x1") or 0) > place + 30  # in the browser, while it is held
    assert reading(page) != before
    page.mouse.up()
    expect(page).to_have_url(re.compile("horizon="))
    settle(page)
    dragged = reading(page)
    page.locator("figure.large svg").press("ArrowLeft")
    expect(page.locator("figcaption output").first).not_to_have_text(dragged)


@pytest.mark.parametrize("screen", ["Forecast", "What if", "LSTM cell&look=Forecast"])
def test_the_picture_says_where_the_forecast_is_a_guess(visit: OpenPage, screen: str) -> None:
    page = visit(PAGE + f"?screen={screen.replace(' ', '+')}&horizon=60&projector=true")
    guess = page.get_by_text("outside the training data: a guess")
    expect(guess).to_be_visible()
    large = page.locator("figure.large svg")
    settle(page)
    high = large.bounding_box()
    large.press("Home")
    expect(guess).to_be_hidden()
    settle(page)
    assert large.bounding_box() == high  # the chart doesn't jump while the horizon is dragged
    large.press("End")
    expect(guess).to_be_visible()


def test_the_scale_and_the_horizon_are_named_and_the_usual_band_is_no_third_of_the_chart(
    visit: OpenPage,
) -> None:
    page = visit(PAGE + "?screen=Forecast&horizon=40")
    large = page.locator("figure.large svg")
    for words in ("log scale", "in 2 years", "usual today: 0.1 to 1.2"):
        expect(large.get_by_text(words, exact=True)).to_be_visible()
    share = """svg => {
      const [band, edge] = [".usual", ".edge"].map((one) => svg.querySelector(one).getBoundingClientRect())
      return band.height / edge.height
    }"""
    assert 0.1 < large.evaluate(share) <= 0.26
    page.locator("figure", has_text="Albumin").click()
    expect(page.locator("figure.large strong")).to_have_text("Albumin")
    expect(large.get_by_text("log scale")).to_have_count(0)


def test_the_name_of_what_came_lies_on_no_other_name(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("button", name="lower", exact=True).click()
    expect(page.get_by_text("what really happened")).to_be_visible()
    meeting = """([...names]) => {
      const box = (name) => name.getBoundingClientRect()
      const came = box(names.find((name) => name.textContent === "what really happened"))
      const meets = ({ left, right, top, bottom }) =>
        left < came.right && came.left < right && top < came.bottom && came.top < bottom
      return names.filter((name) => meets(box(name))).map((name) => name.textContent)
    }"""
    assert page.locator("figure.large .name").evaluate_all(meeting) == ["what really happened"]


def test_measured_values_are_never_rounded(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Patients")
    last = [one.inner_text() for one in page.locator("figcaption output").all()]
    assert last == [f"last: {value}" for value in ("16.2", "1315", "2.99", "3355", "331.7", "195", "11.5")]


def test_a_small_chart_becomes_the_large_one(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    large = page.locator("figure.large")
    expect(large.locator("strong")).to_have_text("Bilirubin")
    expect(large.locator(".name")).not_to_have_count(0)
    expect(page.locator("figure:not(.large) text")).to_have_count(0)  # names and axes in the large one only
    page.get_by_role("button", name="Albumin: show it large").click()
    expect(large.locator("strong")).to_have_text("Albumin")
    expect(page).to_have_url(re.compile("large=albumin"))
    settle(page)
    expect(large).to_have_count(1)
    large.locator("svg").press("ArrowRight")
    expect(page).to_have_url(re.compile("horizon=45"))
    page.get_by_role("button", name="Bilirubin: show it large").press("Enter")
    expect(large.locator("strong")).to_have_text("Bilirubin")
    expect(page.get_by_role("slider", name="Bilirubin: horizon of the forecast")).to_be_focused()
    expect(page).not_to_have_url(re.compile("large="))


def test_the_baselines_are_named_on_demand(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    names = page.locator("figure.large .name")
    expect(names.filter(has_text="own mean")).to_have_count(0)
    page.get_by_text("Baselines", exact=True).click()
    for name in ("last value", "own mean", "trend", "median"):
        expect(names.filter(has_text=name)).to_be_visible()
    settle(page)
    boxes = [box for name in names.all() if (box := name.bounding_box())]
    columns = sorted(box["y"] for box in boxes if box["x"] > boxes[-1]["x"] - 1)
    assert all(below - above > 10 for above, below in pairwise(columns))


# A key moves the horizon, and then an answer arrives that knows nothing of it yet. Gives where it stands.
OLDER_ANSWER = """section => {
  const [charts, svg] = [section.living.part, section.querySelector("svg")]
  const older = charts.data
  svg.onkeydown(new KeyboardEvent("keydown", { key: "ArrowRight" }))
  svg.onkeyup(new KeyboardEvent("keyup", { key: "ArrowRight" }))
  charts.take(older, charts.send)
  return charts.horizon
}"""


def test_an_older_answer_does_not_move_the_horizon_back(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    charts = page.locator("section", has=page.locator("figure svg"))
    for horizon in (2.25, 2.5, 2.75):
        assert charts.evaluate(OLDER_ANSWER) == pytest.approx(horizon)
    expect(page).to_have_url(re.compile("horizon=55"))
    settle(page)
    page.get_by_role("button", name="Five years").click()
    expect(page).to_have_url(re.compile("horizon=100"))


def test_another_patient_is_chosen_and_what_came_is_revealed(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Forecast")
    before = reading(page)
    expect(page.locator(".truth")).to_have_count(0)
    page.get_by_role("button", name="higher", exact=True).click()
    settle(page)
    expect(page.locator(".truth").first).to_be_visible()
    choose(page, "Patient", "12")
    expect(page.locator("figcaption output").first).not_to_have_text(before)
    expect(page.locator(".truth")).to_have_count(0)
    expect(page).to_have_url(re.compile("patient=12"))


# --- What if ------------------------------------------------------------------------------------------------

WHAT_IF = PAGE + "?screen=What+if"


def fan(page: Page, chart: int = 0) -> str | None:
    """The shape of a chart's outer fan."""
    return page.locator("path.outer").nth(chart).get_attribute("d")


def test_a_value_is_edited_and_emptied_and_the_fan_moves(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    first = fan(page)
    cell = page.get_by_label("bilirubin, visit 6")
    cell.fill("40,5")  # a decimal comma is a number too
    cell.press("Enter")
    expect(page.locator("path.outer").first).not_to_have_attribute("d", first or "")
    expect(page.locator("figure").first.locator(".gone")).to_have_count(1)
    expect(page.get_by_label("bilirubin, visit 6")).to_have_value("40.5")
    expect(page.locator("td.changed")).to_have_count(1)
    raised = fan(page)
    page.get_by_label("bilirubin, visit 6").fill("")
    page.get_by_label("bilirubin, visit 6").press("Tab")
    expect(page.locator("path.outer").first).not_to_have_attribute("d", raised or "")
    assert fan(page) != first
    page.get_by_role("button", name="Undo all").click()
    expect(page.locator("path.outer").first).to_have_attribute("d", first or "")


def test_visits_are_taken_out_added_and_moved(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    first = fan(page)
    page.get_by_label("Take out visit 6").click()
    expect(page.get_by_label("day, visit 6")).to_have_count(0)
    expect(page.locator("path.outer").first).not_to_have_attribute("d", first or "")
    shorter = fan(page)
    page.get_by_role("button", name="add a visit").click()
    expect(page.get_by_label("day, visit 6")).to_have_value("1207")  # 180 days after the last
    page.get_by_label("day, visit 6").fill("1600")
    page.get_by_label("day, visit 6").press("Enter")
    expect(page.get_by_label("day, visit 6")).to_have_value("1600")
    settle(page)
    assert fan(page) not in (first, shorter)


@pytest.mark.parametrize("words", ["abc", "-3", "1e9"])
def test_what_is_no_value_is_said_and_changes_nothing(visit: OpenPage, words: str) -> None:
    page = visit(WHAT_IF)
    first = reading(page)
    page.get_by_label("albumin, visit 2").fill(words)
    page.get_by_label("albumin, visit 2").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="albumin: a number from 0.2 to 10 g/dl")).to_be_visible()
    settle(page)
    assert reading(page) == first  # the sentence takes some of the chart's height


def test_a_value_that_still_counts_behind_what_is_none_is_named(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    cell = page.get_by_label("bilirubin, visit 6")
    for typed, counts in (
        ("0.5", ""),
        ("abc", "Until then 0.5 mg/dl still counts."),
        ("", ""),
        ("x", "as empty"),
    ):
        cell.fill(typed)
        cell.press("Enter")
        settle(page)
        expect(page.get_by_role("alert").filter(has_text=counts)).to_have_count(1 if counts else 0)
        expect(cell).to_have_value(typed)
    cell.fill("0.5")
    cell.press("Enter")
    settle(page)
    cell.fill("abc")
    cell.press("Enter")
    page.get_by_label("Take out visit 1").click()  # the cells' places are others now
    still = page.get_by_role("alert").filter(has_text="Until then 0.5 mg/dl still counts.")
    expect(still).to_be_visible()
    expect(page.get_by_label("bilirubin, visit 5")).to_have_value("abc")


def test_what_still_counts_in_a_visit_that_was_added_is_its_own(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    for visit_number, typed in ((7, "5"), (8, "7")):
        page.get_by_role("button", name="add a visit").click()
        page.get_by_label(f"bilirubin, visit {visit_number}").fill(typed)
        page.get_by_label(f"bilirubin, visit {visit_number}").press("Enter")
        settle(page)
    page.get_by_label("bilirubin, visit 8").fill("abc")
    page.get_by_label("bilirubin, visit 8").press("Enter")
    still = page.get_by_role("alert").filter(has_text="Until then 7 mg/dl still counts.")
    expect(still).to_be_visible()
    page.get_by_label("Take out visit 7").click()
    expect(page.get_by_label("bilirubin, visit 7")).to_have_value("abc")
    settle(page)
    expect(still).to_be_visible()


def test_of_a_number_with_two_meanings_one_is_taken_and_said_or_it_is_asked(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    page.get_by_label("alk. phosphatase, visit 6").fill("1,234")
    page.get_by_label("alk. phosphatase, visit 6").press("Enter")
    expect(page.get_by_label("alk. phosphatase, visit 6")).to_have_value("1234")
    expect(page.get_by_role("alert").filter(has_text="“1,234” was read as 1234")).to_be_visible()
    page.get_by_label("AST, visit 6").fill("6,500")
    page.get_by_label("AST, visit 6").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="can mean 6.5 or 6500")).to_be_visible()
    expect(page.get_by_label("AST, visit 6")).to_have_value("6,500")  # what was typed is still there
    page.get_by_label("albumin, visit 6").fill("39 g/l")
    page.get_by_label("albumin, visit 6").press("Enter")
    expect(page.get_by_label("albumin, visit 6")).to_have_value("3.9")
    expect(page.get_by_role("alert").filter(has_text="can mean")).to_be_visible()  # still to be answered
    expect(page).to_have_url(re.compile("edits=9-6-0_v6a3.9k1234$"))


def test_what_is_typed_while_an_answer_is_on_its_way_stays(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    page.get_by_label("bilirubin, visit 5").fill("30")
    page.get_by_label("bilirubin, visit 5").press("Enter")  # to the next row
    page.keyboard.type("30", delay=20)
    expect(page.locator("td.changed")).to_have_count(1)  # the answer is there
    settle(page)
    expect(page.get_by_label("cholesterol, visit 5")).to_be_focused()
    expect(page.get_by_label("cholesterol, visit 5")).to_have_value("30")
    page.keyboard.type("0")
    page.keyboard.press("Tab")
    expect(page.locator("td.changed")).to_have_count(2)
    expect(page.get_by_label("cholesterol, visit 5")).to_have_value("300")


def test_a_copied_link_holds_the_edits(visit: OpenPage) -> None:
    page = visit(WHAT_IF)
    page.get_by_label("bilirubin, visit 6").fill("40.5")
    page.get_by_label("bilirubin, visit 6").press("Enter")
    expect(page).to_have_url(re.compile("edits=9-6-0_v6b40.5"))
    page.get_by_label("Take out visit 4").click()
    expect(page).to_have_url(re.compile("edits=9-6-0_x4_v6b40.5"))
    settle(page)
    shape = fan(page)
    other = visit(PAGE + "?" + page.url.split("?")[1])
    expect(other.get_by_label("bilirubin, visit 5")).to_have_value("40.5")
    expect(other.get_by_label("bilirubin, visit 6")).to_have_count(0)
    assert fan(other) == shape


# --- LSTM cell, Attribution ---------------------------------------------------------------------------------


def test_a_unit_is_followed_and_visits_stepped_through(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=LSTM+cell&look=Gates")
    heat = page.locator("canvas").first
    box = heat.bounding_box()
    assert box
    heat.click(position={"x": box["width"] * 0.1, "y": 2})  # the first visit, the unit on top
    expect(page).to_have_url(re.compile("at=1"))
    expect(page.get_by_text(re.compile("Visit 1"))).to_be_visible()
    reading = page.locator("header output").nth(1)
    expect(reading).to_be_visible()
    settle(page)
    unit = reading.inner_text()
    page.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    expect(reading).not_to_have_text(unit)
    settle(page)
    page.keyboard.press("ArrowRight")  # the map keeps the focus
    expect(page.get_by_text(re.compile("Visit 2"))).to_be_visible()
    page.get_by_role("button", name="The sums, term by term").click()
    page.get_by_role("tab", name="forget").click()
    expect(page.get_by_role("rowheader", name="65 others")).to_be_visible()


def test_the_drawn_cell_plays_to_the_last_visit(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=LSTM+cell&at=1")
    sums = page.locator("p", has_text="f · c before")
    expect(sums).to_contain_text("· 0.00 +")  # nothing is in the cell before the first visit
    page.get_by_role("button", name="4", exact=True).click()
    expect(page).to_have_url(re.compile("at=4"))
    expect(sums).not_to_contain_text("· 0.00 +")
    page.get_by_role("button", name="Play all visits").click()
    expect(page).to_have_url(re.compile("at=6"), timeout=15_000)
    expect(page.get_by_role("button", name="6", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Play all visits")).to_be_visible()


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 700)])
def test_in_the_drawn_cell_names_equal_their_numbers_and_no_fill_reaches_a_number(
    visit: OpenPage, size: tuple[int, int]
) -> None:
    page = visit(PAGE + "?screen=LSTM+cell&patient=58&visits=12&projector=true")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)
    words = page.locator("svg[aria-label='An LSTM cell'] text").all_text_contents()
    assert [
        name
        for name in ("c before", "f · c before", "c", "i · g", "tanh c", "h")
        if not any(re.fullmatch(rf"{re.escape(name)} = −?\d\.\d\d", word) for word in words)
    ] == []
    assert {"c, the cell state: memory", "h, the hidden state: output"} <= set(words)
    struck = """() => {
      const boxes = (kind) => [...document.querySelectorAll(kind)].map((one) => one.getBoundingClientRect())
      const levels = boxes(".level")
      return boxes(".number").some(({ bottom }, at) => levels[at].top < bottom - 2)
    }"""
    for at in range(1, 13):
        page.get_by_role("button", name=str(at), exact=True).click()
        settle(page)
        assert not page.evaluate(struck)


def test_what_each_value_adds_comes_after_the_guess(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Attribution")
    expect(page.get_by_text("All cells together")).to_have_count(0)
    page.get_by_role("button", name="cholesterol", exact=True).click()
    expect(page.get_by_text("All cells together")).to_be_visible()


@pytest.mark.parametrize("revealed", [False, True])
def test_on_a_phone_visits_stand_between_the_names_and_the_sums_of_why(
    visit: OpenPage, revealed: bool
) -> None:
    page = visit(PAGE + "?screen=Attribution")
    page.set_viewport_size({"width": 390, "height": 844})
    if revealed:
        page.get_by_role("button", name="cholesterol", exact=True).click()
        expect(page.get_by_text("All cells together")).to_be_visible()
    settle(page)
    whole = """() => {
      const inner = document.querySelector(".why div").getBoundingClientRect()
      const days = [...document.querySelectorAll(".why div tr:first-child th")]
      const places = days.map((day) => day.getBoundingClientRect())
      return places.filter(({ left, right }) => left >= inner.left - 1 && right <= inner.right + 1).length
    }"""
    assert page.evaluate(whole) >= 4
    assert page.evaluate(OVERFLOW)[0] == 0


# --- Training -----------------------------------------------------------------------------------------------


def test_a_small_gru_is_trained_to_its_end_and_another_cancelled(visit: OpenPage) -> None:
    page = visit(PAGE + "?screen=Training&cell=GRU&hidden=8&epochs=10&projector=true")
    page.get_by_role("button", name="Train", exact=True).click()  # in the picture, so a hall has it
    expect(page.locator(".curve")).to_have_count(2, timeout=30_000)
    page.get_by_role("button", name="Show the controls").click()
    runs = page.get_by_test_id("stPopoverButton").filter(has_text="Table of the runs")
    runs.click(timeout=30_000)
    expect(page.get_by_role("row", name=re.compile("1 GRU 8 1 40 % 0.003 10 0"))).to_be_visible()
    runs.click()
    page.get_by_role("button", name="Overfit").click()
    settle(page)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".curve.faint")).to_have_count(
        1, timeout=15_000
    )  # the run before, beside the new one
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0, timeout=15_000)
    settle(page)
    runs.click()
    expect(page.get_by_role("row", name=re.compile("2 LSTM 64 .* of 200"))).to_be_visible()
    runs.click()
    settle(page)
    assert page.evaluate(OVERFLOW) == [0, 0]


@pytest.mark.parametrize("width", [1366, 390])
def test_no_digit_of_the_table_lies_under_the_names(visit: OpenPage, width: int) -> None:
    page = visit(WHAT_IF + "&patient=42&visits=16")
    page.set_viewport_size({"width": width, "height": 844})
    settle(page)
    names = page.locator("tr.head th").bounding_box()
    assert names
    edge = names["x"] + names["width"]
    boxes = [field.bounding_box() for field in page.locator("tr.head input").all()]
    places = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert any(left >= edge - 2 for left, _ in places)
    assert [left for left, right in places if left < edge - 2 and right > edge + 2] == []


def test_converted_values_are_shown_short_and_stay_exact(visit: OpenPage) -> None:
    page = visit(PAGE)
    table = "patient,day,bilirubin (µmol/l),albumin (g/l)\nA,0,24,39\nA,90,24,36\n"
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "si.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="Forecast", exact=True).click()
    settle(page)
    page.get_by_test_id("stButtonGroup").get_by_text("What if", exact=True).click()
    settle(page)
    expect(page.get_by_label("bilirubin, visit 1")).to_have_value("1.404")
    expect(page.get_by_label("albumin, visit 1")).to_have_value("3.9")
    page.get_by_label("albumin, visit 2").fill("3")
    page.get_by_label("albumin, visit 2").press("Enter")
    expect(page.locator("td.changed")).to_have_count(1)  # nothing that was not touched
    settle(page)
    expect(page.locator("td.changed")).to_have_count(1)
    expect(page.locator("figure").first.locator(".gone")).to_have_count(0)


# Where a box stands and how high it is, whatever the dock is scrolled to.
PLACE = (
    """box => [box.getBoundingClientRect().top + box.closest(".st-key-dock").scrollTop, box.clientHeight]"""
)


def test_the_box_stays_open_at_the_first_correction_and_on_return(visit: OpenPage) -> None:
    page = visit(PAGE)
    table = "patient,day,bilirubin (mg/dl),albumin (g/dl)\nA,0,1.5,3\nA,90,2.5,3\n"
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "c.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    settle(page)
    box = page.locator("details", has_text="What was understood")
    assert not box.evaluate("box => box.open")
    box.locator("summary").click()
    settle(page)
    page.get_by_label("holds", exact=True).scroll_into_view_if_needed()  # scrolling closes its list
    page.wait_for_timeout(300)
    before = box.evaluate(PLACE)
    choose(page, "holds", "not used")
    settle(page)
    expect(page.get_by_text("Read with your corrections")).to_be_visible()
    assert box.evaluate("box => box.open")
    press = page.get_by_role("button", name="Forget my corrections")
    press.click()
    settle(page)
    assert box.evaluate("box => box.open")
    assert box.evaluate(PLACE) == before
    bar = page.get_by_test_id("stButtonGroup")
    for screen in ("Forecast", "Patients"):
        bar.get_by_text(screen, exact=True).click()
        settle(page)
    assert box.evaluate("box => box.open")
    box.locator("summary").click()
    settle(page)
    assert not box.evaluate("box => box.open")


@pytest.mark.parametrize("wide", [1920, 1366, 390])
def test_the_room_of_the_table_of_visits_is_kept_free_before_it_is_drawn(visit: OpenPage, wide: int) -> None:
    page = visit(PAGE + "?screen=What+if")
    page.set_viewport_size({"width": wide, "height": 900})
    settle(page)
    place = page.locator(".st-key-visit-table")
    least, high, rem = place.evaluate(
        """(room) => {
          const table = room.querySelector('[data-testid="stBidiComponentIsolated"]')
          const pixels = (element, name) => parseFloat(getComputedStyle(element)[name])
          const rem = pixels(document.documentElement, "fontSize")
          return [pixels(room, "minHeight"), table.getBoundingClientRect().height, rem]
        }"""
    )
    assert 0 <= high - least < 0.5 * rem
