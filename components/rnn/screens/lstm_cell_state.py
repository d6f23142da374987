"""State that the views of the LSTM cell share: the member of the ensemble, its trace, and the heat maps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.rnn.forecast.ensemble import Ensemble
from components.rnn.forecast.model import Forecaster
from components.rnn.forecast.results import ensemble_size, first_unit
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.inspection.held_gate import OPEN, SHUT, with_gate_held
from components.rnn.inspection.lstm_cell import LstmTrace, cluster_units, trace_patients
from components.rnn.patients import LABS, Patient, trial
from components.rnn.screens.state import Case
from components.rnn.widgets.gate_heatmaps import GateHeatmaps, LabStrip, UnitHeatmap
from components.ui import url_state

MEMBER = "LSTM 1"
CLUSTERS = 5
LAST_UNIT = ensemble_size().hidden - 1
AS_LEARNED = "as learned"
HELD = {  # gates that are held, and how far open
    f"{gate} gate {words}": (gate, value)
    for gate in ("forget", "input", "output")
    for words, value in (("open", OPEN), ("shut", SHUT))
}
ABOVE = (0, 2, 6)  # the labs above the maps: bilirubin, albumin, prothrombin time


@dataclass(frozen=True)
class LstmUnitSettings:
    """The unit that is followed, from 0, the visit, from 1, and the gate that is held open or shut."""

    unit: int = url_state.integer(first_unit(), 0, LAST_UNIT)
    at: int = url_state.integer(3, 1, 1000)
    held_gate: str = url_state.choice(AS_LEARNED, (AS_LEARNED, *HELD))


@dataclass(frozen=True)
class TracedCase:
    """One member of the ensemble, traced while it reads a patient; of its gates one may be held."""

    case: Case
    held_gate: str
    alone: Ensemble  # the member, as an ensemble of one
    inputs: Tensor  # (V, I) of its LSTM
    trace: LstmTrace
    clusters: list[list[int]]  # its units, those whose cells rise and fall together
    unit: int
    visit: int  # from 0

    @property
    def patient(self) -> Patient:
        """The patient as far as they are known."""
        return self.case.patient

    @property
    def about(self) -> tuple[str, ...]:
        """Key of what this member makes of the patient."""
        return MEMBER, self.held_gate, *self.case.about

    @property
    def name(self) -> str:
        """What the member is called where several are compared."""
        return MEMBER if self.held_gate == AS_LEARNED else f"{MEMBER}, {self.held_gate}"


def traced_case(case: Case, settings: LstmUnitSettings) -> TracedCase:
    """Trace a member that forecasts this patient; the control for the visit (key `at`) stays in range."""
    ensemble = case.ensembles[0]
    learned = ensemble.members[0]
    member = _held(learned, settings.held_gate)
    ((inputs, trace),) = runtime.run_short(trace_patients, member, ensemble.scale, [case.patient])
    others = [patient for patient in trial() if patient.name in ensemble.held_out]
    about = (MEMBER, *ensemble.held_out[:3])
    clusters = runtime.cached(cluster_units, about, learned, ensemble.scale, others, CLUSTERS)
    visit = min(settings.at, case.visits)
    url_state.follow(LstmUnitSettings, at=visit)
    alone = replace(ensemble, members=(member,))
    return TracedCase(case, settings.held_gate, alone, inputs, trace, clusters, settings.unit, visit - 1)


def _held(member: Forecaster, held_gate: str) -> Forecaster:
    return member if held_gate == AS_LEARNED else with_gate_held(member, *HELD[held_gate])


def held_gate_bar(shown: TracedCase) -> None:
    """The control that holds a gate, and what is to be known of it."""
    st.selectbox("Gates", (AS_LEARNED, *HELD), key="held_gate")
    if shown.held_gate != AS_LEARNED:
        st.caption(
            "It is held in all units, at every visit: its weights are 0, its bias is large. No other weight "
            "is changed; other numbers move since h is read again."
        )


def heatmap_columns(
    shown: TracedCase, patient: Patient, columns: Sequence[Sequence[UnitHeatmap]]
) -> GateHeatmaps:
    """Columns of heat maps, each under the chart of another lab of the patient."""
    starts = np.cumsum([len(group) for group in shown.clusters])[:-1]
    strips = [_strip(patient, lab) for lab in ABOVE]
    return GateHeatmaps(
        [f"{day / DAYS_A_YEAR:.1f} y" for day in patient.days],
        list(zip(strips, columns, strict=True)),
        unit_order(shown),
        starts.tolist(),
        shown.unit,
        shown.visit,
    )


def unit_order(shown: TracedCase) -> list[int]:
    """The units from the top, cluster by cluster."""
    return [unit for group in shown.clusters for unit in group]


def gate_heatmap(shown: TracedCase, title: str, values: Tensor) -> UnitHeatmap:
    """The heat map of values (V, H) from 0 to 1, in the order of the units."""
    return UnitHeatmap(title, 0, 1, "sequential", _cells(shown, values))


def largest_shown(values: Tensor) -> float:
    """The value of the strongest colour; not less than 0.1, or nothing would look like much."""
    return max(0.1, round(float(values.abs().max()), 1))


def signed_heatmap(shown: TracedCase, title: str, values: Tensor, top: float) -> UnitHeatmap:
    """The heat map of values (V, H) from −top to top, in the order of the units; NaN is empty."""
    return UnitHeatmap(title, -top, top, "diverging", _cells(shown, values))


def _cells(shown: TracedCase, values: Tensor) -> list[list[float | None]]:
    rows = values.T[unit_order(shown)].tolist()
    return [[None if math.isnan(value) else value for value in row] for row in rows]


def keep_picked_unit(unit: int, visit: int) -> None:
    """Take over the unit and the visit picked on a heat map."""
    st.session_state.update(unit=unit, at=visit + 1)


def visit_bar(shown: TracedCase) -> None:
    """The controls that step through the visits, and the unit that is followed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Unit", range(LAST_UNIT + 1), key="unit", width=96)
        _step(":material/chevron_left:", "The visit before", shown.visit, shown.visit == 0)
        st.markdown(
            f"**Visit {shown.visit + 1}**, day {shown.patient.days[shown.visit]:.0f}", width="content"
        )
        _step(
            ":material/chevron_right:",
            "The visit after",
            shown.visit + 2,
            shown.visit + 1 == shown.case.visits,
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


def _strip(patient: Patient, lab: int) -> LabStrip:
    values = [None if np.isnan(value) else float(value) for value in patient.labs[:, lab]]
    return LabStrip(LABS[lab].name.capitalize(), LABS[lab].unit, values, LABS[lab].skewed)
