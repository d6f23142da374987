"""*Patients*: all of the trial at a glance, or a table of one's own."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components import runtime
from components.intake.photos import IntakeError
from components.intake.tables import MAX_TABLE_BYTES, read_table
from components.lab.figures import small_multiples
from components.lab.own_table import LeftOut, OwnTable, as_csv, listed, read_own_table, template
from components.lab.patients import LABS, trial
from components.lab.screens.desk import (
    NAMES,
    OWN,
    TEACHING,
    OwnPatient,
    PatientSettings,
    back_to_the_trial,
    in_words,
    show_idea,
)
from components.ui import link
from components.ui.heading import Experiment, heading
from components.ui.picture_grid import Sheet, picture_grid
from components.ui.words import plain

COLUMNS = 24
SHOWN = 20  # lines of what is left out, and names of what is not used
LAB_NAMES = tuple(lab.name for lab in LABS)


@dataclass(frozen=True)
class ChooseSettings:
    """Which lab the small charts show."""

    lab: str = link.choice("bilirubin", LAB_NAMES)


CLAIM = (
    "312 patients with a disease of the liver, each seen at different times. "
    "Whose future do you want to forecast?"
)

DEFAULTS = asdict(PatientSettings()) | asdict(ChooseSettings())
EXPERIMENTS = (
    Experiment("Albumin", {"lab": "albumin"}),
    Experiment("Cholesterol, often missing", {"lab": "cholesterol"}),
)
IDEA = """
**The disease.** All 312 patients have *primary biliary cirrhosis* (today: cholangitis). The body attacks the
small bile ducts of its own liver; bile is dammed up, and over years the liver is scarred until it may fail.
In those years only a transplant helped.

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


def choose_screen() -> None:
    """Draw the screen."""
    where, settings = link.settings(PatientSettings), link.settings(ChooseSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    stage, side = st.columns([13, 6], gap="large")
    with stage:
        st.selectbox("Lab", LAB_NAMES, key="lab", width=260)
        _draw_all(where, settings)
    with side:
        _draw_own()


def _draw_all(where: PatientSettings, settings: ChooseSettings) -> None:
    patients = trial()
    lab = LAB_NAMES.index(settings.lab)
    picture = runtime.remembered(small_multiples, (settings.lab,), patients, COLUMNS, lab)
    captions = tuple(f"patient {one.name}: {in_words(one)}, {len(one)} visits" for one in patients)
    sheet = Sheet(picture, COLUMNS, tuple(range(len(patients))), captions, smooth=True)
    chosen = None if OWN in st.session_state else NAMES.index(where.patient)
    picture_grid(sheet, chosen, _pick, key="patients")
    st.caption(
        f"{settings.lab[0].upper()}{settings.lab[1:]} over 14.5 years, on one scale; green: usual today. The "
        "last point: orange, then died; blue, then transplanted; grey, alive when last seen. Tap one to "
        "forecast."
    )


def _pick(number: int) -> None:
    back_to_the_trial()
    st.session_state.update(patient=NAMES[number], screen="Forecast")


# --- A table of one's own -------------------------------------------------------------------------------


def _draw_own() -> None:
    st.subheader("A table of your own", anchor=False)
    file = st.file_uploader(
        "CSV or Excel: patient, date or day, and tests as columns or as rows",
        key="lab_table",
        max_upload_size=MAX_TABLE_BYTES // 2**20,
    )
    st.download_button(
        "A template to fill in", template(), "lab_values.csv", "text/csv", icon=":material/download:"
    )
    st.caption(f"It stays in memory only while you are here. {TEACHING}")
    if file is None:
        return
    try:
        digest = hashlib.sha256(file.getvalue()).hexdigest()
        with st.spinner("Reading the table …", show_time=True):
            found = _read(digest, file.getvalue())
    except IntakeError as error:
        st.error(plain(str(error)), icon=":material/table:")
        return
    _draw_found(found, digest)


def _read(digest: str, data: bytes) -> OwnTable:
    """The table, read once for this visitor."""
    kept = st.session_state.get("own table")
    if kept is None or kept[0] != digest:
        table = runtime.answer(read_table, data)
        kept = digest, runtime.answer(read_own_table, table, datetime.date.today())
        st.session_state["own table"] = kept
    found: OwnTable = kept[1]
    return found


def _draw_found(found: OwnTable, digest: str) -> None:
    names = [patient.name for patient in found.patients]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Patient of the table", range(len(names)), format_func=lambda one: names[one])
        own = OwnPatient(found.patients[number], digest)
        st.button("Forecast", icon=":material/timeline:", on_click=_open, args=(own,))
    if found.left_out:
        _draw_left_out(found.left_out)
    if found.unknown_tests:
        st.markdown(f"Not used: {listed(map(plain, found.unknown_tests), SHOWN)}.")
    if found.notes:
        st.markdown("  \n".join(plain(note) for note in found.notes))


def _draw_left_out(left_out: Sequence[LeftOut]) -> None:
    """The first lines with their reasons, and a file with all of them if there are more."""
    count = "1 entry is" if len(left_out) == 1 else f"{len(left_out):,} entries are"
    with st.expander(f"{count} left out"):
        st.markdown("  \n".join(f"line {one.line}: {plain(one.reason)}" for one in left_out[:SHOWN]))
        if len(left_out) > SHOWN:
            st.download_button(
                f"All {len(left_out):,} as a table",
                lambda: as_csv(left_out),
                "left_out.csv",
                "text/csv",
                icon=":material/download:",
            )


def _open(own: OwnPatient) -> None:
    st.session_state.update({OWN: own, "screen": "Forecast", "visits": len(own.patient)})
