"""*Attribution*: integrated gradients of a forecast with respect to every past value."""

import html
from dataclasses import asdict, dataclass
from itertools import repeat

import numpy as np
import streamlit as st

from components import runtime
from components.render.colours import Table, ink_on
from components.rnn.forecast.sequences import undo_log_transform
from components.rnn.inspection.attributions import LabAttributions, integrated_gradients
from components.rnn.patients import LABS, Numbers
from components.rnn.screens.state import Case, PatientSettings, case, patient_bar
from components.rnn.tables.numbers import format_number
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.fill import fill
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words
from components.ui.theme import diverging_scale

LAB_NAMES = tuple(lab.name for lab in LABS)
FAINT = 0.005  # what is less is written as 0
EMPTY = "<td class='empty'></td>"


@dataclass(frozen=True)
class AttributionSettings:
    """The forecast to explain: its lab, and how many years ahead."""

    of: str = url_state.choice("bilirubin", LAB_NAMES)
    ahead: int = url_state.integer(2, 1, 5)


CLAIM = "Which past values made this forecast?"

DEFAULTS = asdict(PatientSettings()) | asdict(AttributionSettings())
EXPERIMENTS = (
    Experiment(
        "Albumin",
        {"of": "albumin"},
        "The other tests together have more influence than albumin’s own past: the network forecasts each "
        "test from all seven.",
    ),
    Experiment(
        "Platelets",
        {"patient": "42", "visits": 16, "of": "platelets"},
        "The last platelet count has by far the most influence of all cells; the 15 earlier counts have "
        "hardly any.",
    ),
    Experiment(
        "Five years",
        {"ahead": 5},
        "Even for five years ahead, no other cell comes near the last bilirubin: the forecast starts from "
        "the last value.",
    ),
)

IDEA = r"""
**Integrated gradients** ([Sundararajan et al., 2017](https://arxiv.org/abs/1703.01365)). $x$ are the measured
values of this patient in standard deviations, $x'$ the same table with the training patients' mean in every
measured cell. Along the straight way from $x'$ to $x$

$$
a_k = (x_k - x'_k) \int_0^1 \frac{\partial F}{\partial x_k}\big(x' + s\,(x - x')\big)\,\mathrm{d}s
$$

$$
\sum_k a_k = F(x) - F(x')
$$

The last line is **completeness**. It fixes only the sum: how it is shared out depends on the values
$x'$ that one compares with and on the way from there, so another choice gives other shares.
A test’s **influence** is $\sum_k |a_k|$ over its cells: all that it adds and takes away, without the signs. A
test whose values pull in opposite directions can have a large influence and a sum near 0.
$F$ is the ensemble's median, as a logarithm where the lab is skewed: there $+0.10$ means about 10 % more.

**In a cell** the large number is what the value adds, and the small one is the value. Orange raises the
forecast, purple lowers it; colours by the square root.

It explains **the network**, not the disease: a value that goes with another shares its part.
"""


def attribution_screen() -> None:
    """Draw the screen."""
    where, settings = url_state.settings(PatientSettings), url_state.settings(AttributionSettings)
    shown = case(where)
    lab = LAB_NAMES.index(settings.of)
    about = (*shown.about, settings.of, str(settings.ahead))
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        with st.spinner("Following the gradients …", show_time=True):
            found = runtime.cached(
                integrated_gradients, about, shown.ensembles, shown.patient, lab, float(settings.ahead)
            )
        revealed = _guessed(shown, settings, found)
        if revealed:
            st.markdown(_sum(settings, found))
        with fill("attributions"):
            st.html(_table(shown, found.cells if revealed else None))
    with place.dock:
        with st.container(horizontal=True):
            st.selectbox("Forecast of", LAB_NAMES, key="of", width=150)
            st.selectbox("Years ahead", range(1, 6), key="ahead", width=90)
        patient_bar(shown)
        show_tally()


def _guessed(shown: Case, settings: AttributionSettings, found: LabAttributions) -> bool:
    """Whether the attributions may be shown; where only one lab was measured there is nothing to guess."""
    by_lab = found.influence
    others = [int(lab) for lab in np.argsort(-by_lab) if LAB_NAMES[lab] != settings.of and by_lab[lab] > 0]
    if len(others) < 3:
        return True
    text = f"beside {settings.of} itself, the past of which test has the most influence on its forecast?"
    options = tuple(LAB_NAMES[lab] for lab in sorted(others[:3]))
    question = Question(text, options, LAB_NAMES[others[0]], ("why", settings.of, *shown.about))
    return guess_first((question,))


def _sum(settings: AttributionSettings, found: LabAttributions) -> str:
    """What the cells add up to, and what their colours say, as markdown."""
    lab = LABS[LAB_NAMES.index(settings.of)]
    base, forecast = (_in_units(settings.of, value) for value in (found.baseline, found.forecast))
    scale = "on a log scale " if lab.skewed else ""
    return (
        f"**{base} {lab.unit}** for average values → **{forecast} {lab.unit}** for this "
        f"patient in {settings.ahead} years: {scale}{in_words(found.forecast - found.baseline, '+.3f')}. "
        f"All cells together: {in_words(float(found.cells.sum()), '+.3f')}. Orange raises, purple lowers."
    )


def _in_units(name: str, value: float) -> str:
    row = np.zeros(len(LABS))
    row[LAB_NAMES.index(name)] = value
    return f"{float(f'{undo_log_transform(row)[LAB_NAMES.index(name)]:.3g}'):g}"


def _table(shown: Case, parts: Numbers | None) -> str:
    """The table of visits with what each value adds, (V, 7); while that is guessed, with the values alone."""
    days = "".join(f"<th>{day:.0f}</th>" for day in shown.patient.days)
    names = "".join(
        f"<tr><th>{html.escape(lab.name)}<small> {html.escape(lab.unit)}</small></th></tr>" for lab in LABS
    )
    labs = shown.patient.labs.T
    if parts is None:
        rows = "".join(f"<tr>{''.join(map(_value, values))}</tr>" for values in labs)
    else:
        days += "<th>sum</th><th>influence</th>"
        rows = "".join(
            map(
                _row,
                labs,
                parts.T,
                repeat(float(np.abs(parts).max()) or 1.0),
                repeat(diverging_scale().table),
            )
        )
    columns = len(shown.patient) + (0 if parts is None else 2)
    return (
        f"{STYLE}<div class='why' style='--columns: {columns}'>"
        f"<table><tr><th>day</th></tr>{names}</table><div><table><tr>{days}</tr>{rows}</table></div></div>"
    )


def _value(value: float) -> str:
    return EMPTY if np.isnan(value) else f"<td>{format_number(value)}</td>"


def _row(values: Numbers, parts: Numbers, top: float, diverging: Table) -> str:
    cells = "".join(map(_cell, values, parts, repeat(top), repeat(diverging)))
    influence = f"<td class='all influence'>{float(np.abs(parts).sum()):.3f}</td>"
    return f"<tr>{cells}<td class='all'>{_added(float(parts.sum()))}</td>{influence}</tr>"


def _cell(value: float, part: float, top: float, diverging: Table) -> str:
    if np.isnan(value):
        return EMPTY
    place = np.copysign(np.sqrt(abs(part) / top), part)
    ground = diverging[round((place + 1) / 2 * 255)]
    colours = f"style='--ground: rgb{tuple(ground.tolist())}; --ink: {ink_on(ground)}'"
    return f"<td class='added' {colours}>{_added(part)}<small>{format_number(value)}</small></td>"


def _added(part: float) -> str:
    return in_words(part, "+.2f") if abs(part) >= FAINT else "0"


STYLE = style(__file__)


SCREEN = Screen(attribution_screen, (PatientSettings, AttributionSettings), EXPERIMENTS, DEFAULTS)
