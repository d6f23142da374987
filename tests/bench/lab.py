"""What the forecasts of laboratory values are worth, and what it costs to edit a table and to open a cell."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from playwright.sync_api import Page
from torch import nn

from components.rnn.forecast.ensemble import last_value_baseline, load_ensembles
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.sequences import input_features, lab_history, pad_visits
from components.rnn.forecast.training import AHEAD, AbsoluteErrors, absolute_errors
from components.rnn.inspection.lstm_cell import trace_lstm
from components.rnn.patients import Patient, trial
from tests.bench.cnn import FIND
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, in_turns, timed
from tests.browser.server import ROOT, serving, wait_for_warmth
from weights.recipes.rnn_forecast.baselines import boosting
from weights.recipes.rnn_forecast.comparison import coverage

# --- Held-out patients --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """The errors over all folds' held-out patients, and how many values lie between the outer quantiles."""

    ours: AbsoluteErrors
    last: AbsoluteErrors
    rival: AbsoluteErrors
    inside: float
    count: float


def _joined(parts: list[AbsoluteErrors]) -> AbsoluteErrors:
    return AbsoluteErrors(
        torch.cat([part.total for part in parts]), torch.cat([part.count for part in parts])
    )


def _measured() -> Held:
    """The shipped ensembles, each on the patients it has never seen; boosting learns from the others."""
    ours, last, rival, inside, count = [], [], [], 0.0, 0.0
    for ensemble in load_ensembles():
        held_out = [patient for patient in trial() if patient.name in ensemble.held_out]
        learners = [patient for patient in trial() if patient.name not in ensemble.held_out]
        visits = pad_visits(held_out, ensemble.scale)
        quantiles = ensemble.predict_next_visits(visits)
        ours.append(absolute_errors([made[..., MEDIAN] for made in quantiles], visits))
        last.append(absolute_errors([last_value_baseline(visits)] * len(AHEAD), visits))
        rival.append(absolute_errors(boosting(pad_visits(learners, ensemble.scale))(visits), visits))
        within, of = coverage(quantiles, visits)
        inside, count = inside + float(within.sum()), count + float(of.sum())
    return Held(_joined(ours), _joined(last), _joined(rival), inside, count)


def _overall(found: AbsoluteErrors) -> float:
    return float(found.total.sum() / found.count.sum())


def lab_forecasts() -> list[Row]:
    """Mean absolute errors in training standard deviations, and how far the coverage is from 80 %."""
    held = _measured()
    ours, last = held.ours.mean, held.last.mean
    return [
        Row("lab_skill", float(ours[0]), float(last[0]), "error", "<= 0.90"),
        Row("lab_skill_1to4", float((ours / last).mean()), 1.0, "of last", "<= 0.83"),
        Row("lab_vs_boosting", _overall(held.ours), _overall(held.rival), "error", "< 1.0"),
        Row("lab_coverage", abs(held.inside / held.count - 0.8), 0.0, "off 0.80", "<= 0.02"),
    ]


# --- The cell -----------------------------------------------------------------------------------------------


def lab_gates(rounds: int = 200) -> Row:
    """All gates and states of a patient with 16 visits, against nn.LSTM's forward pass."""
    ensemble = load_ensembles()[0]
    (layer,) = ensemble.members[0].rnn
    assert isinstance(layer, nn.LSTM)
    patient: Patient = max(trial(), key=len)
    visits = pad_visits([patient], ensemble.scale)
    seen = input_features(visits, lab_history(visits))[0]

    def reference() -> None:
        with torch.inference_mode():
            layer(seen[None])

    def ours() -> None:
        trace_lstm(layer, seen)

    times = in_turns(lambda: _microseconds(ours), lambda: _microseconds(reference), rounds)
    return timed("lab_gates", times, "µs", "<= 5")


def _microseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1e6 * (time.perf_counter() - start)


# --- In Chromium --------------------------------------------------------------------------------------------

# Waits from the next Enter for the frame after the one in which an element's text is another; null after 3 s.
WATCH = """([selector, nth]) => {
  FIND
  const text = () => find(document, selector, nth)?.textContent
  const before = text()
  window.painted = new Promise((resolve) => {
    const begin = (event) => {
      if (event.key !== "Enter") return
      window.removeEventListener("keydown", begin, true)
      const start = performance.now()
      const look = () => {
        if (performance.now() - start > 3000) resolve(null)
        else if (text() === before) requestAnimationFrame(look)
        else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
      }
      look()
    }
    window.addEventListener("keydown", begin, true)
  })
}""".replace("FIND", FIND)


def lab_edit(count: int = 20) -> Row:
    """An edited value to the repainted forecast, against a bare page with a data editor and one chart."""
    ours: list[float] = []
    bare: list[float] = []
    with (
        chromium() as browser,
        serving() as (app, log),
        serving(Path(__file__).with_name("bare_edit.py"), PYTHONPATH=str(ROOT)) as (reference, _),
    ):
        wait_for_warmth(log)
        page = open_settled(browser, app + "/rnn?screen=What+if")
        bare_page = open_settled(browser, reference)
        for number in range(count):
            value = f"{20 + number}"
            page.evaluate(WATCH, ["output", 0])
            _write(page, value)
            ours.append(_painted(page))
            bare_page.evaluate(WATCH, ["h3", -1])
            _write_bare(bare_page, value)
            bare.append(_painted(bare_page))
    return timed("lab_edit", (ours, bare), "ms", "<= 1.5")


def _painted(page: Page) -> float:
    """Milliseconds from Enter to the new number on the screen."""
    milliseconds = page.evaluate("window.painted")
    page.wait_for_timeout(500)
    return float(milliseconds)


def _write(page: Page, value: str) -> None:
    field = page.get_by_label("bilirubin, visit 6")
    field.fill(value)
    field.press("Enter")


def _write_bare(page: Page, value: str) -> None:
    """Into the first test of the first visit; the grid is a canvas."""
    grid = page.get_by_test_id("stDataFrame").bounding_box()
    assert grid
    page.mouse.click(grid["x"] + 150, grid["y"] + 52)
    page.keyboard.type(value, delay=200)  # the first digit opens the field
    page.keyboard.press("Enter")
