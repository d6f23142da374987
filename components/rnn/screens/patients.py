"""*Patients*: the tests of one patient, all of the trial at a glance, or a table of one's own."""

from dataclasses import asdict, dataclass, replace

import streamlit as st

from components import runtime
from components.rnn.figures import MARKS, small_multiples
from components.rnn.patients import LABS, End, Patient, first_visits, trial
from components.rnn.screens import own_table_state
from components.rnn.screens.patients_own_table import draw_own
from components.rnn.screens.state import (
    LAB_NAMES,
    NAMES,
    PatientSettings,
    course_panel,
    describe_patient,
    keep_horizon,
    measured_points,
    resolve_settings,
)
from components.rnn.widgets.fan_charts import FanCharts, fan_charts
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.widgets.picture_grid import Grid, picture_grid

COLUMNS = 23  # so that the sheet has about the shape of its room
ONE, ALL = "One patient", f"All {len(NAMES)}"
SAYS = {
    "bilirubin": "A waste of old blood that the liver should remove: it rises when bile can’t flow off.",
    "cholesterol": "It leaves the body with bile: it rises when bile is dammed up.",
    "albumin": "A protein that the liver makes: it falls when the liver fails.",
    "alkaline phosphatase": "It comes from the bile ducts: it is high while they are inflamed.",
    "AST": "It leaks from liver cells that are damaged.",
    "platelets": "They help blood to clot: they fall when the scarred liver dams up blood in the spleen.",
    "prothrombin time": "How long blood takes to clot: rises when the liver makes too few clotting proteins.",
}
ENDINGS: dict[End, str] = {
    "death": "died",
    "transplant": "had a transplant",
    "censored": "alive when last seen",
}


@dataclass(frozen=True)
class PatientsLabSettings:
    """The lab that is shown, of one patient or of all."""

    lab: str = url_state.choice("bilirubin", LAB_NAMES)
    who: str = url_state.choice(ONE, (ONE, ALL))


CLAIM = f"{len(NAMES)} patients with a disease of the liver. Whose future do you want to forecast?"

DEFAULTS = asdict(PatientSettings()) | asdict(PatientsLabSettings())
EXPERIMENTS = (
    Experiment(
        "Albumin",
        {"lab": "albumin", "who": ALL},
        "Most patients who died end below the usual range (grey), of those alive about half: a failing "
        "liver makes too little albumin.",
    ),
    Experiment(
        "Cholesterol, often missing",
        {"lab": "cholesterol", "who": ALL},
        "Cholesterol is missing at about two of five visits, and always where a square is empty: a network "
        "must learn from data with gaps.",
    ),
)
TESTS = "  \n".join(f"**{name[0].upper()}{name[1:]}.** {sentence}" for name, sentence in SAYS.items())
IDEA = f"""
**The disease.** All {len(NAMES)} patients have *primary biliary cirrhosis* (today: cholangitis). The body
attacks the small bile ducts of its own liver; bile is dammed up, and over years the liver is scarred until it
may fail. In those years only a transplant helped.

**The trial.** From 1974 to 1984 the Mayo Clinic tried the drug *D-penicillamine* against a placebo, a pill
without a drug. It did not help. The patients were seen again and again, and their laboratory values were kept
(Murtaugh et al., *Hepatology* 20, 1994).

{TESTS}

AST is given as the trial wrote it, in U/ml. The numbers are of the size that is written in U/l today, so the
usual range beside them is today’s, in U/l.
"""


def patients_screen() -> None:
    """Draw the screen."""
    where, settings = (
        resolve_settings(url_state.settings(PatientSettings)),
        url_state.settings(PatientsLabSettings),
    )
    own_table_state.note_table()
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    own = own_table_state.shown_patient()
    chosen = own or trial()[NAMES.index(where.patient)]
    with place.dock:
        st.segmented_control("Show", (ONE, ALL), key="who", required=True, label_visibility="collapsed")
        if settings.who == ONE:
            _choose(chosen, where.visits)
        else:
            ends = ", ".join(f"{MARKS[end]} {words}" for end, words in ENDINGS.items())
            st.caption(f"The last point: {ends}")
        st.selectbox("Test", LAB_NAMES, key="lab")
        draw_own()
    with place.picture:
        if settings.who == ONE:
            _draw_one(first_visits(chosen, where.visits), LAB_NAMES.index(settings.lab))
        else:
            _draw_all(where, settings)


def _choose(chosen: Patient, visits: int) -> None:
    """The controls for the one patient; those for one of the visitor's table stand beside the table."""
    if own_table_state.shown_patient():
        st.button(
            "Back to the trial’s patients", icon=":material/undo:", on_click=own_table_state.back_to_the_trial
        )
        return
    st.selectbox("Patient", NAMES, key="patient")
    there = len(chosen)
    later = " What came later is asked on *Forecast*." if visits < there else ""
    st.markdown(f"{describe_patient(chosen)}. {min(visits, there)} of {there} visits are shown.{later}")
    st.button("Forecast this patient", icon=":material/timeline:", on_click=_open_forecast)


def _open_forecast() -> None:
    st.session_state["screen"] = "Forecast"


def _draw_one(patient: Patient, lab: int) -> None:
    """All tests of one patient, one of them large with what it says."""
    panels = [
        replace(
            course_panel(number, measured_points(patient.days, patient.labs[:, number])),
            note=SAYS[LABS[number].name],
        )
        for number in range(len(LABS))
    ]
    # without a forecast there is no horizon to keep
    fan_charts(FanCharts(panels, large=lab), keep_horizon, "courses", _enlarge)


def _enlarge(panel: int) -> None:
    st.session_state["lab"] = LAB_NAMES[panel]


def _draw_all(where: PatientSettings, settings: PatientsLabSettings) -> None:
    patients = trial()
    lab = LAB_NAMES.index(settings.lab)
    picture = runtime.cached(small_multiples, (settings.lab,), patients, COLUMNS, lab)
    captions = tuple(f"patient {one.name}: {describe_patient(one)}, {len(one)} visits" for one in patients)
    sheet = Grid(picture, COLUMNS, tuple(range(len(patients))), captions, smooth=True)
    chosen = None if where.patient == own_table_state.OWN else NAMES.index(where.patient)
    picture_grid(sheet, chosen, _pick, key="patients")


def _pick(number: int) -> None:
    own_table_state.back_to_the_trial()
    st.session_state.update(patient=NAMES[number])
    _open_forecast()


SCREEN = Screen(patients_screen, (PatientSettings, PatientsLabSettings), EXPERIMENTS, DEFAULTS)
