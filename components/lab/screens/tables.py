"""*Tables*: one visit as a column for a feed-forward network, all visits as a table for a recurrent one."""

import html
from dataclasses import asdict

import numpy as np
import streamlit as st

from components.lab.patients import LABS, Patient
from components.lab.screens.desk import Case, PatientSettings, case, patient_bar, show_idea
from components.ui import link
from components.ui.heading import Experiment, heading

CLAIM = "A feed-forward network sees one column. A recurrent network reads column after column."

DEFAULTS = asdict(PatientSettings())
EXPERIMENTS = (
    Experiment("Many visits, many gaps", {"patient": "46", "visits": 16}),
    Experiment("One visit only", {"visits": 1}),
)

IDEA = r"""
**Feed-forward:** $y = f(x)$. One visit is one vector $x$; what came before is lost, unless somebody makes
features of it by hand.

**Recurrent:** $h_t = f(h_{t-1}, x_t)$. The same function reads one visit after the other, and what it keeps
in its state $h$ is learned. The number of visits may differ from patient to patient.

**Empty cells** were not measured, and the visits are not evenly spaced. Both are told to the network: beside
each value whether there is one, and beside each visit how much time has passed.
"""


def tables_screen() -> None:
    """Draw the screen."""
    where = link.settings(PatientSettings)
    shown = case(where)
    heading(CLAIM, EXPERIMENTS, DEFAULTS)
    patient_bar(shown)
    one, all_of_them = st.columns([5, 12], gap="large")
    with one:
        st.subheader("Feed-forward", anchor=False)
        st.html(_table(shown.patient, range(shown.visits - 1, shown.visits)))
        st.caption("The last visit known.")
    with all_of_them:
        st.subheader("Recurrent", anchor=False)
        st.html(_table(shown.patient, range(shown.visits)))
        with st.container(horizontal=True, vertical_alignment="center"):
            show_idea(IDEA)
            st.caption(_gaps(shown), width="content")


def _gaps(shown: Case) -> str:
    labs = shown.patient.labs
    empty = int(np.isnan(labs).sum())
    return f"{empty} of {labs.size} cells are empty. Days are counted from the first visit."


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
    return "<td class='empty'></td>" if np.isnan(value) else f"<td>{value:g}</td>"


STYLE = """<style>
.labs { overflow-x: auto; }
.labs table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
.labs th { text-align: left; padding: 0.12rem 0.8rem 0.12rem 0; font-weight: 600; white-space: nowrap; }
.labs small { font-size: 0.875rem; font-weight: 400; }
.labs td { text-align: right; padding: 0.12rem 0.6rem; border: 1px solid rgb(128 128 128 / 40%); }
.labs .empty {
  background: repeating-linear-gradient(45deg, rgb(128 128 128 / 25%) 0 4px, transparent 4px 8px);
}
</style>"""
