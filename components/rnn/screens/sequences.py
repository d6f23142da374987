"""*Sequences*: one visit as the input of a feed-forward network, all visits as that of a recurrent one."""

import html
import math
from dataclasses import asdict

import numpy as np
import streamlit as st

from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Numbers, Patient
from components.rnn.screens.state import Case, PatientSettings, case, patient_bar
from components.rnn.tables import durations
from components.rnn.tables.numbers import format_number
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.idea import show_idea
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen

MOST_LABELS = 8  # years written under the time axis

CLAIM = "One column, or column after column: what a network is given."

DEFAULTS = asdict(PatientSettings())
EXPERIMENTS = (
    Experiment("16 visits in 14 years", {"patient": "42", "visits": 16}),
    Experiment("One visit only", {"visits": 1}),
)

IDEA = r"""
**Feed-forward:** $y = f(x)$. One visit is one vector $x$; what came before is lost, unless somebody makes
features of it by hand. (The feed-forward network of the screen *Training* is given some: of each lab the last
value, its age, its mean and a moving average.)

**Recurrent:** $h_t = f(h_{t-1}, x_t)$. The same function reads one visit after the other, and what it keeps
in its state $h$ is learned. The number of visits may differ from patient to patient.

**Empty cells** were not measured, and the visits are not evenly spaced. Both are told to the network: beside
each value whether there is one, and beside each visit how much time has passed.
"""


def sequences_screen() -> None:
    """Draw the screen."""
    where = url_state.settings(PatientSettings)
    shown = case(where)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    patient_bar(shown)
    one, all_of_them = st.columns([5, 12], gap="large")
    with one, st.container(gap="xxsmall"):
        st.markdown("**Feed-forward:** the last visit known")
        st.html(_table(shown.patient, range(shown.visits - 1, shown.visits)))
    with all_of_them, st.container(gap="xxsmall"):
        st.markdown(f"**Recurrent:** all visits, in their order. {_gaps(shown)}")
        st.html(_table(shown.patient, range(shown.visits)))
    with st.container(gap="xxsmall"):
        st.markdown(f"**True to scale:** the same visits in time. {_rhythm(shown)}")
        st.html(_timeline(shown.patient))


def _gaps(shown: Case) -> str:
    labs = shown.patient.labs
    no_alt = "" if shown.file else "; ALT was not measured"  # an own table may have had it
    return f"{int(np.isnan(labs).sum())} of {labs.size} cells are empty{no_alt}."


def _rhythm(shown: Case) -> str:
    """The shortest and the longest time between visits, in words."""
    days = np.diff(shown.patient.days)
    if len(days) == 0:
        return "There is one visit only."
    (low, unit), (high, last) = (durations.duration_parts(float(one)) for one in (days.min(), days.max()))
    if (low, unit) == (high, last):
        return f"They are {high} {last} apart."
    return f"They are {low}{'' if last.startswith(unit) else f' {unit}'} to {high} {last} apart."


# --- Drawn as HTML ------------------------------------------------------------------------------------------


def _timeline(patient: Patient) -> str:
    """A line for each lab with a dot for each value, over years true to scale."""
    years = patient.days / DAYS_A_YEAR
    end = max(1, math.ceil(years[-1]))
    lines = "".join(
        f"<div><b>{html.escape(lab.name)}</b><p>{_dots(years[~np.isnan(values)], end)}</p></div>"
        for lab, values in zip(LABS, patient.labs.T, strict=True)
    )
    every = math.ceil(end / MOST_LABELS)
    labels = "".join(_label(year, end) for year in range(0, end + 1, every))
    return f"{STYLE}<div class='times'>{lines}<div><b></b><p>{labels}</p></div></div>"


def _dots(years: Numbers, end: int) -> str:
    return "".join(f"<i style='--left: {100 * year / end:.2f}%'></i>" for year in years)


def _label(year: int, end: int) -> str:
    return f"<span style='--left: {100 * year / end:.2f}%'>{year}{'' if year else ' y'}</span>"


def _table(patient: Patient, visits: range) -> str:
    head = "".join(f"<th>day {patient.days[visit]:.0f}</th>" for visit in visits)
    rows = [
        f"<tr><th>{html.escape(lab.name)}<small> {html.escape(lab.unit)}</small></th>"
        + "".join(_cell(patient.labs[visit, number]) for visit in visits)
        + "</tr>"
        for number, lab in enumerate(LABS)
    ]
    return f"{STYLE}<div class='labs'><table><tr><th></th>{head}</tr>{''.join(rows)}</table></div>"


def _cell(value: float) -> str:
    return "<td class='empty'></td>" if np.isnan(value) else f"<td>{format_number(value)}</td>"


STYLE = style(__file__)


SCREEN = Screen(sequences_screen, (PatientSettings,), EXPERIMENTS, DEFAULTS)
