"""Measured in Chromium: from a click on the bar to the new screen, whole."""

from itertools import cycle

from playwright.sync_api import Page

from components.cnn import TOPIC
from tests.bench.cnn import side_by_side
from tests.bench.table import Row, timed

ROUNDS = 5
PAUSE = 300  # milliseconds between two switches
SHOWN = """() => {
  const [place, ...more] = document.querySelectorAll('[class*="st-key-screen-"]')
  return place?.matches(`.st-key-screen-${name.replaceAll(" ", "-")}[data-shown]`) && !more.length && place
}"""  # our screen, once it is shown and the old one gone
BARE = """() => {
  const [heading, ...more] = document.querySelectorAll("h3")
  return heading?.textContent.startsWith(name) && !more.length && document.body
}"""

# Clicks the bar and waits for the frame after the one in which the new screen is there, its images decoded.
SWITCH = """(name) => new Promise((resolve, reject) => {
  const radios = [...document.querySelectorAll('[role="radio"]')]
  const shown = SHOWN
  const images = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
    one.shadowRoot ? images(one.shadowRoot) : one.tagName === "IMG" ? [one] : [])
  const whole = () => {
    const place = shown()
    const seen = place && place.checkVisibility({visibilityProperty: true})
    return seen && images(place).every((one) => one.complete)
  }
  const start = performance.now()
  const look = () => {
    if (performance.now() - start > 10000) reject(new Error(`${name} did not come`))
    else if (!whole()) requestAnimationFrame(look)
    else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
  }
  radios.find((one) => one.textContent.trim() === name).click()
  look()
})"""


def _switch(page: Page, shown: str, name: str) -> float:
    milliseconds = float(page.evaluate(SWITCH.replace("SHOWN", shown), name))
    page.wait_for_timeout(PAUSE)
    return milliseconds


def screen_switch() -> Row:
    """Round after round through all screens of the page on convolutional networks; none computes for long.

    The first round, which warms both, isn't counted.
    """
    names = [entry.name for entry in TOPIC.screens]
    ours: list[float] = []
    bare: list[float] = []
    with side_by_side(f"/{TOPIC.page}", "bare_switch.py") as (page, other):
        for name, its in zip([*names[1:], names[0]] * (1 + ROUNDS), cycle(("Maps", "Photo"))):
            ours.append(_switch(page, SHOWN, name))
            bare.append(_switch(other, BARE, its))
    return timed("screen_switch", (ours[len(names) :], bare[len(names) :]), "ms", "<= 1.5")
