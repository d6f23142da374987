"""The screen Procedure, in a real browser: the new layer learns, step by step."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

PAGE = "/transfer_learning?screen=Procedure"


def weights(page: Page) -> list[str]:
    """Each class's row as it is painted."""
    found: list[str] = page.locator(".new li:not(.head) canvas").evaluate_all(
        "all => all.map((canvas) => canvas.toDataURL())"
    )
    return found


def shares(page: Page) -> list[str]:
    return page.locator(".new li b").all_inner_texts()


def test_the_new_layer_learns_pauses_and_goes_on(visit: OpenPage) -> None:
    page = visit(PAGE + "&learned_step=0")
    said = page.locator("footer p")
    expect(said).to_contain_text("Step 0 of 100: all weights are 0", timeout=60_000)
    assert shares(page) == ["10.0 %"] * 10
    assert len(set(weights(page))) == 1
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".new")).not_to_have_css("box-shadow", "none")  # what learns glows
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".new")).to_have_css("box-shadow", "none")
    expect(page).to_have_url(re.compile(r"learned_step=\d+"))
    held = weights(page)
    assert len(set(held)) == 10
    page.wait_for_timeout(300)
    assert weights(page) == held  # nothing moves while it is paused
    page.get_by_role("button", name="Train", exact=True).click()
    expect(said).to_contain_text("Step 100 of 100:", timeout=15_000)
    assert weights(page) != held
    assert len(set(shares(page))) > 5


def test_a_row_says_how_its_probability_comes_about(visit: OpenPage) -> None:
    page = visit(PAGE + "&learned_step=20")
    said = page.locator("footer p")
    expect(said).to_contain_text("Step 20 of 100: ", timeout=60_000)
    page.locator(".new li").nth(3).hover()
    expect(said).to_contain_text("pullover: logit = Σ w · x over all 1,280 features + b = ")
    page.get_by_role("slider", name="Step of the training").press("ArrowRight")
    expect(said).to_contain_text("Step 21 of 100: ")
    expect(page).to_have_url(re.compile("learned_step=21"))
