"""What only the visitor has: asked about before it is lost, told of when it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, settle
from tests.browser.screens import choose_page

OWN = Path(__file__).parents[2] / "components/vision/samples/flower.jpg"
GONE = "Your own photo is not in this tab"


def choose_photo(page: Page) -> None:
    page.locator('input[type="file"]').first.set_input_files(OWN)
    expect(page.get_by_text("Your own photo, not stored").first).to_be_visible()
    settle(page)


def reload(page: Page) -> None:
    page.reload()
    page.wait_for_selector("h2")
    settle(page)


def test_the_browser_asks_before_a_reload_loses_a_photo_and_the_page_says_so_after(visit: OpenPage) -> None:
    page = visit("/transfer_learning?screen=Classify")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    reload(page)
    assert asked == []
    choose_photo(page)
    assert page.url.endswith("own=photo")
    choose_page(page, "Convolutional networks")
    expect(page.get_by_role("heading", name="CNN")).to_be_visible()
    settle(page)
    assert page.url.endswith("/cnn?own=photo")
    assert asked == []  # nothing is lost within the app
    reload(page)
    assert asked == ["beforeunload"]
    expect(page.get_by_text(GONE)).to_be_visible()
    reload(page)  # and it is still missed, but there is nothing to lose any more
    assert asked == ["beforeunload"]
    expect(page.get_by_text(GONE)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Transfer learning")).to_be_visible()
    expect(page.get_by_text(GONE)).to_be_visible()
    page.get_by_role("button", name="OK", exact=True).click()
    expect(page.get_by_text(GONE)).not_to_be_attached()
    settle(page)
    assert "own" not in page.url
    choose_photo(page)
    assert page.url.endswith("own=photo")


@pytest.mark.parametrize(
    "link",
    [
        "transfer_learning?own=photo",
        "cnn?screen=Convolution&own=photo",
        "cnn?screen=Shifting&own=photo",
        "gan?screen=Discriminator&own=photo",
        "gan?screen=Inversion&target=A+photo&own=photo",
    ],
)
def test_a_link_made_with_a_photo_says_that_it_is_missing(link: str, visit: OpenPage) -> None:
    page = visit(f"/{link}")
    expect(page.get_by_text(GONE)).to_be_visible()
    assert set(link.split("?")[1].split("&")) <= set(page.url.split("?")[1].split("&"))


def test_back_leads_to_the_photo_that_was_put_aside(visit: OpenPage) -> None:
    page = visit("/cnn?sample=coffee")
    choose_page(page, "Transfer learning")
    expect(page.get_by_role("heading", name="Transfer learning")).to_be_visible()
    page.get_by_role("radio", name="Classify").click()
    settle(page)
    choose_photo(page)
    choose_page(page, "Convolutional networks")
    expect(page.get_by_role("heading", name="CNN")).to_be_visible()
    settle(page)
    page.get_by_role("radio", name="rocket").click()
    settle(page)
    assert page.url.endswith("/cnn?sample=rocket")
    page.go_back()
    expect(page.get_by_text("Your own photo, not stored").first).to_be_visible()
    settle(page)
    assert page.url.endswith("/cnn?own=photo")
    page.go_back()
    expect(page.get_by_role("heading", name="Transfer learning")).to_be_visible()
    expect(page.get_by_text("Your own photo, not stored").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("radio", name="Procedure")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="coffee")).to_be_checked()
    settle(page)
    assert page.url.endswith("/cnn?sample=coffee")
    page.go_forward()
    expect(page.get_by_role("radio", name="Procedure")).to_be_checked()
    page.go_forward()
    expect(page.get_by_text("Your own photo, not stored").first).to_be_visible()
