"""A training that a page draws while it runs, beside the same training in a process that has no page."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.cnn import FIND
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Samples
from tests.browser.server import ROOT, serving, wait_for_warmth


@dataclass(frozen=True)
class LiveTraining:
    """A screen's training, and the module that does the same without a page.

    `begin` begins the training of that number, from 1, once the one before is over. `said` is the selector of
    words on the page: the first number in them counts up to `last`. `bare` takes the training's number and
    prints the seconds that it took.
    """

    link: str
    begin: Callable[[Page, int], None]
    said: str
    last: int  # epochs or steps
    bare: str


# Milliseconds for one epoch: from the first count of a training that is painted to its last.
COUNT = """([said, last]) => new Promise((resolve, reject) => {
  FIND
  const count = () => Number(find(document, said, 0)?.textContent.match(/\\d+/)?.[0] ?? NaN)
  const begun = performance.now()
  let first = null
  const look = () => {
    const now = performance.now(), counted = count()
    if (!first && counted < last) first = { now, counted }
    if (first && counted === last) resolve((now - first.now) / (last - first.counted))
    else if (now - begun > 120000) reject(new Error(`not at ${last} after two minutes`))
    else setTimeout(look, 20)
  }
  look()
})""".replace("FIND", FIND)


def train_in_turns(training: LiveTraining, rounds: int) -> Samples:
    """Milliseconds of an epoch: as a job of the app while a page in Chromium draws it, and in a bare loop."""
    ours, bare = [], []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, app + training.link)
        for number in range(1, rounds + 1):
            ours.append(_drawn(page, training, number))
            bare.append(1000 * _bare_seconds(training.bare, number) / training.last)
    return ours, bare


def _drawn(page: Page, training: LiveTraining, number: int) -> float:
    training.begin(page, number)
    return float(page.evaluate(COUNT, [training.said, training.last]))


def _bare_seconds(module: str, number: int) -> float:
    command = [sys.executable, "-m", module, str(number)]
    return float(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout)
