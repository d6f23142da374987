"""*Sequences*: one visit as the input of a feed-forward network, all visits as that of a recurrent one."""

import html
import math
from dataclasses import asdict

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.render.colours import NEGATIVE, POSITIVE
from components.render.data_url import data_url
from components.render.map_picture import pixel_png
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.inspection.lstm_cell import trace_patients
from components.rnn.patients import LABS, Patient
from components.rnn.screens.state import Case, PatientSettings, case, patient_bar
from components.rnn.tables import durations
from components.rnn.tables.numbers import format_number
from components.ui import url_state
from components.ui.assets import style
from components.ui.fill import fill
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words
from components.ui.theme import diverging_scale

MOST_NAMED = 10  # states between two visits
MOST_LABELS = 8  # years written under the time axis
ONE, ALL = "Feed-forward", "Recurrent: the same f, with the same weights, at each visit"
KEY = "ribbon: the state h, 32 numbers<br>ŷ: a forecast of all seven values"

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
**Feed-forward:** $\hat y = g(x)$, another network, with a dashed rim. One visit is one vector $x$; what came
before is lost, unless somebody makes features of it by hand. (The feed-forward network of the screen
*Training* is given some: of each lab the last value, its age, its mean and a moving average.)

**Recurrent:** $h_t = f(h_{t-1}, x_t)$. The same function reads one visit after the other, and what it keeps
in its state $h$ is learned. The number of visits may differ from patient to patient.

In the picture the recurrent network is *unrolled*: the box $f$ stands once for each visit, but it is one
function with the same weights every time. The ribbon between two boxes is the state, here the 32 numbers of
the LSTM that the screen *LSTM cell* opens, one line each. $\hat y$ is what comes out, a forecast of the seven
values at any later time (see *Forecast*). That of the recurrent network rests on all visits so far.

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
        numbers = f"style='--plus: {POSITIVE}; --minus: {NEGATIVE}; --visits: {shown.visits}'"
        st.html(f"{STYLE}<div class='sequences' {numbers}>{_tables(shown)}{_timeline(shown.patient)}</div>")


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


def _tables(shown: Case) -> str:
    """What each network is given, under the same names, and below it the network itself."""
    patient, last = shown.patient, len(shown.patient) - 1
    names = "".join(f"<tr><th>{lab.name}<small> {html.escape(lab.unit)}</small></th></tr>" for lab in LABS)
    head = "<tr class='title'><th></th></tr><tr><th>day</th></tr>"
    key = f"<span><i class='minus'></i>below 0</span> <span><i></i>above 0</span><br>{KEY}"
    names = f"{head}{names}<tr class='network'><th>network<small>{key}</small></th></tr>"
    forward = "<td><b class='g'>g</b><u>ŷ</u></td>"
    one = _table(patient, range(last, last + 1), ONE, forward)
    every = _table(patient, range(last + 1), ALL, _unrolled(_states(shown)))
    return (
        f"<div class='labs'><table class='names'>{names}</table>"
        f"<div class='one'>{one}</div><div class='all'>{every}</div></div>"
    )


def _states(shown: Case) -> Tensor:
    """The hidden state (V, H) after each visit, of the LSTM that the screen *LSTM cell* opens."""
    ensemble = shown.ensembles[0]
    member = ensemble.members[0]
    ((_, trace),) = runtime.run_short(trace_patients, member, ensemble.scale, [shown.patient])
    return trace.hidden


def _unrolled(states: Tensor) -> str:
    """The one network at each visit, the state that it leaves as a ribbon on the way to the next."""
    table = diverging_scale().table
    cells = []
    named = range(1, len(states) + 1) if len(states) <= MOST_NAMED else ()  # or they would touch
    for number, state in enumerate(states, 1):
        ribbon = data_url(pixel_png(state[:, None], 1.0, table), "png")
        words = f"After visit {number}: {len(state)} numbers from {in_words(float(state.min()), '.2f')} to "
        words += in_words(float(state.max()), ".2f")
        state_name = f"<em>h<sub>{number}</sub></em>" if number in named else ""
        cells.append(
            f"<td title='{words}'><b>f</b><img class='state' src='{ribbon}' alt=''>"
            f"{state_name}<u>ŷ<sub>{number}</sub></u></td>"
        )
    return "".join(cells)


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
    """A dot for each visit, over years true to scale."""
    years = patient.days / DAYS_A_YEAR
    end = max(1, math.ceil(years[-1]))
    every = math.ceil(end / MOST_LABELS)
    labels = "".join(_label(year, end) for year in range(0, end + 1, every))
    dots = "".join(f"<i style='--left: {100 * year / end:.2f}%'></i>" for year in years)
    return (
        f"<div class='times'><div class='line'><b>visits, true to scale</b><p>{dots}</p></div>"
        f"<div><b>years</b><p>{labels}</p></div></div>"
    )


def _label(year: int, end: int) -> str:
    return f"<span style='--left: {100 * year / end:.2f}%'>{year}</span>"


STYLE = style(__file__)


SCREEN = Screen(sequences_screen, (PatientSettings,), EXPERIMENTS, DEFAULTS)
