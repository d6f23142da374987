"""Measured in Chromium: from a click to the class on the screen, and from the start to the first page."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from components.vision.samples import SAMPLES
from tests.bench.table import Row, Samples, in_turns, timed
from tests.browser.chromium import OPTIONS, find
from tests.browser.server import ROOT, serving, wait_for_warmth

# Clicks a sample and waits, in the browser, for the frame in which another class is painted.
CHOOSE = """(name) => new Promise((resolve) => {
  const heading = () => [...document.querySelectorAll("h3")].at(-1)?.textContent
  const button = [...document.querySelectorAll('[role="radio"]')].find(b => b.textContent.trim() === name)
  const before = heading()
  const start = performance.now()
  const look = () => heading() !== before
    ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
    : requestAnimationFrame(look)
  button.click()
  look()
})"""

REFERENCE_START = f"""
import streamlit, torch, torchvision
weights = torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V1
model = torchvision.models.mobilenet_v2()
model.load_state_dict(weights.get_state_dict(model_dir={str(ROOT / "weights" / "checkpoints")!r}))
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for the length of a measurement."""
    path = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()


def open_settled(browser: Browser, url: str) -> Page:
    """A page that has painted its heading and come to rest."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(url)
    page.wait_for_selector("h2, h3")
    page.wait_for_timeout(4000)  # the page's own settling
    return page


def chosen_samples(link: str, choose: str, rounds: int) -> Samples:
    """Milliseconds that `choose` takes for each sample, on our page and on the bare one, in turns.

    Each round has a fresh server, so that each sample costs its forward pass.
    """
    ours, bare = [], []
    with chromium() as browser:
        for _ in range(rounds):
            with (
                serving() as (app, log),
                serving(Path(__file__).with_name("bare_page.py"), PYTHONPATH=str(ROOT)) as (reference, _),
            ):
                wait_for_warmth(log)
                page, bare_page = open_settled(browser, app + link), open_settled(browser, reference)
                for name in list(SAMPLES)[1:]:
                    ours.append(float(page.evaluate(choose, name)))
                    page.wait_for_timeout(300)
                    bare.append(float(bare_page.evaluate(CHOOSE, name)))
                    bare_page.wait_for_timeout(300)
                page.close()
                bare_page.close()
    return ours, bare


def classify_page(rounds: int = 3) -> Row:
    """A sample chosen to its class on the screen, against a bare page."""
    return timed(
        "classify_page", chosen_samples("/transfer_learning?screen=Classify", CHOOSE, rounds), "ms", "<= 1.25"
    )


def _start_seconds(browser: Browser) -> float:
    start = time.perf_counter()
    with serving() as (url, _):
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(url)
        page.wait_for_selector("h1")
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def _bare_start_seconds() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", REFERENCE_START], check=True, cwd=ROOT)
    return time.perf_counter() - start


def start(rounds: int = 5) -> Row:
    """The home page painted, against bare imports and loading the weights."""
    with chromium() as browser:
        _start_seconds(browser), _bare_start_seconds()  # the disk's cache is warm for both
        times = in_turns(lambda: _start_seconds(browser), _bare_start_seconds, rounds)
    return timed("start", times, "s", "<= 1.5")
