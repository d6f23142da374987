"""What the views of the opened cell share: the member of the ensemble, its units, and the wall of maps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.inspection.lstm_cell import Opened, alike, of_patients
from components.rnn.patients import LABS, Patient, trial
from components.rnn.screens.state import Case
from components.rnn.widgets.gate_heatmaps import HeatMap, Strip, Wall
from components.ui import url_state

MEMBER = "LSTM 1"
GROUPS = 5
MOST_UNITS = 31  # the last unit's number
ABOVE = (0, 2, 6)  # the labs above the maps: bilirubin, albumin, prothrombin time


@dataclass(frozen=True)
class CellSettings:
    """Which unit is followed, at which visit, counted from 1."""

    unit: int = url_state.integer(9, 0, MOST_UNITS)
    at: int = url_state.integer(3, 1, 1000)


@dataclass(frozen=True)
class Inside:
    """One member of the ensemble, opened while it reads a patient."""

    case: Case
    alone: Ensemble  # the member, as an ensemble of one
    seen: Tensor  # (V, I) what it reads
    opened: Opened
    groups: list[list[int]]  # its units, those that do alike together
    unit: int
    visit: int  # from 0

    @property
    def patient(self) -> Patient:
        """The patient as far as they are known."""
        return self.case.patient


def inside(case: Case, settings: CellSettings) -> Inside:
    """The member that forecasts this patient; the control for the visit (key `at`) follows what there are."""
    ensemble = case.ensembles[0]
    member = ensemble.members[0]
    ((seen, opened),) = runtime.run_short(of_patients, member, ensemble.scale, [case.patient])
    others = [patient for patient in trial() if patient.name in ensemble.held_out]
    about = (MEMBER, *ensemble.held_out[:3])
    groups = runtime.cached(alike, about, member, ensemble.scale, others, GROUPS)
    visit = min(settings.at, case.visits)
    st.session_state["at"] = visit
    return Inside(case, replace(ensemble, members=(member,)), seen, opened, groups, settings.unit, visit - 1)


def wall(shown: Inside, patient: Patient, columns: Sequence[Sequence[HeatMap]]) -> Wall:
    """Columns of maps, each under the chart of another lab of the patient."""
    starts = np.cumsum([len(group) for group in shown.groups])[:-1]
    strips = [_strip(patient, lab) for lab in ABOVE]
    return Wall(
        [f"{day / DAYS_A_YEAR:.1f} y" for day in patient.days],
        list(zip(strips, columns, strict=True)),
        order(shown),
        starts.tolist(),
        shown.unit,
        shown.visit,
    )


def order(shown: Inside) -> list[int]:
    """The units from the top."""
    return [unit for group in shown.groups for unit in group]


def share(shown: Inside, title: str, values: Tensor) -> HeatMap:
    """The map of values (V, H) from 0 to 1, in the order of the units."""
    return HeatMap(title, 0, 1, "sequential", _cells(shown, values))


def heat(shown: Inside, title: str, values: Tensor, top: float) -> HeatMap:
    """The map of values (V, H) from −top to top, in the order of the units; NaN is empty."""
    return HeatMap(title, -top, top, "diverging", _cells(shown, values))


def _cells(shown: Inside, values: Tensor) -> list[list[float | None]]:
    rows = values.T[order(shown)].tolist()
    return [[None if math.isnan(value) else value for value in row] for row in rows]


def keep_pick(unit: int, visit: int) -> None:
    """Take over what was picked on a map."""
    st.session_state.update(unit=unit, at=visit + 1)


def step_bar(shown: Inside) -> None:
    """The controls that step through the visits, and the unit that is followed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Unit", range(MOST_UNITS + 1), key="unit", width=130)
        _step(":material/chevron_left:", "The visit before", shown.visit, shown.visit == 0)
        _step(
            ":material/chevron_right:",
            "The visit after",
            shown.visit + 2,
            shown.visit + 1 == shown.case.visits,
        )
        st.markdown(
            f"**Visit {shown.visit + 1}**, day {shown.patient.days[shown.visit]:.0f}", width="content"
        )


def _step(icon: str, words: str, to: int, disabled: bool) -> None:
    st.button(
        "",
        icon=icon,
        help=words,
        key=words,
        disabled=disabled,
        on_click=st.session_state.update,
        args=({"at": to},),
    )


def _strip(patient: Patient, lab: int) -> Strip:
    values = [None if np.isnan(value) else float(value) for value in patient.labs[:, lab]]
    return Strip(LABS[lab].name.capitalize(), LABS[lab].unit, values, LABS[lab].skewed)
