"""What the bench runs in the page to measure by, on pages that do things at known moments."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.bench.live_training import COUNT
from tests.bench.zoo_draw import WATCH
from tests.bench.zoo_first_paint import PAINTED

PICTURES = [
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'/>",
]


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def shadowed(page: Page, inside: str) -> None:
    """A page with this in a shadow root, as components have it; `root` in its scripts."""
    page.set_content("<div></div>")
    page.evaluate(
        """(inside) => {
          window.root = document.querySelector("div").attachShadow({ mode: "open" })
          window.root.innerHTML = inside
        }""",
        inside,
    )


def test_an_epoch_is_timed_from_the_first_count_of_the_new_training_to_the_last(blank: Page) -> None:
    shadowed(blank, "<p>Epoch 20: 99 %.</p>")  # of the training before
    blank.evaluate(
        """() => {
          let epoch = 9
          const count = () => {
            root.querySelector("p").textContent = `Epoch ${(epoch += 1)}: 50 %.`
            if (epoch < 20) setTimeout(count, 50)
          }
          setTimeout(count, 600)
        }"""
    )
    assert 45 < blank.evaluate(COUNT, ["p", 20]) < 90


def test_answers_have_come_once_words_and_pictures_are_others(blank: Page) -> None:
    shadowed(blank, f'<div class="cards">one<img src="{PICTURES[0]}"></div>')
    blank.evaluate(WATCH, ".cards")
    blank.evaluate(
        """(picture) => addEventListener("pointerup", () => {
          root.querySelector(".cards").firstChild.data = "two"
          setTimeout(() => { root.querySelector("img").src = picture }, 300)
        })""",
        PICTURES[1],
    )
    blank.mouse.down()
    blank.mouse.up()
    assert 300 <= blank.evaluate("window.painted") < 1500


def test_a_chart_is_painted_once_all_its_networks_are_drawn_and_can_be_seen(blank: Page) -> None:
    shadowed(blank, '<ol class="networks" style="visibility: hidden"><svg><g></g></svg><svg></svg></ol>')
    seen = blank.evaluate(
        """() => {
          setTimeout(() => { root.querySelector("svg:last-child").innerHTML = "<g></g>" }, 150)
          setTimeout(() => { root.querySelector("ol").style.visibility = "visible" }, 400)
          return performance.now()
        }"""
    )
    assert seen + 390 <= blank.evaluate(PAINTED, 2) < seen + 2000
