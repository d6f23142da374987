"""Values that a visitor types into a cell, read as tables are read, or one sentence that says why not.

A number such as "1,234" has two readings. One that can't be meant of this test is passed over; of two that
can, the one that is usual is taken. How it was read is said; if nothing tells, the visitor is asked.
"""

import math
from dataclasses import dataclass

from components.rnn.patients import Lab
from components.rnn.tables import units
from components.rnn.tables.cell_text import quoted
from components.rnn.tables.numbers import clean_text, format_number, read_number, split_number
from components.rnn.tables.plausibility import PLAUSIBLE


@dataclass(frozen=True)
class TypedValue:
    """The reading of a text: a value, or None for an emptied cell; and a remark on it."""

    value: float | None
    sentence: str = ""
    wrong: bool = False  # nothing could be made of it, and `value` means nothing


def read_typed_value(text: str, lab: Lab) -> TypedValue:
    """The value of a test in its own unit; the text may name another unit."""
    if not clean_text(text):
        return TypedValue(None)
    digits, unit = split_number(text)
    factor = units.factor(lab.name, unit) if unit else 1.0
    low, high = lab.possible
    readings = _readings(digits)
    possible = [one for one in readings if factor and low <= one * factor <= high]
    if factor is None or not possible:
        said = (
            f"{lab.name}: a number from {low:g} to {high:g} {lab.unit}, or nothing; {quoted(text)} is none."
        )
        return TypedValue(None, said, wrong=True)
    usual = [one for one in possible if PLAUSIBLE[lab.name][0] <= one * factor <= PLAUSIBLE[lab.name][1]]
    if len(possible) == 2 and len(usual) != 1:
        return TypedValue(None, _asked(f"{lab.name}: {quoted(text)}", possible), wrong=True)
    (value,) = usual if len(possible) == 2 else possible
    return TypedValue(
        _rounded(value * factor),
        _on_reading(text, lab, value, readings) + _on_unit(lab, unit, value * factor),
    )


def read_typed_day(text: str, farthest: float) -> TypedValue:
    """A day, counted from the first visit; a mark before three digits parts thousands, for days are whole."""
    readings = _readings(text)
    value = max(readings, key=abs, default=math.inf)
    if abs(value) > farthest:
        said = f"day: a number from {-farthest:g} to {farthest:g}; {quoted(text)} is none."
        return TypedValue(None, said, wrong=True)
    return TypedValue(value, f"{quoted(text)} was read as day {value:.10g}." if len(readings) == 2 else "")


def _readings(text: str) -> list[float]:
    """All numbers that a text may mean."""
    number = read_number(text)
    if number is None:
        return []
    found = [read_number(text, mark=mark) for mark in ".,"] if number.guessed else [number]
    return sorted({one.value for one in found if one})


def _asked(what: str, possible: list[float]) -> str:
    one, other = (f"{value:.10g}" for value in possible)
    return (
        f"{what} can mean {one} or {other}; please type the one that you mean, without a mark for thousands."
    )


def _on_reading(text: str, lab: Lab, value: float, readings: list[float]) -> str:
    other = next((one for one in readings if one != value), None)
    if other is None:
        return ""
    return (
        f"{lab.name}: {quoted(text)} was read as {value:.10g}, "
        f"since {other:.10g} would be unusual for this test. "
    )


def _on_unit(lab: Lab, unit: str, value: float) -> str:
    factor = units.factor(lab.name, unit) if unit else 1
    return "" if factor == 1 else f"{lab.name}: {unit} was converted to {format_number(value)} {lab.unit}."


def _rounded(value: float) -> float:
    """Without the digits that only the conversion has made."""
    return float(f"{value:.6g}")
