"""The text in a table's cells as values, or one short sentence that says why not."""

import math
import re
from dataclasses import dataclass, replace

from components.intake.tables import UNCOMPUTED
from components.rnn.patients import LABS, SIGNS
from components.rnn.tables import units, vocabulary
from components.rnn.tables.cell_text import quoted
from components.rnn.tables.dates import is_date
from components.rnn.tables.names import normalise_name
from components.rnn.tables.numbers import clean_text, read_number, split_number
from components.rnn.tables.plausibility import PLAUSIBLE

CellReading = float | str  # a number, or why there is none

_LABS = {lab.name: lab for lab in LABS}
_LIMIT = re.compile(
    r"([<>≤≥])\s*=?\s*|(?:(below|under|less than|unter|kleiner)|(above|over|more than|über))\s+", re.I
)
_MERE_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_FLAG = re.compile(
    r"[(\[]?\s*(?:[*!↑↓▲▼+\-]{1,3}|[hl]{1,2}|high|low|normal|hoch|niedrig|n|a|abnormal|crit(?:ical)?)\s*[)\]]?",
    re.I,
)
_FLAG_BEFORE = re.compile(r"(?:[*!↑↓▲▼]+|[HL]{1,2}(?=\s))\s*(?=[\d<>.,])")
_YES_NO = dict.fromkeys(vocabulary.YES, 1.0) | dict.fromkeys(vocabulary.NO, 0.0)
_WORDS = {  # as names.normalise_name leaves them
    **dict.fromkeys(SIGNS, _YES_NO),
    "edema": _YES_NO | {"noedema": 0.0, "edemanodiuretics": 0.5, "edemadespitediuretics": 1.0},
    "stage": {"i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0},
    "sex": dict.fromkeys(vocabulary.FEMALE, 1.0) | dict.fromkeys(vocabulary.MALE, 0.0),
    "treatment": _YES_NO
    | dict.fromkeys(("dpenicillamine", "penicillamine", "dpenicil", "dpca"), 1.0)
    | {"placebo": 0.0},
}
_CHOICES = {"edema": (0.0, 0.5, 1.0), "stage": (1.0, 2.0, 3.0, 4.0), "sex": ()}
_OLDEST = 120  # years
_CODED = {
    "sex": "f or m",
    "treatment": "D-penicillamine or placebo",
}  # where a number doesn't say which is meant


@dataclass(frozen=True)
class LabCell:
    """A laboratory value as it is written, in its parts."""

    text: str  # as it is written
    limit: str  # "below", "above", or ""
    number: str  # as it is written; "" if there is none
    flag: str  # what marks the value: "H", "*"
    unit: str  # "" if the cell names none
    rest: str  # what is none of these


def split_cell(text: str) -> LabCell:
    """The parts of "<1,3 mg/dl", "1.2 H" or "* 262 G/l"."""
    if _MERE_NUMBER.fullmatch(text):
        return LabCell(text, "", text, "", "", "")
    plain = clean_text(text)
    before = _FLAG_BEFORE.match(plain)
    flag = before[0].strip() if before else ""
    plain = plain[len(before[0]) if before else 0 :]
    limit = _LIMIT.match(plain)
    side = "" if not limit else "below" if limit[1] in ("<", "≤") or limit[2] else "above"
    number, rest = split_number(plain[limit.end() :] if limit else plain)
    return (
        _with_rest(LabCell(text, side, number, flag, "", rest))
        if number and rest
        else LabCell(text, side, number, flag, "", rest)
    )


def _with_rest(cell: LabCell) -> LabCell:
    """A cell's parts with what stands behind its number as a flag, a unit, or both in either order."""
    if _FLAG.fullmatch(cell.rest):
        return replace(cell, flag=cell.rest, rest="")
    words = cell.rest.split()
    ways = [("", cell.rest), (words[0], " ".join(words[1:])), (words[-1], " ".join(words[:-1]))]
    for flag, unit in ways:
        if units.is_unit(unit) and (not flag or _FLAG.fullmatch(flag)):
            return replace(cell, flag=flag or cell.flag, unit=unit, rest="")
    return cell


def read_value(what: str, unit: str, mark: str, cell: LabCell) -> CellReading:
    """The value of a lab in its own unit, of a sign, the age in years, 1 for female or for treated.

    `unit` and `mark` are those of the column, "" if they aren't known; a unit in the cell itself decides.
    """
    label = what[0].upper() + what[1:]
    if cell.text == UNCOMPUTED:
        return f"{label}: its formula has no stored result; please save the file in a spreadsheet first."
    read = _lab_value(what, unit, mark, cell) if what in _LABS else _other_value(what, cell.text)
    return f"{label}: {read}" if isinstance(read, str) else read


def plausible_range(what: str, unit: str) -> tuple[float, float] | None:
    """Between which a lab's values usually lie, in this unit; None if the unit is unknown."""
    factor = units.factor(what, unit) if unit else 1.0
    low, high = PLAUSIBLE[what]
    return (low / factor, high / factor) if factor else None


def as_written(what: str, unit: str, mark: str, cell: LabCell) -> float:
    """The number of a lab's cell that can be read, in the unit in which it is written."""
    number = read_number(cell.number, plausible_range(what, cell.unit or unit), mark)
    return math.nan if number is None else number.value


def _lab_value(what: str, unit: str, mark: str, cell: LabCell) -> CellReading:
    lab = _LABS[what]
    unit = cell.unit or unit
    factor = units.factor(what, unit) if unit else 1.0
    if factor is None:
        return _unknown_unit(what, unit)
    number = None if cell.rest else read_number(cell.number, plausible_range(what, unit), mark)
    if number is None:
        return _no_number(cell)
    low, high = lab.possible
    if not low <= number.value * factor <= high:
        inr = "; it may be an INR" if what == "prothrombin time" and 0 < number.value < low else ""
        return f"{quoted(cell.text)} is outside what is possible ({low:g} to {high:g} {lab.unit}){inr}."
    return number.value * factor


def _unknown_unit(what: str, unit: str) -> str:
    if what == "prothrombin time" and unit == "%":
        return "per cent can't be turned into seconds."
    return f"the unit {quoted(unit)} is not known for it here."


def _no_number(cell: LabCell) -> str:
    text = cell.text
    if is_date(text):
        return f"{quoted(text)} is a date, not a number; a spreadsheet may have made it of a value."
    if cell.limit and not cell.number:
        return f"{quoted(text)} doesn't tell the limit."
    return f"{quoted(text)} is not a number."


def _other_value(what: str, text: str) -> CellReading:
    word = _WORDS.get(what, {}).get(normalise_name(clean_text(text)))
    if word is not None:
        return word
    number = read_number(text, mark=".")
    value = None if number is None else number.value
    possible = 0 < (value or 0) <= _OLDEST if what == "age" else value in _CHOICES.get(what, (0.0, 1.0))
    if value is not None and possible:
        return value
    told = f" (please write {_CODED[what]})" if value is not None and what in _CODED else ""
    return f"{quoted(text)} is not known here{told}."
