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
from components.ui.fill import fill
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

MOST_LABELS = 8  # years written under the time axis
ONE, ALL = "Feed-forward", "Recurrent: all visits, in their order"

CLAIM = "One column, or column after column: what a network is given."

DEFAULTS = asdict(PatientSettings())
EXPERIMENTS = (
    Experiment(
        "16 visits in 14 years",
        {"patient": "42", "visits": 16},
        "The feed-forward network is given only the last visit; the recurrent one reads all 16 in their "
        "order, with gaps and uneven times.",
    ),
    Experiment(
        "One visit only",
        {"visits": 1},
        "With one visit both networks are given the same values: there is no sequence yet that a memory "
        "could use.",
    ),
)

IDEA = r"""
**Feed-forward:** $y = f(x)$. One visit is one vector $x$; what came before is lost, unless somebody makes
features of it by hand. (The feed-forward network of the screen *Training* is given some: of each lab the last
value, its age, its mean and a moving average.)

**Recurrent:** $h_t = f(h_{t-1}, x_t)$. The same function reads one visit after the other, and what it keeps
in its state $h$ is learned. The number of visits may differ from patient to patient.

In the picture, $f$ is the one function and $h_1, h_2, …$ are the states: an arrow carries each on to the next
visit.

**Empty cells** (striped) were not measured, and the visits are not evenly spaced. Both are told to the
network: beside each value whether there is one, and beside each visit how much time has passed.
"""


def sequences_screen() -> None:
    """Draw the screen."""
    shown = case(url_state.settings(PatientSettings))
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.dock:
        patient_bar(shown)
        st.markdown(f"{_gaps(shown)} {_rhythm(shown)}")
    with place.picture, fill("sequences"):
        parts = f"{_tables(shown.patient)}{_timeline(shown.patient)}"
        st.html(f"{STYLE}<div class='sequences' style='--visits: {shown.visits}'>{parts}</div>")


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
        return f"The visits are {high} {last} apart."
    return f"The visits are {low}{'' if last.startswith(unit) else f' {unit}'} to {high} {last} apart."


# --- Drawn as HTML ------------------------------------------------------------------------------------------


def _tables(patient: Patient) -> str:
    """What each network is given, under the same names: one visit, or all in their order."""
    last = len(patient) - 1
    names = "".join(f"<tr><th>{lab.name}<small> {html.escape(lab.unit)}</small></th></tr>" for lab in LABS)
    head = "<tr class='title'><th></th></tr><tr><th>day</th></tr>"
    names = f"{head}{names}<tr class='network'><th>network</th></tr>"
    state = "".join(
        f"<td class='{'goes-on' if visit < last else ''}'><b>h<sub>{visit + 1}</sub></b></td>"
        for visit in range(last + 1)
    )
    return (
        f"<div class='labs'><table class='names'>{names}</table>"
        f"<div class='one'>{_table(patient, range(last, last + 1), ONE, '<td><b>f</b></td>')}</div>"
        f"<div class='all'>{_table(patient, range(last + 1), ALL, state)}</div></div>"
    )


def _table(patient: Patient, visits: range, title: str, network: str) -> str:
    days = "".join(f"<th>{patient.days[visit]:.0f}</th>" for visit in visits)
    rows = "".join(
        f"<tr>{''.join(_cell(patient.labs[visit, number]) for visit in visits)}</tr>"
        for number in range(len(LABS))
    )
    return (
        f"<table><tr class='title'><th colspan='{len(visits)}'><span>{title}</span></th></tr>"
        f"<tr class='day'>{days}</tr>{rows}<tr class='network'>{network}</tr></table>"
    )


def _cell(value: float) -> str:
    return "<td class='empty'></td>" if np.isnan(value) else f"<td>{format_number(value)}</td>"


def _timeline(patient: Patient) -> str:
    """A line for each lab with a dot for each value, over years true to scale."""
    years = patient.days / DAYS_A_YEAR
    end = max(1, math.ceil(years[-1]))
    lines = "".join(
        f"<div class='line'><b>{lab.name}</b><p>{_dots(years[~np.isnan(values)], end)}</p></div>"
        for lab, values in zip(LABS, patient.labs.T, strict=True)
    )
    every = math.ceil(end / MOST_LABELS)
    labels = "".join(_label(year, end) for year in range(0, end + 1, every))
    return (
        f"<div class='times'><div><b>True to scale</b></div>{lines}"
        f"<div><b>years</b><p>{labels}</p></div></div>"
    )


def _dots(years: Numbers, end: int) -> str:
    return "".join(f"<i style='--left: {100 * year / end:.2f}%'></i>" for year in years)


def _label(year: int, end: int) -> str:
    return f"<span style='--left: {100 * year / end:.2f}%'>{year}</span>"


STYLE = style(__file__)


SCREEN = Screen(sequences_screen, (PatientSettings,), EXPERIMENTS, DEFAULTS)
