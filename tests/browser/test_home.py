"""The home page: the map of the topics, and the film of a slide."""

import pytest
from playwright.sync_api import Locator, Page, expect

from components.topic import Topic
from components.topics import BUILT
from tests.browser.conftest import OpenPage

AT = "(film, time) => film.getAnimations().forEach((one) => { one.currentTime = time })"
MOVES = """(film) => new Promise((resolve) => {
  const places = new Set()
  const note = () => places.add(getComputedStyle(film).backgroundPositionY)
  const noting = setInterval(note, 20)
  setTimeout(() => { clearInterval(noting); resolve(places.size > 1) }, 1500)
})"""


def film(page: Page, topic: Topic) -> Locator:
    return page.get_by_role("button", name=topic.title).locator(".film.moving")


@pytest.mark.parametrize("topic", BUILT, ids=lambda topic: topic.page)
def test_the_film_plays_once_and_on_while_it_is_pointed_at(visit: OpenPage, topic: Topic) -> None:
    page = visit("/")
    page.mouse.move(0, 0)
    shown = film(page, topic)
    shown.evaluate(AT, 0)
    assert shown.evaluate(MOVES)
    shown.evaluate(AT, 60_000)
    assert not shown.evaluate(MOVES)
    expect(shown).to_have_css("background-position-y", "100%")
    shown.hover()
    assert shown.evaluate(MOVES)


def test_nothing_moves_for_those_who_asked_for_it(visit: OpenPage) -> None:
    page = visit("/")
    page.emulate_media(reduced_motion="reduce")
    for topic in BUILT:
        shown = film(page, topic)
        shown.hover()
        assert not shown.evaluate(MOVES)
        expect(shown).to_have_css("background-position-y", "100%")


def test_a_station_opens_its_page(visit: OpenPage) -> None:
    page = visit("/")
    page.get_by_role("button", name="Generative adversarial networks").click()
    expect(page.get_by_role("heading", name="GAN", exact=True)).to_be_visible()


def test_a_page_that_does_not_exist_is_named_on_the_home_page(visit: OpenPage) -> None:
    page = visit("/no_such_page")
    expect(page.get_by_text("There is no page “no_such_page” here.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
