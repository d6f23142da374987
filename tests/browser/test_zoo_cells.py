"""The cells on Memory, in a real browser: three units read the same digit step by step."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

PAGE = "/network_zoo?screen=Memory&memory_view=Cells"


def test_three_cells_are_stepped_through_a_digit_and_a_gate_is_read(visit: OpenPage) -> None:
    page = visit(PAGE + "&memory_step=14")
    figures = page.locator(".units figure")
    expect(figures).to_have_count(3)
    titles = [figure.locator("h4").inner_text() for figure in figures.all()]
    for title, cell in zip(titles, ("RNN", "LSTM", "GRU"), strict=True):
        assert re.match(rf"{cell}\s*would say \d \(", title)
    expect(page.locator("footer output")).to_have_text("row 14 of 28")
    before = [figure.inner_text() for figure in figures.all()]
    slider = page.get_by_role("slider", name="Step of the reading")
    slider.press("ArrowRight")
    expect(page.locator("footer output")).to_have_text("row 15 of 28")
    expect(page).to_have_url(re.compile("memory_step=15"))
    after = [figure.inner_text() for figure in figures.all()]
    assert all(one != other for one, other in zip(before, after, strict=True))
    sums = figures.nth(1).locator("div p").first.inner_text()
    found = re.search(r"= (\S+) · (\S+) \+ (\S+) · (\S+) = (\S+)$", sums)
    assert found
    f, c, i, g, result = (float(one.strip("()").replace("−", "-")) for one in found.groups())
    assert abs(f * c + i * g - result) < 0.05  # of numbers that are rounded


def test_the_reading_plays_and_rests(visit: OpenPage) -> None:
    page = visit(PAGE + "&memory_step=70&read_gap=50")
    said = page.locator("footer output")
    expect(said).to_have_text("black row 42 of 50")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(said).to_have_text("black row 50 of 50", timeout=15_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("memory_step=78"))
