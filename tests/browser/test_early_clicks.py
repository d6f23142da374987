"""A visitor clicks before the page is complete: what the link asks for stays."""

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, settle


def click_before(page: Page, link: str, code: str, button: str) -> None:
    """Open a link and click a button while the code of a kind of widget is still on its way."""
    late: list[Route] = []
    page.route(lambda url: f"/{code}." in url, lambda route: late.append(route))
    page.goto(page.url + link)
    page.get_by_role("button", name=button).click(timeout=60_000)
    page.wait_for_timeout(1500)
    assert late
    for route in late:
        route.continue_()
    settle(page)


def test_a_slider_that_comes_late_shows_what_the_link_says(visit: OpenPage) -> None:
    page = visit("/")
    click_before(page, "gan?screen=Latent+sliders&truncation=40", "Slider", "Next face")
    thumb = page.get_by_role("slider", name="Truncation")
    expect(thumb).to_have_value("40")
    page.get_by_role("button", name="Next face").click()
    settle(page)
    expect(thumb).to_have_value("40")
    assert "truncation=40" in page.url


def test_a_choice_of_screens_that_comes_late_shows_the_one_that_is_open(visit: OpenPage) -> None:
    page = visit("/")
    link = "transfer_learning?screen=Evaluate&view=Race&per_class=5"
    click_before(page, link, "ButtonGroup", "Frozen features")
    # The race has begun to train, beside which a slow machine's browser draws late.
    expect(page.get_by_role("radio", name="Evaluate", exact=True)).to_be_checked(timeout=20_000)
    expect(page.get_by_role("radio", name="Race", exact=True)).to_be_checked()
    page.get_by_role("button", name="Cancel").click(timeout=60_000)
    expect(page.get_by_text("Stopped before the end.")).to_be_visible(timeout=20_000)
