"""A class called like markup, in a real browser: every place that names it shows just that name."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.test_teach import OWN, add, choose_class, go_to, photos, rename, taught

MARKUP = "$x$ and $y$ _u_ [a](b) ~~c~~ www.d.de"
RIGHT_TO_LEFT = "חתול 3"
UNSEEN = str.maketrans("", "", "\u2060\u2068\u2069")  # what keeps a text from being read as markup


def shown(page: Page, selector: str) -> list[str]:
    return [text.translate(UNSEEN).strip() for text in page.locator(selector).all_inner_texts()]


def assert_literal(page: Page) -> None:
    """No formula, no link, no struck or slanted text anywhere on the page."""
    main = page.locator('[data-testid="stMain"]')
    expect(main.locator(".katex, del, em, a[href*='d.de'], a[href='b']")).to_have_count(0)


def test_a_class_called_like_markup(visit: OpenPage, tmp_path: Path) -> None:
    page = visit(OWN)
    rename(page, 0, MARKUP)
    rename(page, 1, RIGHT_TO_LEFT)
    choose_class(page, MARKUP)
    add(page, photos(tmp_path, "chelsea.png", 5), ["5 photos", "0 photos"])
    choose_class(page, RIGHT_TO_LEFT)
    add(page, photos(tmp_path, "coffee.png", 5), ["5 photos", "5 photos"])
    assert_literal(page)
    page.get_by_role("button", name="Train").click()
    taught(page)

    go_to(page, "Predict")
    page.get_by_text("Guess first", exact=True).click()
    settle(page)
    buttons = shown(page, '[data-testid="stMain"] button')
    assert MARKUP in buttons
    assert RIGHT_TO_LEFT in buttons
    assert_literal(page)
    page.get_by_role("button", name="and $y$").click()
    outcome = page.get_by_text("You guessed").first
    expect(outcome).to_contain_text("$x$ and $y$ _u_ [a](b) ~~c~~")
    assert MARKUP in outcome.inner_text().translate(UNSEEN)
    settle(page)
    assert_literal(page)
    page.get_by_role("button", name="yes", exact=True).click()
    settle(page)
    assert any(MARKUP in text for text in shown(page, "ol button .label"))
    assert_literal(page)

    go_to(page, "Evaluate")
    expect(page.locator("th").first).to_be_visible(timeout=20_000)
    settle(page)
    assert MARKUP in shown(page, "th")
    assert_literal(page)
