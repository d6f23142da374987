"""What the screens on laboratory values share: the patient, and who forecasts them."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components import runtime
from components.lab.ensemble import Ensemble, load_ensembles
from components.lab.forecasting import FARTHEST, Fan
from components.lab.patients import LABS, Numbers, Patient, known, trial
from components.lab.sequences import DAYS_A_YEAR
from components.ui import link
from components.ui.fan_charts import Panel, Points

NAMES = tuple(patient.name for patient in trial())
FEWEST = 1  # visits that are known
OWN = "own patient"
TEACHING = "**For teaching, not for patients.**"


@dataclass(frozen=True)
class OwnPatient:
    """A patient of the visitor's own table."""

    patient: Patient
    digest: str  # of the file


@dataclass(frozen=True)
class PatientSettings:
    """Which patient of the trial, and how many of their visits are known."""

    patient: str = link.choice("9", NAMES)
    visits: int = link.whole(6, FEWEST, 1000)


@dataclass(frozen=True)
class HorizonSettings:
    """How far ahead the charts show, in twentieths of a year."""

    horizon: int = link.whole(40, 5, int(FARTHEST * 20))


def keep_horizon(years: float) -> None:
    """Take over a horizon that was dragged."""
    st.session_state["horizon"] = round(20 * years)


@dataclass(frozen=True)
class Case:
    """A patient as far as they are known, and who forecasts them without ever having seen them."""

    whole: Patient
    visits: int
    ensembles: tuple[Ensemble, ...]
    about: tuple[str, ...]  # what its results are remembered by

    @property
    def patient(self) -> Patient:
        """The patient after the known visits."""
        return known(self.whole, self.visits)


def case(settings: PatientSettings) -> Case:
    """The chosen patient; the control for the visits (key `visits`) follows what there are."""
    own: OwnPatient | None = st.session_state.get(OWN)
    patient = own.patient if own else trial()[NAMES.index(settings.patient)]
    visits = min(settings.visits, len(patient))
    st.session_state["visits"] = visits
    if own:
        return Case(patient, visits, ensembles(), (own.digest, patient.name, str(visits)))
    return Case(patient, visits, (ensemble_of(patient.name),), (patient.name, str(visits)))


def ensembles() -> tuple[Ensemble, ...]:
    """The ensembles of all folds, loaded once for all visitors."""
    return runtime.shared(load_ensembles)


def ensemble_of(name: str) -> Ensemble:
    """The ensemble that has never seen a patient of the trial."""
    return next(one for one in ensembles() if name in one.held_out)


def patient_bar(shown: Case) -> None:
    """The controls for the patient and the visits that are known, in a row, and what all of it is for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if OWN in st.session_state:
            st.button("Back to the trial", icon=":material/undo:", on_click=back_to_the_trial)
        else:
            st.selectbox("Patient", NAMES, key="patient", width=180)
        if len(shown.whole) > 1:
            label = f"Visits known, of {len(shown.whole)}"
            st.slider(label, FEWEST, len(shown.whole), key="visits", width=420)
        st.markdown(f"{in_words(shown.whole)}  \n{TEACHING}", width="content")


def back_to_the_trial() -> None:
    """Put the visitor's own patient aside."""
    st.session_state.pop(OWN, None)


def in_words(patient: Patient) -> str:
    """Who the patient is, as far as that is known."""
    sex = {1.0: "woman", 0.0: "man"}.get(patient.female, "")
    age = "" if np.isnan(patient.age) else f"{patient.age:.0f} years"
    drug = {1.0: "D-penicillamine", 0.0: "placebo"}.get(patient.treated, "")
    words = ", ".join(filter(None, (sex, age, drug)))
    return f"{words[:1].upper()}{words[1:]}"


def show_idea(text: str) -> None:
    """The idea behind a screen, on demand."""
    with st.popover("The idea", icon=":material/lightbulb:"):
        st.markdown(text)


def points(days: Numbers, values: Numbers) -> Points:
    """What was measured of one lab, for a chart in years."""
    measured = ~np.isnan(values)
    return list(zip((days[measured] / DAYS_A_YEAR).tolist(), values[measured].tolist(), strict=True))


def panel(lab: int, known: Points, made: Fan) -> Panel:
    """The chart of one lab (its place in LABS): what was measured, and what may come."""
    one = LABS[lab]
    title = one.name[0].upper() + one.name[1:]
    return Panel(title, one.unit, one.skewed, one.reference, known, made.quantiles[lab].tolist())
