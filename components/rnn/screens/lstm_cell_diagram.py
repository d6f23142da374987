"""The cell drawn: one unit's gates as valves, and what flows through it, visit by visit."""

import streamlit as st

from components.rnn.screens.lstm_cell_gates import sums_popover
from components.rnn.screens.lstm_cell_state import TracedCase, visit_bar
from components.rnn.widgets.cell_diagram import CellDiagram, CellStep, cell_diagram
from components.ui.frame.stage import Stage


def draw_cell(shown: TracedCase, place: Stage) -> None:
    """Draw the cell of the unit that is followed."""
    with place.picture:
        cell_diagram(_diagram(shown), _keep_picked_visit, key="cell diagram")
    with place.dock:
        visit_bar(shown)
        sums_popover(shown)


def _diagram(shown: TracedCase) -> CellDiagram:
    visits = [f"visit {number}, day {day:.0f}" for number, day in enumerate(shown.patient.days, 1)]
    return CellDiagram(shown.unit, visits, _steps(shown), shown.visit)


def _steps(shown: TracedCase) -> list[CellStep]:
    trace = shown.trace
    series = (trace.input, trace.forget, trace.candidate, trace.output, trace.cell, trace.hidden)
    i, f, g, o, c, h = ([float(value) for value in values[:, shown.unit]] for values in series)
    return [CellStep(*numbers) for numbers in zip(i, f, g, o, [0.0, *c], c, h, strict=False)]


def _keep_picked_visit(visit: int) -> None:
    st.session_state["at"] = visit + 1
