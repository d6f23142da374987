"""*Patients*: all of the trial at a glance, or a table of one's own."""

from dataclasses import asdict, dataclass

import streamlit as st

from components import runtime
from components.rnn.figures import small_multiples
from components.rnn.patients import LABS, trial
from components.rnn.screens import own_table_state
from components.rnn.screens.patients_own_table import draw_own
from components.rnn.screens.state import NAMES, PatientSettings, describe_patient, resolve_settings
from components.ui import url_state
from components.ui.controls.idea import show_idea
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.widgets.picture_grid import Grid, picture_grid

COLUMNS = 24
LAB_NAMES = tuple(lab.name for lab in LABS)


@dataclass(frozen=True)
class PatientsLabSettings:
    """The lab that the small charts show."""

    lab: str = url_state.choice("bilirubin", LAB_NAMES)


CLAIM = (
    f"{len(NAMES)} patients with a disease of the liver, each seen at different times. "
    "Whose future do you want to forecast?"
)

DEFAULTS = asdict(PatientSettings()) | asdict(PatientsLabSettings())
EXPERIMENTS = (
    Experiment("Albumin", {"lab": "albumin"}),
    Experiment("Cholesterol, often missing", {"lab": "cholesterol"}),
)
IDEA = f"""
**The disease.** All {len(NAMES)} patients have *primary biliary cirrhosis* (today: cholangitis). The body
attacks the small bile ducts of its own liver; bile is dammed up, and over years the liver is scarred until it
may fail. In those years only a transplant helped.

**The trial.** From 1974 to 1984 the Mayo Clinic tried the drug *D-penicillamine* against a placebo, a pill
without a drug. It did not help. The patients were seen again and again, and their laboratory values were kept
(Murtaugh et al., *Hepatology* 20, 1994).

| test | what it says |
| --- | --- |
| bilirubin | a waste of old blood that the liver should remove: rises when bile can’t flow off |
| albumin | a protein that the liver makes: falls when the liver fails |
| prothrombin time | how long blood takes to clot: rises when the liver makes too few clotting proteins |
| alkaline phosphatase | comes from the bile ducts: high while they are inflamed |
| AST | leaks from liver cells that are damaged |
| cholesterol | leaves the body with bile: rises when bile is dammed up |
| platelets | fall when the scarred liver dams up blood in the spleen |

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
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    stage, side = st.columns([10, 9] if own_table_state.own_table().held else [13, 6], gap="large")
    with stage:
        st.selectbox("Lab", LAB_NAMES, key="lab", width=260)
        _draw_all(where, settings)
    with side:
        draw_own()


def _draw_all(where: PatientSettings, settings: PatientsLabSettings) -> None:
    patients = trial()
    lab = LAB_NAMES.index(settings.lab)
    picture = runtime.cached(small_multiples, (settings.lab,), patients, COLUMNS, lab)
    captions = tuple(f"patient {one.name}: {describe_patient(one)}, {len(one)} visits" for one in patients)
    sheet = Grid(picture, COLUMNS, tuple(range(len(patients))), captions, smooth=True)
    chosen = None if where.patient == own_table_state.OWN else NAMES.index(where.patient)
    picture_grid(sheet, chosen, _pick, key="patients")
    st.caption(
        f"{settings.lab[0].upper()}{settings.lab[1:]} over 14.5 years, on one scale; green: usual today. The "
        "last point: orange, then died; blue, then transplanted; grey, alive when last seen. Tap one to "
        "forecast."
    )


def _pick(number: int) -> None:
    own_table_state.back_to_the_trial()
    st.session_state.update(patient=NAMES[number], screen="Forecast")


SCREEN = Screen(patients_screen, (PatientSettings, PatientsLabSettings), EXPERIMENTS, DEFAULTS)
