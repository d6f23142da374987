"""The memory of one visit: the same network reads the patient with that visit and without."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.rnn.edits import as_table, patient_from_table
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.quantile_forecast import QuantileForecast, forecast_quantiles
from components.rnn.inspection.lstm_cell import trace_patients
from components.rnn.patients import LABS, Patient
from components.rnn.screens.lstm_cell_state import (
    MEMBER,
    TracedCase,
    heatmap_columns,
    keep_picked_unit,
    largest_shown,
    signed_heatmap,
    visit_bar,
)
from components.rnn.widgets.gate_heatmaps import gate_heatmaps
from components.ui.assets import style
from components.ui.controls.quiz import Question, guess_first
from components.ui.frame.stage import Stage

HIGHEST = 4.0  # rem of a bar that stands for 100 %
FEWEST_TO_GUESS = 3  # later visits
FADES, STAYS, GROWS = "it fades", "it stays", "it grows"
ONLY_ONE = "Only one visit is known: without it there is nothing to read."
AFTER_THE_LAST = "After the last visit nothing has been read yet. Choose an earlier one."
YEARS = 1.0  # ahead, for the forecasts that are compared


def draw_without(shown: TracedCase, place: Stage) -> None:
    """Draw the cell with and without the visit, and their difference."""
    cell, without = shown.trace.cell, _cell_without(shown)
    fractions = _fractions(shown, cell, without)
    with place.picture:
        if not fractions:
            st.info(ONLY_ONE if shown.case.visits == 1 else AFTER_THE_LAST)
        revealed = bool(fractions) and _guessed(shown, fractions)
        if revealed:
            st.markdown(_course(shown, fractions))
        top = largest_shown(cell)
        columns = (
            (signed_heatmap(shown, "Cell c", cell, top),),
            (signed_heatmap(shown, "c′ without it", without, top),),
            (signed_heatmap(shown, "c − c′", cell - without, top),),
        )
        gate_heatmaps(heatmap_columns(shown, shown.patient, columns), keep_picked_unit, key="without")
    with place.dock:
        visit_bar(shown)
        if revealed:
            _draw_kept(shown, fractions)


def _cell_without(shown: TracedCase) -> Tensor:
    """The cell (V, H) without the visit; NaN at it."""
    kept = [visit for visit in range(shown.case.visits) if visit != shown.visit]
    without = torch.full_like(shown.trace.cell, torch.nan)
    if kept:
        patient = _shortened(shown)
        ensemble = shown.alone
        ((_, trace),) = runtime.run_short(trace_patients, ensemble.members[0], ensemble.scale, [patient])
        without[kept] = trace.cell
    return without


def _shortened(shown: TracedCase) -> Patient:
    table = as_table(shown.patient)
    return patient_from_table(shown.patient, table[: shown.visit] + table[shown.visit + 1 :]).patient


def _fractions(shown: TracedCase, cell: Tensor, without: Tensor) -> list[float]:
    """How far the cell differs after each later visit, as a fraction of its length."""
    later = range(shown.visit + 1, shown.case.visits)
    return [float((cell[visit] - without[visit]).norm() / cell[visit].norm()) for visit in later]


def _draw_kept(shown: TracedCase, fractions: Sequence[float]) -> None:
    """Draw the fractions as bars, and how the visit moves the forecast."""
    bars = "".join(
        f"<li>{100 * fraction:.0f}<i style='--height: {min(1.0, fraction) * HIGHEST:.2f}rem'></i>"
        f"{number}</li>"
        for number, fraction in enumerate(fractions, shown.visit + 2)
    )
    title = "‖c − c′‖ / ‖c‖ in %, after each later visit"
    st.html(f"{STYLE}<div class='kept'><p><b>{title}</b></p><ol>{bars}</ol></div>")
    with_it = runtime.cached(forecast_quantiles, shown.about, [shown.alone], shown.patient)
    about = (*shown.about, f"without {shown.visit}")
    st.html(_moved(with_it, runtime.cached(forecast_quantiles, about, [shown.alone], _shortened(shown))))


def _fate(fractions: Sequence[float]) -> str:
    """What becomes of the difference."""
    if fractions[-1] < fractions[0] / 1.5:
        return FADES
    return GROWS if fractions[-1] > 1.5 * fractions[0] else STAYS


def _course(shown: TracedCase, fractions: Sequence[float]) -> str:
    """The course of the difference in words, as markdown."""
    first, last = (f"{100 * fractions[at]:.0f} % after visit" for at in (0, -1))
    without = f"Without visit {shown.visit + 1} the cell differs by {first} {shown.visit + 2}"
    if len(fractions) < FEWEST_TO_GUESS:
        return f"{without}."
    return f"{without}, by {last} {shown.case.visits}: **{_fate(fractions)}.**"


def _guessed(shown: TracedCase, fractions: Sequence[float]) -> bool:
    """Whether the course of the difference may be shown; of few visits nobody has to guess it."""
    if len(fractions) < FEWEST_TO_GUESS:
        return True
    text = f"the cell without visit {shown.visit + 1} differs. What becomes of the difference?"
    question = Question(text, (FADES, STAYS, GROWS), _fate(fractions), (*shown.about, shown.visit))
    return guess_first((question,))


def _moved(with_it: QuantileForecast, without: QuantileForecast) -> str:
    """The member's forecasts in a year, with the visit and without, as HTML."""
    rows = "".join(
        f"<tr><th>{html.escape(lab.name)}</th><td>{_median(with_it, number)}</td>"
        f"<td>→ {_median(without, number)}</td><td>{html.escape(lab.unit)}</td></tr>"
        for number, lab in enumerate(LABS)
    )
    title = f"{MEMBER}’s forecast in a year, with → without"
    return f"{STYLE}<div class='kept'><p><b>{title}</b></p><table>{rows}</table></div>"


def _median(made: QuantileForecast, lab: int) -> str:
    value = np.interp(made.years[0] + YEARS, made.years, made.quantiles[lab, MEDIAN])
    return f"{float(f'{value:.3g}'):g}"


STYLE = style(__file__)
