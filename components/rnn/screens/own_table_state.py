"""The visitor's own table: one object, from which everything that the screens show of it is made.

It is kept until it is put away or another one takes its place, whatever screen or page is open meanwhile.
"""

import datetime
from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace

import streamlit as st
from cachetools import LRUCache

from components import runtime
from components.intake.tables import TableError, read_table
from components.rnn.edits import VisitTable
from components.rnn.patients import Patient, fingerprint
from components.rnn.tables.interpretation import (
    Corrections,
    TableInterpretation,
    TableNotUnderstoodError,
)
from components.rnn.tables.own_table import OwnTable, read_own_table
from components.rnn.widgets.edit_table import CellRemark
from components.ui import own_data

AGAIN = "This page never stores it: keep the file, and choose it again on *Patients*."
OWN = "own"  # stands in the link for a patient of the visitor's table, whom no link can hold
DEFAULT = "9", 6  # the patient of the trial, and the known visits, at first sight
CHOSEN_KEY = "own_patient"  # the key of the control that chooses among the table's patients
NO_CORRECTIONS = Corrections()
MAX_CORRECTED = 20  # kinds of tables whose corrections are kept
MAX_EDITED = 200  # patients whose edits are kept, those used last


@dataclass(frozen=True)
class TableSource:
    """A file as it came, and what the visitor says of it."""

    name: str
    data: bytes = field(repr=False)
    corrections: Corrections = NO_CORRECTIONS


@dataclass(frozen=True)
class HeldTable:
    """A table that is held: its source, and what was read from exactly that."""

    source: TableSource
    interpretation: TableInterpretation
    found: OwnTable | None  # None if nothing of it can be used
    trouble: str = ""  # then one sentence that says why
    chosen: str = ""  # the name of one of its patients

    @property
    def patient(self) -> Patient | None:
        """The patient who is chosen."""
        return next((one for one in self.patients if one.name == self.chosen), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The table's patients."""
        return tuple(one.name for one in self.patients)

    @property
    def patients(self) -> tuple[Patient, ...]:
        """The table's patients, none if nothing of it can be used."""
        return self.found.patients if self.found else ()


@dataclass
class OwnTableState:
    """A visitor's own table, and the edits made on this page."""

    held: HeldTable | None = None
    pending: TableSource | None = None  # what is still to be read
    refused: str = ""  # why the file that came last is no table at all
    uploads: int = 0  # the uploader is a new one after each
    unfolded: bool = False  # whether what was understood, with the controls to correct it, lies open
    corrected: dict[tuple[str, ...], Corrections] = field(default_factory=dict)  # by the columns' headers
    before: tuple[str, int] | None = None  # patient and known visits before the own table was shown
    edits: MutableMapping[tuple[str, ...], VisitTable] = field(  # by what they are of
        default_factory=lambda: LRUCache(MAX_EDITED)
    )
    # On the last edit, and what that was of.
    remarks: tuple[tuple[str, ...], tuple[CellRemark, ...]] | None = None
    edits_left: bool = False  # with the table before, when another one came
    linked: str = ""  # the setting of What if's edits, as it was last written


def own_table() -> OwnTableState:
    """This visitor's own table and edits."""
    if "own table" not in st.session_state:
        st.session_state["own table"] = OwnTableState()
    carried: OwnTableState = st.session_state["own table"]
    return carried


# --- From a file to patients ----------------------------------------------------------------------------


def receive_file(name: str, data: bytes) -> None:
    """Take in a file that has come; `read_pending` reads it, where its progress can be shown."""
    own_table().pending = TableSource(name, data)
    own_table().refused = ""
    own_table().uploads += 1


def apply_corrections(corrections: Corrections) -> None:
    """Take in the visitor's corrections of the table; it is read anew with them."""
    held = own_table().held
    if held:
        own_table().pending = replace(held.source, corrections=corrections)


def read_pending() -> None:
    """Read the file or the corrections that came last; a file that is no table leaves the one held before."""
    mine = own_table()
    source = mine.pending
    if source is None:
        return
    try:
        with st.spinner("Reading the table …", show_time=True):
            held = _read(source)
            known = mine.corrected.get(_headers(held)) if _is_new(source) else None
            if known and known != NO_CORRECTIONS:  # the same table, mended and brought again
                held = _read(replace(source, corrections=known))
        _keep(held)
    except TableError as error:
        mine.refused = str(error)
    except Exception:  # what would fail again at every run
        mine.pending = None
        raise
    mine.pending = None  # only now: a run that is broken off by a click leaves it to the next one


def _is_new(source: TableSource) -> bool:
    held = own_table().held
    return held is None or held.source.data != source.data


def _read(source: TableSource) -> HeldTable:
    sheets = runtime.run_short(read_table, source.data)
    try:
        found = runtime.run_short(read_own_table, sheets, datetime.date.today(), source.corrections)
    except TableNotUnderstoodError as error:
        return HeldTable(source, error.interpretation, None, str(error))
    return HeldTable(source, found.interpretation, found)


def _headers(held: HeldTable) -> tuple[str, ...]:
    return tuple(column.header for column in held.interpretation.columns)


def _keep(held: HeldTable) -> None:
    """Hold a table that was read; who was chosen before stays so, if there is a patient of that name."""
    mine = own_table()
    mine.corrected[_headers(held)] = held.source.corrections
    for headers in list(mine.corrected)[:-MAX_CORRECTED]:
        del mine.corrected[headers]
    mine.unfolded = held.found is None or (mine.unfolded and not _is_new(held.source))
    before = mine.held.chosen if mine.held else ""
    if _is_new(held.source):
        edited = {of[0] for of in mine.edits}
        left = mine.held.patients if mine.held and edited else ()
        mine.edits_left = any(fingerprint(one) in edited for one in left)
    mine.held = replace(held, chosen=before if before in held.names else next(iter(held.names), ""))
    if held.found:
        choose_patient(mine.held.chosen)


# --- What is shown --------------------------------------------------------------------------------------


def shown_patient() -> Patient | None:
    """The patient of the visitor's own table, if the screens show one."""
    held = own_table().held
    return held.patient if held and st.session_state.get("patient") == OWN else None


def choose_patient(name: str) -> None:
    """Show a patient of the table, with all visits known."""
    mine = own_table()
    if mine.held and name in mine.held.names:
        if st.session_state["patient"] != OWN:
            mine.before = st.session_state["patient"], st.session_state["visits"]
        mine.held = replace(mine.held, chosen=name)
        st.session_state.update(patient=OWN, visits=len(mine.held.patient or ()))


def back_to_the_trial() -> None:
    """Show the trial's patients again; the table stays held."""
    if st.session_state["patient"] == OWN:
        patient, visits = own_table().before or DEFAULT
        st.session_state.update(patient=patient, visits=visits)


def note_table() -> None:
    """On a screen that shows no patient: keep in the link that there is a table, and say if it is lost."""
    own_data.note("table", own_table().held is not None)
    own_data.tell_lost("table", AGAIN)


def discard_table() -> None:
    """Forget the table; nothing of it can be shown any more."""
    back_to_the_trial()
    own_table().held = None
    own_data.note("table", False)
