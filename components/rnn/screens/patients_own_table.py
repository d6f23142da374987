"""The visitor's own table on *Patients*: how it comes, whom it holds, and what of it isn't used."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.intake.tables import MAX_TABLE_BYTES
from components.rnn.screens.own_table_state import (
    CHOSEN_KEY,
    HeldTable,
    choose_patient,
    discard_table,
    own_table,
    receive_file,
)
from components.rnn.screens.patients_corrections import draw_guesses, draw_interpretation
from components.rnn.screens.state import TEACHING
from components.rnn.tables.own_table import LeftOut, OwnTable, left_out_csv, list_in_words, template_csv
from components.ui.events import on_value
from components.ui.text import plain

SHOWN = 20  # lines of what is left out, and names of what is not used


def draw_own() -> None:
    """Draw the way in, and below it the table that is held."""
    held = own_table().held
    st.subheader("A table of your own", anchor=False)
    if held:
        _draw_held(held)
    _draw_door(
        "Another table" if held else "CSV or Excel: patient, date or day, and tests as columns or as rows"
    )
    if own_table().refused:
        st.error(own_table().refused, icon=":material/table:")


def _draw_door(words: str) -> None:
    key = f"lab_table {own_table().uploads}" if own_table().uploads else "lab_table"

    def arrived(file: UploadedFile | None) -> None:
        if file is not None:
            receive_file(file.name, file.getvalue())

    st.file_uploader(
        words, key=key, max_upload_size=MAX_TABLE_BYTES // 2**20, on_change=on_value(key, arrived)
    )
    st.download_button(
        "A template to fill in", template_csv(), "lab_values.csv", "text/csv", icon=":material/download:"
    )
    st.caption(f"It stays in memory only, until you put it away or close the page. {TEACHING}")


def _draw_held(held: HeldTable) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/table: **{plain(held.source.name)}**", width="content")
        st.button("Put the table away", icon=":material/delete:", on_click=discard_table)
    if not held.found:
        st.error(plain(held.trouble), icon=":material/table:")
    draw_guesses(held)
    if held.found:
        _draw_found(held, held.found)
    draw_interpretation(held)


def _draw_found(held: HeldTable, found: OwnTable) -> None:
    st.session_state[CHOSEN_KEY] = held.chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Patient of your table"
            if len(held.names) == 1
            else f"Patient of your table, one of {len(held.names)}",
            held.names,
            key=CHOSEN_KEY,
            on_change=on_value(CHOSEN_KEY, choose_patient),
        )
        st.button("Forecast", icon=":material/timeline:", on_click=_open, args=(held.chosen,))
    if found.left_out:
        _draw_left_out(found.left_out)
    if found.unknown_tests:
        st.markdown(f"Not used: {list_in_words(map(plain, found.unknown_tests), SHOWN)}.")
    explained = " ".join(column.why for column in found.interpretation.columns)  # beside the choices
    notes = [note for note in found.notes if note not in explained]
    if notes:
        st.markdown("  \n".join(map(plain, notes)))


def _draw_left_out(left_out: Sequence[LeftOut]) -> None:
    """The first lines with their reasons, and a file with all of them if there are more."""
    count = "1 entry is" if len(left_out) == 1 else f"{len(left_out):,} entries are"
    with st.expander(f"{count} left out"):
        st.markdown("  \n".join(f"line {one.line}: {plain(one.reason)}" for one in left_out[:SHOWN]))
        if len(left_out) > SHOWN:
            st.download_button(
                f"All {len(left_out):,} as a table",
                lambda: left_out_csv(left_out),
                "left_out.csv",
                "text/csv",
                icon=":material/download:",
            )


def _open(name: str) -> None:
    choose_patient(name)
    st.session_state["screen"] = "Forecast"
