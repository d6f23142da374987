"""The interpretation of a visitor's table, and the visitor's corrections of it."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from components.intake.tables import TableError
from components.rnn.patients import LABS, SIGNS

TESTS = tuple(lab.name for lab in LABS)
MEASURED = (*TESTS, *SIGNS)
PERSONAL = ("age", "sex", "treatment")
NOT_USED = "not used"
# What a column can be. "test", "value", "unit" and "limit" (a column of "<" and ">") belong to long tables,
# of which each row holds one value; in a wide one "unit" and "limit" belong to the test before them.
ROLES = (NOT_USED, "patient", "date", "day", "test", "value", "unit", "limit", *MEASURED, *PERSONAL)

DateOrder = Literal["day month year", "month day year", "year month day", "year day month"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
UnitSystem = Literal["SI", "conventional"]
SYSTEMS: tuple[UnitSystem, ...] = get_args(UnitSystem)  # of the units of tests that no unit is given for
FIRST_ROWS = 8


@dataclass(frozen=True)
class ColumnInterpretation:
    """The role that a column was taken to have."""

    place: int  # from 0, from the left
    header: str  # as it is written; "" if nothing is
    role: str  # one of ROLES
    unit: str = ""  # of a test, as it is written or assumed; of a "day", one of dates.TIME_UNITS; else ""
    order: DateOrder | None = None  # of a "date" that has an order of its parts
    why: str = ""  # a sentence, where it isn't plain


@dataclass(frozen=True)
class TableInterpretation:
    """The interpretation of a table, whether its reading succeeded or failed."""

    sheet: str  # its name; "" of a text file
    sheets: tuple[str, ...]  # those that can be chosen
    header: int  # the header's line as a spreadsheet shows it; a column's number if the table is turned
    turned: bool  # whether tests stand in rows and visits in columns
    columns: tuple[ColumnInterpretation, ...]  # of the turned table, if it is turned
    system: UnitSystem | None  # of tests without units; None if there are none
    first_rows: tuple[tuple[int, tuple[str, ...]], ...]  # lines and their cells as they are written


@dataclass(frozen=True)
class ColumnCorrection:
    """A visitor's correction of one column; None leaves that to the reading."""

    place: int
    role: str | None = None
    unit: str | None = None
    order: DateOrder | None = None


@dataclass(frozen=True)
class Corrections:
    """A visitor's corrections of a table; None leaves that to the reading. Hashable, and a text and back.

    With another sheet, header or direction the places are others too, so `columns` should be emptied then.
    """

    sheet: str | None = None
    header: int | None = None  # counted as in Understood
    turned: bool | None = None
    system: UnitSystem | None = None
    order: DateOrder | None = None  # of all dates
    columns: tuple[ColumnCorrection, ...] = ()

    def of(self, place: int) -> ColumnCorrection:
        """The correction of a column, empty if there is none."""
        return next((one for one in self.columns if one.place == place), ColumnCorrection(place))

    def with_column(self, correction: ColumnCorrection) -> "Corrections":
        """The same, with this in place of what was said of that column."""
        others = (one for one in self.columns if one.place != correction.place)
        kept = () if correction == ColumnCorrection(correction.place) else (correction,)
        return replace(self, columns=tuple(sorted((*others, *kept), key=lambda one: one.place)))

    def as_text(self) -> str:
        """All as JSON without what is left to the reading; "{}" if that is everything."""
        fields = {key: value for key, value in asdict(self).items() if value not in (None, ())}
        if self.columns:
            fields["columns"] = [_without_none(asdict(one)) for one in self.columns]
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_text(text: str) -> "Corrections":
        """Parse what `as_text` gave. Raises ValueError at anything else."""
        try:
            fields = json.loads(text)
            columns = tuple(_checked(ColumnCorrection(**one)) for one in fields.pop("columns", ()))
            found = Corrections(**fields, columns=columns)
        except (TypeError, AttributeError, RecursionError) as trouble:
            raise ValueError("no corrections of a table") from trouble
        kinds = ((found.sheet, str), (found.header, int), (found.turned, bool))
        if not all(value is None or type(value) is kind for value, kind in kinds):
            raise ValueError("corrections of another kind")
        if found.system not in (None, *SYSTEMS) or found.order not in (None, *DATE_ORDERS):
            raise ValueError("an unknown system or order")
        return found


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _checked(one: ColumnCorrection) -> ColumnCorrection:
    known = one.role in (None, *ROLES) and one.order in (None, *DATE_ORDERS)
    if type(one.place) is not int or not known or type(one.unit) not in (str, type(None)):
        raise ValueError("an unknown role, order or unit")
    return one


class TableNotUnderstoodError(TableError):
    """A table of which nothing can be used, with what was understood of it, so that it can be corrected."""

    def __init__(self, sentence: str, interpretation: TableInterpretation) -> None:
        super().__init__(sentence)
        self.interpretation = interpretation
