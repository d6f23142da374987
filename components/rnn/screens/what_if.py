"""*What if*: the table of visits is edited, and the forecast moves beside the one for what was measured."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from components import runtime
from components.rnn import edit_links
from components.rnn.edits import (
    CHANGES,
    FARTHEST_DAY,
    EditedPatient,
    TableVisit,
    VisitTable,
    as_table,
    drop_impossible,
    patient_from_table,
)
from components.rnn.forecast.extrapolation import out_of_range
from components.rnn.forecast.quantile_forecast import QuantileForecast, forecast_quantiles
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Patient
from components.rnn.screens.own_table_state import own_table
from components.rnn.screens.state import (
    LAB_NAMES,
    Case,
    HorizonSettings,
    LargeLabSettings,
    PatientSettings,
    case,
    fan_panel,
    keep_horizon,
    measured_points,
    patient_bar,
    show_large,
    warn_out_of_range,
)
from components.rnn.tables.numbers import format_number
from components.rnn.tables.typed_values import TypedValue, read_typed_day, read_typed_value
from components.rnn.widgets.edit_table import (
    HEAD,
    CellRemark,
    EditCell,
    EditColumn,
    EditRow,
    EditTable,
    edit_table,
)
from components.rnn.widgets.fan_charts import FanCharts, TimePoints, fan_charts
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.quiz import Question, guess_first
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

NOTHING, DOUBLED, *_ = CHANGES
BILIRUBIN = 0
TWO_YEARS = 2.0
DOUBLES, LESS, SAME = "doubles too", "rises by less", "stays within 10 %"
NO_EDITS = "none"  # in the session only, so that a setting that was emptied is told from it
APART = 180  # days from the last visit to one that is added
DAYS = EditRow("day", "")
ROWS = tuple(EditRow(lab.name.replace("alkaline", "alk."), lab.unit) for lab in LABS)


@dataclass(frozen=True)
class TableEditSettings:
    """The change that the table begins with, and how it is edited from there on."""

    change: str = url_state.choice(NOTHING, tuple(CHANGES))
    edits: str = url_state.text(edit_links.LONGEST, edit_links.is_valid)


CLAIM = "Edit, empty, add, move or delete: the forecast follows."

DEFAULTS = (
    asdict(PatientSettings())
    | asdict(HorizonSettings())
    | asdict(LargeLabSettings())
    | asdict(TableEditSettings())
)
EXPERIMENTS = (
    Experiment(
        "No albumin",
        {"change": "albumin never measured", "large": "albumin"},
        "Albumin is forecast although it was never measured: from the other tests, and higher than with "
        "its own low values.",
    ),
    Experiment(
        "A year later",
        {"change": "last visit a year later"},
        "Only the day of the last visit has changed, and the forecast changes with it: time is an input of "
        "the network.",
    ),
    Experiment(
        "Short memory",
        {"change": "only the last two visits"},
        "Without the first four visits the forecast is lower, though the last values are the same: the "
        "network uses the history.",
    ),
)

IDEA = r"""
**The table and the chart.** Each number can be edited; Enter goes down. A click on a test’s name shows its
chart. There the dashed line is the forecast as measured; a hollow dot is a value that was changed or taken
out.

The network is a function of the whole table, so any cell can be changed and the forecast computed again:
$\hat y(x + \Delta) - \hat y(x)$.

This says how **the network** answers, not what would happen to **the patient**. To lower a measured value is
not to heal: the network learned which values go together, not which cause which.

An emptied cell is not a zero. The network is told that nobody measured, and how long ago the last value is.
"""


def what_if_screen() -> None:
    """Draw the screen."""
    where, horizon = url_state.settings(PatientSettings), url_state.settings(HorizonSettings)
    settings, large = url_state.settings(TableEditSettings), url_state.settings(LargeLabSettings)
    shown = case(where)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    about = (*shown.about, settings.change)
    with place.dock:
        _follow_link(shown, settings.edits, about)
        patient_bar(shown)
        st.selectbox("Change to begin with", tuple(CHANGES), key="change")
        st.button("Undo all", icon=":material/undo:", on_click=_undo, args=(about,))
    table = own_table().edits.get(about, CHANGES[settings.change](as_table(shown.patient)))
    years = horizon.horizon / 20
    before = runtime.cached(forecast_quantiles, shown.about, shown.ensembles, shown.patient)
    changed = patient_from_table(shown.patient, table)
    after = runtime.run_short(forecast_quantiles, shown.ensembles, changed.patient)
    with place.picture:
        st.html(STYLE)
        _draw_table(shown, table, about, large.panel)
        charts = _charts(shown, before, changed, after, years)
        fan_charts(replace(charts, large=large.panel), keep_horizon, "changed")
    with place.dock:
        if shown.file and own_table().edits_left:
            st.info(
                "The cells that you had changed belonged to the table before: this one is as it was sent."
            )
        if out_of_range(changed.patient) != out_of_range(shown.patient):
            warn_out_of_range(changed.patient)
        st.selectbox("Chart of", LAB_NAMES, key="large")
        _bet(shown, before)


# --- The table ------------------------------------------------------------------------------------------


def _follow_link(shown: Case, linked: str, about: tuple[str, ...]) -> None:
    """Take over the setting where it isn’t what was last written: a link’s edits, or an experiment’s none.

    A link can hold edits of a patient of the trial only; it says whose they are.
    """
    mine = own_table()
    if linked and linked != mine.linked:
        of, table = edit_links.decode_edits(linked)
        mine.edits[of] = table
    text = edit_links.encode_edits(about, mine.edits[about]) if about in mine.edits and not shown.file else ""
    if text and not linked:
        del mine.edits[about]
        text = ""
    mine.linked = st.session_state["edits"] = text or NO_EDITS
    url_state.queue("edits", text or "", "")
    if text is None:
        st.markdown(
            ":material/link_off: These are more edits than a link can hold: a copied link lacks them."
        )


def _undo(about: tuple[str, ...]) -> None:
    for one in (about, (*about[:-1], NOTHING)):
        own_table().edits.pop(one, None)
    own_table().remarks = None
    st.session_state["change"] = NOTHING


def _draw_table(shown: Case, table: VisitTable, about: tuple[str, ...], picked: int) -> None:
    def keep(entries: tuple[EditColumn, ...]) -> None:
        read = [_read(at, entry, table) for at, entry in enumerate(entries)]
        own_table().edits_left = False
        now = drop_impossible(tuple(column for column, _ in read), shown.patient)
        own_table().edits[about] = now or table
        own_table().remarks = about, tuple(one for _, remarks in read for one in remarks)

    last = own_table().remarks
    before = _entries(as_table(shown.patient))
    remarks = last[1] if last and last[0] == about else ()
    sheet = EditTable(DAYS, ROWS, APART, FARTHEST_DAY, _entries(table), before, remarks, picked)
    with st.container(key="visit-table"):
        edit_table(sheet, keep, show_large, key=f"table {about}")


def _entries(table: VisitTable) -> list[EditColumn]:
    return [EditColumn(column.visit, column.day, column.labs) for column in table]


def _read(at: int, entry: EditColumn, table: VisitTable) -> tuple[TableVisit, list[CellRemark]]:
    """A column with what was typed into it read, and what is to be said of that.

    What can't be read leaves the cell's number as it was, and that is named, for it is out of sight.
    """
    remarks: list[CellRemark] = []
    old = _column_of(entry, table)

    def value(
        row: int, cell: EditCell, read: Callable[[str], TypedValue], before: float | None
    ) -> float | None:
        if not isinstance(cell, str):
            return cell
        typed = read(cell)
        if typed.sentence:
            sentence = f"{typed.sentence} {_still(row, before)}" if typed.wrong else typed.sentence
            remarks.append(CellRemark(at, row, cell, sentence, typed.wrong))
        return before if typed.wrong else typed.value

    day = value(HEAD, entry.head, lambda text: read_typed_day(text, FARTHEST_DAY), old.day if old else 0.0)
    labs = tuple(
        value(row, cell, partial(read_typed_value, lab=lab), old.labs[row] if old else None)
        for row, (cell, lab) in enumerate(zip(entry.cells, LABS, strict=True))
    )
    return TableVisit(entry.was, day or 0.0, labs), remarks


def _column_of(entry: EditColumn, table: VisitTable) -> TableVisit | None:
    """The column before the edit; of those that were added, the one that most cells agree with."""

    def agreeing(column: TableVisit) -> int:
        pairs = zip((entry.head, *entry.cells), (column.day, *column.labs), strict=True)
        return sum(cell == value for cell, value in pairs)

    return max((column for column in table if column.visit == entry.was), key=agreeing, default=None)


def _still(row: int, value: float | None) -> str:
    if value is None:
        return "Until then the cell counts as empty."
    number = f"day {format_number(value)}" if row == HEAD else f"{format_number(value)} {LABS[row].unit}"
    return f"Until then {number} still counts."


# --- The forecast ---------------------------------------------------------------------------------------


def _charts(
    shown: Case, before: QuantileForecast, changed: EditedPatient, after: QuantileForecast, horizon: float
) -> FanCharts:
    start = changed.start / DAYS_A_YEAR
    panels = []
    for number in range(len(LABS)):
        known = [(start + year, value) for year, value in _course(changed.patient, number)]
        gone = _gone(_course(shown.patient, number), known)
        old = before.clipped[number].tolist()
        panels.append(replace(fan_panel(number, known, after), gone=gone, before=old))
    return FanCharts(
        panels,
        (start + after.years).tolist(),
        horizon,
        before.years.tolist(),
        ("from this table", "as measured"),
        small=False,
    )


def _course(patient: Patient, lab: int) -> TimePoints:
    return measured_points(patient.days, patient.labs[:, lab])


def _gone(before: TimePoints, now: TimePoints) -> TimePoints:
    """The points that aren't there any more; years are compared to half a minute."""
    there = {(round(year, 6), value) for year, value in now}
    return [(year, value) for year, value in before if (round(year, 6), value) not in there]


def _bet(shown: Case, before: QuantileForecast) -> None:
    """A guess on what a doubled value does, where there is one."""
    if np.isnan(shown.patient.labs[:, BILIRUBIN]).all():
        return
    doubled = patient_from_table(shown.patient, CHANGES[DOUBLED](as_table(shown.patient)))
    after = runtime.cached(forecast_quantiles, (*shown.about, DOUBLED), shown.ensembles, doubled.patient)
    ratio = _in_two_years(after) / _in_two_years(before)
    right = DOUBLES if ratio > 1.9 else LESS if ratio > 1.1 else SAME
    question = Question(
        "the last bilirubin is doubled. Its forecast two years on …",
        (DOUBLES, LESS, SAME),
        right,
        ("doubled", *shown.about),
    )
    if guess_first((question,)):
        st.markdown(
            f"Doubled, the last bilirubin makes its forecast in two years **{ratio:.1f} times** as high."
        )


def _in_two_years(made: QuantileForecast) -> float:
    """The median of bilirubin."""
    return float(np.interp(made.years[0] + TWO_YEARS, made.years, made.quantiles[BILIRUBIN, 2]))


STYLE = style(__file__)
SCREEN = Screen(
    what_if_screen,
    (PatientSettings, HorizonSettings, LargeLabSettings, TableEditSettings),
    EXPERIMENTS,
    DEFAULTS,
)
