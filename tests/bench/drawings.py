"""Frames of the drawings of the architectures, measured in Chromium: played, paused, and trained."""

from statistics import median

from playwright.sync_api import Page

from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row
from tests.browser.server import serving, wait_for_warmth

SIZES = {"draw_fps": ((1366, 768), 30), "draw_fps_full_hd": ((1920, 1080), 24)}
PLAYED = ("/cnn?screen=Architecture", "/gan?screen=Architecture")
PLAYED_SECONDS, PAUSED_SECONDS, TRAINED_SECONDS = 1, 2, 6  # a pass takes four seconds, in all rounds together

# Display frames a second in which a canvas is painted anew, its rate of one to the next.
PAINTED = """(seconds) => new Promise((resolve) => {
  const whole = CanvasRenderingContext2D.prototype.clearRect
  const frames = new Set()
  let frame = 0
  const count = () => { frame++; number = requestAnimationFrame(count) }
  let number = requestAnimationFrame(count)
  CanvasRenderingContext2D.prototype.clearRect = function (...what) {
    frames.add(frame)
    return whole.apply(this, what)
  }
  setTimeout(() => {
    cancelAnimationFrame(number)
    CanvasRenderingContext2D.prototype.clearRect = whole
    resolve(frames.size / seconds)
  }, 1000 * seconds)
})"""

# Times a second that the drawing of both networks is drawn anew.
REDRAWN = """(seconds) => new Promise((resolve) => {
  const inside = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const shadow = element.shadowRoot
      const found = shadow && (shadow.querySelector(".network") || inside(shadow))
      if (found) return found
    }
  }
  let times = 0
  const observer = new MutationObserver(() => times++)
  observer.observe(inside(document).ownerSVGElement, { childList: true })
  setTimeout(() => { observer.disconnect(); resolve(times / seconds) }, 1000 * seconds)
})"""


def draw_fps(rounds: int = 3) -> list[Row]:
    """A forward pass played through each network, the slowest; and the most that is painted while paused."""
    rows, paused = [], []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        for name, ((wide, high), goal) in SIZES.items():
            rates = []
            for path in PLAYED:
                page = open_settled(browser, app + path)
                page.set_viewport_size({"width": wide, "height": high})
                page.wait_for_timeout(1000)
                played = [_played(page) for _ in range(rounds)]
                rates.append(median(rate for rate, _ in played))
                paused += [rate for _, rate in played]
                page.close()
            rows.append(Row(name, min(rates), 60.0, "frames/s", f">= {goal}"))
    return [*rows, Row("draw_paused", max(paused), 0.0, "frames/s", "= 0")]


def _played(page: Page) -> tuple[float, float]:
    """Frames a second while it plays, and while it is paused."""
    page.get_by_role("button", name="Play", exact=True).click()
    rate = float(page.evaluate(PAINTED, PLAYED_SECONDS))
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_timeout(300)
    return rate, float(page.evaluate(PAINTED, PAUSED_SECONDS))


def gan_live(rounds: int = 3) -> Row:
    """Updates a second of the drawing of both networks while the GAN on points is trained."""
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, f"{app}/gan?screen=Live+training")
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_timeout(2000)
        rates = [float(page.evaluate(REDRAWN, TRAINED_SECONDS)) for _ in range(rounds)]
    return Row("gan_live", median(rates), 10.0, "a second", ">= 8")
