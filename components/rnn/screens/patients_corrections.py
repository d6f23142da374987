"""The interpretation of the visitor's own table, and the controls to correct it.

What was guessed and changes what values mean stands first, each with its choice; all else is folded away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

import streamlit as st

from components.rnn.screens.own_table_state import NO_CORRECTIONS, HeldTable, apply_corrections, own_table
from components.rnn.screens.patients_first_rows import ROLE_NAMES, first_rows, shortened
from components.rnn.tables import units
from components.rnn.tables.interpretation import (
    DATE_ORDERS,
    NOT_USED,
    ROLES,
    SYSTEMS,
    ColumnCorrection,
    ColumnInterpretation,
    Corrections,
    TableInterpretation,
)
from components.ui.events import on_value
from components.ui.text import plain

T = TypeVar("T")
SYSTEM_NAMES = {
    "SI": "SI units: µmol/l, mmol/l, g/l",
    "conventional": "conventional units: mg/dl, g/dl",
}
ONE = -1  # stands for no column that tells patients apart
FOLDER = "own_understood"  # the key of the box that is opened and shut
EDITED = "own_column"  # the key of the control that chooses the column to correct


@dataclass(frozen=True)
class CorrectionControl(Generic[T]):
    """A control that shows what was understood."""

    key: str
    label: str
    options: Sequence[T]
    now: T
    words: Callable[[T], str] = str
    width: int | Literal["stretch"] = "stretch"

    def draw(self, corrections: Callable[[T], Corrections]) -> None:
        """Draw it; with what is chosen instead, the table is read anew."""
        st.session_state[self.key] = self.now
        st.selectbox(
            self.label,
            self.options,
            key=self.key,
            format_func=self.words,
            on_change=on_value(self.key, lambda value: apply_corrections(corrections(value))),
            width=self.width,
        )


# --- What was guessed -----------------------------------------------------------------------------------


def draw_guesses(held: HeldTable) -> None:
    """Draw the guesses that change the meaning, each with the choice to change it."""
    found, corrections = held.interpretation, held.source.corrections
    dated = next((column for column in found.columns if column.order), None)
    if dated and (dated.why or corrections.order):
        _draw_order(dated, corrections)
    if found.system:
        system = CorrectionControl(
            "own_system",
            "Values without a unit are in",
            SYSTEMS,
            found.system,
            lambda one: SYSTEM_NAMES[one],
        )
        system.draw(lambda one: replace(corrections, system=one))
    if held.found or any(column.role == "patient" for column in found.columns):
        _draw_identity(found, corrections)


def _draw_order(column: ColumnInterpretation, corrections: Corrections) -> None:
    columns = tuple(replace(one, order=None) for one in corrections.columns)  # it is said of all of them now
    _explain(column.why)
    order = CorrectionControl(
        "own_order", f"The dates in {_title(column)} are", DATE_ORDERS, column.order, _in_words
    )
    order.draw(lambda one: replace(corrections, order=one, columns=columns))


def _draw_identity(found: TableInterpretation, corrections: Corrections) -> None:
    """Draw the choice of the column that tells the patients apart, where there are several."""
    titles = {column.place: _title(column) for column in found.columns}
    identity = next((column for column in found.columns if column.role == "patient"), None)
    places = [column.place for column in found.columns if column.role in ("patient", NOT_USED)]
    chosen = any(one.role == "patient" for one in corrections.columns)
    if not places or not (identity is None or identity.why or chosen):
        return
    now = identity.place if identity else ONE
    control = CorrectionControl(
        "own_identity",
        "Whose row it is, is told by",
        (ONE, *places),
        now,
        lambda place: titles.get(place, "nothing: all rows are one patient’s"),
    )
    _explain(identity.why if identity else "")
    others = corrections.with_column(ColumnCorrection(now, NOT_USED)) if identity else corrections
    control.draw(lambda one: others if one == ONE else others.with_column(ColumnCorrection(one, "patient")))


# --- All columns ----------------------------------------------------------------------------------------


def draw_interpretation(held: HeldTable) -> None:
    """The first rows under what each column was taken for, and the controls to change that."""
    found, corrections = held.interpretation, held.source.corrections
    title = "What was understood, and how to correct it" if held.found else "Correct it here, and go on"
    st.session_state[FOLDER] = own_table().unfolded
    with st.expander(title, key=FOLDER, icon=":material/edit_note:", on_change=on_value(FOLDER, _fold)):
        st.html(first_rows(found))
        if found.columns:
            _draw_column(found, corrections)
        _draw_layout(found, corrections)
    if corrections != NO_CORRECTIONS:  # below the box, which so stays where it is at the first correction
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":material/edit_note: Read with your corrections.", width="content")
            st.button(
                "Forget my corrections",
                icon=":material/undo:",
                on_click=apply_corrections,
                args=(NO_CORRECTIONS,),
            )


def _fold(unfolded: bool) -> None:
    own_table().unfolded = unfolded


def _draw_column(found: TableInterpretation, corrections: Corrections) -> None:
    """The controls of one column: what it is, and in which unit or order."""
    places = [column.place for column in found.columns]
    now = st.session_state.get(EDITED)
    st.session_state[EDITED] = (
        now if now in places else places[0]
    )  # anew, since another table has other titles
    titles = {column.place: _title(column) for column in found.columns}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox("The column", places, key=EDITED, format_func=lambda one: titles[one], width=155)
        column = next(one for one in found.columns if one.place == place)
        mine = corrections.of(place)
        role = CorrectionControl(
            "own_role", "holds", ROLES, column.role, lambda one: ROLE_NAMES.get(one, one), 155
        )
        role.draw(lambda one: corrections.with_column(ColumnCorrection(place, one)))
        known = units.choices(column.role)
        if known:
            options = known if not column.unit or column.unit in known else (column.unit, *known)
            unit = CorrectionControl("own_unit", "in", options, column.unit or known[0], width=130)
            unit.draw(lambda one: corrections.with_column(replace(mine, role=column.role, unit=one)))
        if column.order:
            order = CorrectionControl(
                "own_column_order", "written as", DATE_ORDERS, column.order, _in_words, 200
            )
            order.draw(lambda one: corrections.with_column(replace(mine, role=column.role, order=one)))


def _draw_layout(found: TableInterpretation, corrections: Corrections) -> None:
    """The controls of the sheet, the header and the direction; after a change the columns are others."""
    blank = replace(corrections, header=None, columns=())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(found.sheets) > 1:
            sheet = CorrectionControl("own_sheet", "Sheet", found.sheets, found.sheet, width=160)
            sheet.draw(lambda one: replace(blank, sheet=one))
        lines = sorted({found.header, *(line for line, _ in found.first_rows)})
        if not found.turned:
            header = CorrectionControl("own_header", "The header is in line", lines, found.header, width=160)
            header.draw(lambda one: replace(blank, header=one))
        turned = CorrectionControl(
            "own_turned", "Tests stand in", (False, True), found.turned, _direction, 160
        )
        turned.draw(lambda one: replace(blank, turned=one))


def _direction(turned: bool) -> str:
    return "rows" if turned else "columns"


def _in_words(order: str | None) -> str:
    return (order or "").replace(" ", ", ")


def _explain(why: str) -> None:
    if why:
        st.markdown(f":material/help: {plain(why)}")


def _title(column: ColumnInterpretation) -> str:
    return f"“{shortened(column.header)}”" if column.header else f"column {column.place + 1}"
