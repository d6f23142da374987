"""Measured in Chromium: from the pen lifted to all networks' answers on the screen."""

from pathlib import Path

from playwright.sync_api import Page

from tests.bench.cnn import FIND
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, timed
from tests.browser.server import ROOT, serving, wait_for_warmth

Stroke = list[tuple[float, float]]  # places as shares of the pad

PAD, BARE_PAD = ".pad canvas", "canvas"
ANSWERS, BARE_ANSWERS = ".cards", '[data-testid="stMain"]'
PAUSE = 400  # milliseconds between two strokes

# Waits from the pen lifted for the frame after the one in which words and pictures of all answers are others,
# the pictures decoded.
WATCH = """(answers) => {
  FIND
  const images = () => [...(find(document, answers, 0)?.querySelectorAll("img") ?? [])]
  const shown = () => [find(document, answers, 0)?.textContent, images().map((one) => one.src).join()]
  const before = shown()
  const whole = () => images().every((one) => one.complete)
  const changed = () => shown().every((part, at) => part !== before[at]) && whole()
  const wait = (resolve, reject) => {
    const start = performance.now()
    const look = () => {
      if (performance.now() - start > 10000) reject(new Error("the answers did not come"))
      else if (!changed()) requestAnimationFrame(look)
      else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
    }
    look()
  }
  window.painted = new Promise((resolve, reject) => {
    window.addEventListener("pointerup", () => wait(resolve, reject), { once: true, capture: true })
  })
}""".replace("FIND", FIND)


def seven(number: int) -> Stroke:
    """A seven, for each number from 0 to 20 another one."""
    lean = number / 40
    return [(0.25 + lean / 2, 0.2), (0.75, 0.2 + lean / 2), (0.6 - lean, 0.85)]


def zoo_draw(count: int = 20) -> Row:
    """The pen lifted to all answers, against a bare page with a pad and the same forward passes.

    The first seven, which warms both, isn't counted.
    """
    ours, bare = [], []
    with (
        chromium() as browser,
        serving() as (app, log),
        serving(Path(__file__).with_name("bare_draw.py"), PYTHONPATH=str(ROOT)) as (reference, _),
    ):
        wait_for_warmth(log)
        page = open_settled(browser, app + "/network_zoo?screen=Draw+a+digit")
        bare_page = browser.new_page(viewport={"width": 1920, "height": 1080})
        bare_page.goto(reference)
        bare_page.locator(BARE_PAD).wait_for()
        for number in range(count + 1):
            page.get_by_role("button", name="Clear").click()
            page.wait_for_timeout(PAUSE)
            ours.append(_answered(page, (PAD, ANSWERS), seven(number)))
            bare.append(_answered(bare_page, (BARE_PAD, BARE_ANSWERS), seven(number)))
    return timed("zoo_draw", (ours[1:], bare[1:]), "ms", "<= 1.3")


def _answered(page: Page, selectors: tuple[str, str], stroke: Stroke) -> float:
    """Draw on the pad, and wait for the answers; both by their selectors."""
    pad, answers = selectors
    box = page.locator(pad).bounding_box()
    assert box
    first, *more = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.evaluate(WATCH, answers)
    page.mouse.move(*first)
    page.mouse.down()
    for place in more:
        page.mouse.move(*place, steps=12)
    page.mouse.up()
    milliseconds = float(page.evaluate("window.painted"))
    page.wait_for_timeout(PAUSE)
    return milliseconds
