"""State that the screens on laboratory values share: the patient, and the ensembles that forecast them."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from components import runtime
from components.rnn.forecast.ensemble import Ensemble, load_ensembles
from components.rnn.forecast.extrapolation import out_of_range, out_of_range_sentence
from components.rnn.forecast.quantile_forecast import MAX_YEARS_AHEAD, QuantileForecast
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Numbers, Patient, fingerprint, first_visits, trial
from components.rnn.screens import own_table_state
from components.rnn.widgets.fan_charts import FanPanel, TimePoints
from components.ui import own_data, url_state
from components.ui.events import on_value
from components.ui.text import plain

NAMES = tuple(patient.name for patient in trial())
LAB_NAMES = tuple(lab.name for lab in LABS)
MIN_VISITS = 1  # visits that are known
TEACHING = "**For teaching, not for patients.**"


@dataclass(frozen=True)
class PatientSettings:
    """The patient, of the trial or of the visitor's table, and the number of known visits."""

    patient: str = url_state.choice(own_table_state.DEFAULT[0], (*NAMES, own_table_state.OWN))
    visits: int = url_state.integer(own_table_state.DEFAULT[1], MIN_VISITS, 1000)


@dataclass(frozen=True)
class HorizonSettings:
    """The horizon of the charts, in twentieths of a year."""

    horizon: int = url_state.integer(40, 5, int(MAX_YEARS_AHEAD * 20))


@dataclass(frozen=True)
class LargeLabSettings:
    """The lab whose chart is the large one."""

    large: str = url_state.choice("bilirubin", LAB_NAMES)

    @property
    def panel(self) -> int:
        """Its place in LABS."""
        return LAB_NAMES.index(self.large)


def show_large(panel: int) -> None:
    """Take over the panel that is to be the large one."""
    st.session_state["large"] = LAB_NAMES[panel]


def keep_horizon(years: float) -> None:
    """Take over a horizon that was dragged."""
    st.session_state["horizon"] = round(20 * years)


@dataclass(frozen=True)
class Case:
    """A patient as far as known, and the ensembles that have never seen them."""

    whole: Patient
    visits: int
    ensembles: tuple[Ensemble, ...]
    about: tuple[str, ...]  # what its results are remembered by
    file: str = ""  # of the visitor's own table, if the patient is from there

    @property
    def patient(self) -> Patient:
        """The patient after the known visits."""
        return first_visits(self.whole, self.visits)

    @property
    def title(self) -> str:
        """The patient's name and source, for markdown."""
        if self.file:
            return f"{plain(self.whole.name)} of {plain(self.file)}"
        return f"patient {self.whole.name} of the trial"


def case(settings: PatientSettings) -> Case:
    """The chosen patient; the control for the visits (key `visits`) follows what there are."""
    settings = resolve_settings(settings)
    patient, held = own_table_state.shown_patient(), own_table_state.own_table().held
    if patient and held:
        own_data.note("table", True)
        visits = _visits_of(patient, settings)
        return Case(patient, visits, ensembles(), (fingerprint(patient), str(visits)), held.source.name)
    patient = trial()[NAMES.index(settings.patient)]
    own_data.tell_lost(
        "table", f"{own_table_state.AGAIN} Until then you see patient {patient.name} of the trial."
    )
    visits = _visits_of(patient, settings)
    return Case(patient, visits, (ensemble_of(patient.name),), (patient.name, str(visits)))


def resolve_settings(settings: PatientSettings) -> PatientSettings:
    """The settings after what came has been read, and with a patient whom there is."""
    own_table_state.read_pending()
    if st.session_state["patient"] == own_table_state.OWN and not own_table_state.shown_patient():
        own_data.miss("table")
        own_table_state.back_to_the_trial()
    same = st.session_state["patient"] == settings.patient and st.session_state["visits"] == settings.visits
    return settings if same else url_state.settings(PatientSettings)


def _visits_of(patient: Patient, settings: PatientSettings) -> int:
    visits = min(settings.visits, len(patient))
    url_state.follow(PatientSettings, visits=visits)
    return visits


def ensembles() -> tuple[Ensemble, ...]:
    """The ensembles of all folds, loaded once for all visitors."""
    return runtime.shared(load_ensembles)


def ensemble_of(name: str) -> Ensemble:
    """The ensemble that has never seen a patient of the trial."""
    return next(one for one in ensembles() if name in one.held_out)


def patient_bar(shown: Case) -> None:
    """The controls for the patient and the visits that are known, for the dock, and what all of it is for."""
    if shown.file:
        _choose_own()
    else:
        st.selectbox("Patient", NAMES, key="patient")
        _offer_own()
    if len(shown.whole) > 1:
        st.slider(f"Visits known, of {len(shown.whole)}", MIN_VISITS, len(shown.whole), key="visits")
    words = describe_patient(shown.whole)
    who = f"**{shown.title}**{', ' * bool(words)}{words[:1].lower()}{words[1:]}" if shown.file else words
    st.markdown(f"{who}  \n{TEACHING}")
    warn_out_of_range(shown.patient)


def _choose_own() -> None:
    """The controls while a patient of the visitor's own table is shown."""
    held = own_table_state.own_table().held
    assert held
    st.session_state[own_table_state.CHOSEN_KEY] = held.chosen
    st.selectbox(
        "Patient of your table",
        held.names,
        key=own_table_state.CHOSEN_KEY,
        on_change=on_value(own_table_state.CHOSEN_KEY, own_table_state.choose_patient),
    )
    st.button(
        "Back to the trial’s patients", icon=":material/undo:", on_click=own_table_state.back_to_the_trial
    )


def _offer_own() -> None:
    """The way to the visitor's own table, if one is held beside the trial."""
    held = own_table_state.own_table().held
    if held and not held.found:
        st.markdown(
            f":material/table: {plain(held.source.name)} isn’t understood yet: put it right on *Patients*."
        )
    elif held:
        st.button(
            "Your table",
            icon=":material/table:",
            on_click=own_table_state.choose_patient,
            args=(held.chosen,),
        )


def warn_out_of_range(patient: Patient) -> None:
    """Say so if the patient's values lie outside everything that the networks have learned from."""
    sentence = out_of_range_sentence(out_of_range(patient))
    if sentence:
        st.markdown(f":material/warning: {sentence}")


def describe_patient(patient: Patient) -> str:
    """Sex, age and treatment of the patient in words, as far as they are known."""
    sex = {1.0: "woman", 0.0: "man"}.get(patient.female, "")
    age = "" if np.isnan(patient.age) else f"{patient.age:.0f} years"
    drug = {1.0: "D-penicillamine", 0.0: "placebo"}.get(patient.treated, "")
    words = ", ".join(filter(None, (sex, age, drug)))
    return f"{words[:1].upper()}{words[1:]}"


def measured_points(days: Numbers, values: Numbers) -> TimePoints:
    """The measured values of one lab, as points of a chart in years."""
    measured = ~np.isnan(values)
    return list(zip((days[measured] / DAYS_A_YEAR).tolist(), values[measured].tolist(), strict=True))


def course_panel(lab: int, known: TimePoints) -> FanPanel:
    """The chart of one lab (its place in LABS) with what was measured."""
    one = LABS[lab]
    return FanPanel(one.name[0].upper() + one.name[1:], one.unit, one.skewed, one.reference, known)


def fan_panel(lab: int, known: TimePoints, made: QuantileForecast) -> FanPanel:
    """The chart of one lab: what was measured, and what may come."""
    low, high = made.bounds[lab].tolist()
    return replace(
        course_panel(lab, known),
        fan=made.clipped[lab].tolist(),
        bounds=(low, high),
        guess_from=made.guess_from[lab],
    )
