"""The drawn architectures in Chromium: how soon a zoom, another photo or another visit is on the screen."""

from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Page

from tests.bench.cnn import FIND
from tests.bench.pages import CHOOSE, chosen_samples, chromium, open_settled
from tests.bench.table import Row, timed
from tests.browser.server import ROOT, serving, wait_for_warmth

NOTCH = 60  # pixels of the wheel
FRAME = 1000 / 60  # milliseconds

# Turns the wheel over the drawing and waits for the frame after the one that moved a level; null if none is.
ZOOM = """(delta) => new Promise((resolve) => {
  FIND
  const room = find(document, ".levels", 0), box = room.getBoundingClientRect()
  const seen = () => [...room.children].map((one) => one.style.transform).join()
  const before = seen(), start = performance.now()
  let waited = 0
  const look = () => {
    waited += 1
    if (waited > 20) resolve(null)
    else if (seen() === before) requestAnimationFrame(look)
    else requestAnimationFrame(() => resolve(performance.now() - start))
  }
  const place = {clientX: box.left + box.width / 2, clientY: box.top + box.height / 2}
  room.dispatchEvent(new WheelEvent("wheel", {bubbles: true, cancelable: true, deltaY: delta, ...place}))
  requestAnimationFrame(look)
})""".replace("FIND", FIND)

# Chooses a sample and waits for the frame after the one in which the drawing has its classes and maps.
REDRAW = """(name) => new Promise((resolve) => {
  FIND
  const best = () => find(document, ".level .classes li span", 0)?.textContent
  const named = (one) => one.textContent.trim() === name
  const button = [...document.querySelectorAll('[role="radio"]')].find(named)
  const before = best(), start = performance.now()
  const image = () => find(document, ".levels", 0).parentElement.living.part.image
  const painted = () => best() !== before && image().complete
  const look = () => painted()
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
    : requestAnimationFrame(look)
  button.click()
  look()
})""".replace("FIND", FIND)

# Chooses a visit in the drawing and waits for the frame after the one in which its number is written.
VISIT = """(number) => new Promise((resolve) => {
  FIND
  const said = () => find(document, "p small", 0).textContent
  const buttons = find(document, "footer div", -1).children
  const before = said(), start = performance.now()
  const look = () => said() !== before
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
    : requestAnimationFrame(look)
  buttons[number - 1].click()
  look()
})""".replace("FIND", FIND)


def zoom_follow(rounds: int = 3) -> Row:
    """A turn of the wheel to the zoom on the screen, in display frames: 95 % of the turns, in and out."""
    frames: list[float] = []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, f"{app}/cnn?screen=Architecture&block=3&operation=4&stop=sum")
        page.set_viewport_size({"width": 1366, "height": 768})
        page.wait_for_timeout(1000)
        for _ in range(rounds):
            for delta in (NOTCH, -NOTCH):
                frames += _zoomed(page, delta)
    return Row("zoom_follow", quantiles(frames, n=20)[-1], 2.0, "frames", "<= 2")


def _zoomed(page: Page, delta: int, turns: int = 40) -> list[float]:
    found = []
    for _ in range(turns):
        milliseconds = page.evaluate(ZOOM, delta)
        if milliseconds is not None:  # it stays a moment at each stop, and at both ends
            found.append(float(milliseconds) / FRAME)
    page.wait_for_timeout(1500)
    return found


def architecture_page(rounds: int = 3) -> Row:
    """A sample chosen to the drawing with its maps, against a bare page."""
    samples = chosen_samples("/cnn?screen=Architecture", REDRAW, rounds)
    return timed("architecture_page", samples, "ms", "<= 1.4")


def cell_page(rounds: int = 4) -> Row:
    """A visit chosen in the drawn cell, against a bare page with the same pass through it and a picture."""
    ours, bare = [], []
    with (
        chromium() as browser,
        serving() as (app, log),
        serving(Path(__file__).with_name("bare_visit.py"), PYTHONPATH=str(ROOT)) as (reference, _),
    ):
        wait_for_warmth(log)
        page, bare_page = (
            open_settled(browser, f"{app}/rnn?screen=LSTM+cell"),
            open_settled(browser, reference),
        )
        for number in [1, 2, 3, 4, 5, 6] * rounds:
            ours.append(float(page.evaluate(VISIT, number)))
            page.wait_for_timeout(500)
            bare.append(float(bare_page.evaluate(CHOOSE, str(number))))
            bare_page.wait_for_timeout(300)
    return timed("cell_page", (ours, bare), "ms", "<= 1.4")
