"""Measured in Chromium: from a visitor's first request for the page on the chart of networks to the chart."""

from pathlib import Path

from playwright.sync_api import Browser

from components.zoo.chart.poster import POSTER
from tests.bench.cnn import FIND
from tests.bench.pages import chromium
from tests.bench.table import Row, in_turns, timed
from tests.browser.server import ROOT, serving, wait_for_warmth

# Milliseconds from the request to the frame after the one in which all networks are drawn and to be seen.
PAINTED = """(networks) => new Promise((resolve, reject) => {
  FIND
  const drawn = () => {
    const chart = find(document, ".networks", 0)
    const filled = [...(chart?.querySelectorAll("svg") ?? [])].filter((one) => one.childElementCount)
    return filled.length === networks && chart.checkVisibility({ visibilityProperty: true })
  }
  const look = () => {
    if (performance.now() > 60000) reject(new Error("the chart did not come"))
    else if (!drawn()) requestAnimationFrame(look)
    else requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  }
  look()
})""".replace("FIND", FIND)


def zoo_first_paint(rounds: int = 10) -> Row:
    """The chart in a browser that knows neither page, from servers that are warm, against a bare page."""
    with (
        chromium() as browser,
        serving() as (app, log),
        serving(Path(__file__).with_name("bare_chart.py"), PYTHONPATH=str(ROOT)) as (reference, _),
    ):
        wait_for_warmth(log)

        def ours() -> float:
            return _painted(browser, f"{app}/network_zoo")

        def bare() -> float:
            return _painted(browser, reference)

        ours(), bare()  # the servers' first visitors
        times = in_turns(ours, bare, rounds)
    return timed("zoo_first_paint", times, "ms", "<= 1.5")


def _painted(browser: Browser, url: str) -> float:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(url, wait_until="commit")
    milliseconds = float(page.evaluate(PAINTED, len(POSTER)))
    page.close()
    return milliseconds
