"""*Patients*: all of the trial at a glance, or a table of one's own."""

from dataclasses import asdict, dataclass

import streamlit as st

from components import runtime
from components.lab.figures import small_multiples
from components.lab.patients import LABS, trial
from components.lab.screens import own
from components.lab.screens.desk import AGAIN, NAMES, PatientSettings, in_words, settled
from components.lab.screens.own_panel import draw_own
from components.ui import link, own_data
from components.ui.heading import Experiment, heading
from components.ui.picture_grid import Sheet, picture_grid

COLUMNS = 24
LAB_NAMES = tuple(lab.name for lab in LABS)


@dataclass(frozen=True)
class ChooseSettings:
    """Which lab the small charts show."""

    lab: str = link.choice("bilirubin", LAB_NAMES)


CLAIM = "312 patients, each with another rhythm of visits. Whose future shall be forecast?"

DEFAULTS = asdict(PatientSettings()) | asdict(ChooseSettings())
EXPERIMENTS = (
    Experiment("Albumin", {"lab": "albumin"}),
    Experiment("Cholesterol, often missing", {"lab": "cholesterol"}),
)


def choose_screen() -> None:
    """Draw the screen."""
    where, settings = settled(link.settings(PatientSettings)), link.settings(ChooseSettings)
    own_data.note("table", own.desk().held is not None)
    own_data.tell_lost("table", AGAIN)
    heading(CLAIM, EXPERIMENTS, DEFAULTS)
    stage, side = st.columns([10, 9] if own.desk().held else [13, 6], gap="large")
    with stage:
        st.selectbox("Lab", LAB_NAMES, key="lab", width=260)
        _draw_all(where, settings)
    with side:
        draw_own()


def _draw_all(where: PatientSettings, settings: ChooseSettings) -> None:
    patients = trial()
    lab = LAB_NAMES.index(settings.lab)
    picture = runtime.remembered(small_multiples, (settings.lab,), patients, COLUMNS, lab)
    captions = tuple(f"patient {one.name}: {in_words(one)}, {len(one)} visits" for one in patients)
    sheet = Sheet(picture, COLUMNS, tuple(range(len(patients))), captions, smooth=True)
    chosen = None if where.patient == own.OWN else NAMES.index(where.patient)
    picture_grid(sheet, chosen, _pick, key="patients")
    st.caption(
        f"{settings.lab[0].upper()}{settings.lab[1:]} over 14.5 years, on one scale; green: usual today. The "
        "last point: orange, then died; blue, then transplanted; grey, left alive. A click forecasts."
    )


def _pick(number: int) -> None:
    own.back_to_the_trial()
    st.session_state.update(patient=NAMES[number], screen="Forecast")
