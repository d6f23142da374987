"""The home page: the map of the topics, and the film of a slide."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage

AT = "(film, time) => film.getAnimations().forEach((one) => { one.currentTime = time })"
MOVES = """(film) => new Promise((resolve) => {
  const places = new Set()
  const note = () => places.add(getComputedStyle(film).backgroundPositionY)
  const noting = setInterval(note, 20)
  setTimeout(() => { clearInterval(noting); resolve(places.size > 3) }, 1000)
})"""


def film(page: Page) -> Locator:
    return page.locator(".film.moving")


def test_the_film_plays_once_and_on_while_it_is_pointed_at(visit: OpenPage) -> None:
    page = visit("/")
    page.mouse.move(0, 0)
    film(page).evaluate(AT, 0)
    assert film(page).evaluate(MOVES)
    film(page).evaluate(AT, 60_000)
    assert not film(page).evaluate(MOVES)
    film(page).hover()
    assert film(page).evaluate(MOVES)


def test_nothing_moves_for_those_who_asked_for_it(visit: OpenPage) -> None:
    page = visit("/")
    page.emulate_media(reduced_motion="reduce")
    film(page).hover()
    assert not film(page).evaluate(MOVES)


def test_a_station_opens_its_page(visit: OpenPage) -> None:
    page = visit("/")
    page.get_by_role("button", name="Generative adversarial networks").click()
    expect(page.get_by_role("heading", name="GAN", exact=True)).to_be_visible()


def test_a_page_that_does_not_exist_is_named_on_the_home_page(visit: OpenPage) -> None:
    page = visit("/no_such_page")
    expect(page.get_by_text("There is no page “no_such_page” here.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
