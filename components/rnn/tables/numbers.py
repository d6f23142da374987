"""Numbers as people write them: one reading for the cells of tables and for what is typed.

Spaces and apostrophes part thousands. Of points and commas the last is the decimal mark if both stand in a
number; a mark that stands more than once parts thousands. Where one mark stands before exactly three digits
("1,234"), both readings are possible: then the column's decimal mark decides if it is known, or else the only
reading that lies in the plausible range, or else the point is the decimal mark. Everywhere else a mark parts
the decimals.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

Range = tuple[float, float]

_OTHER = {".": ",", ",": "."}
_EXPONENT = r"(?:e[+-]?\d{1,2})?"
_PLAIN = re.compile(rf"[+-]?(\d+(\.\d*)?|\.\d+){_EXPONENT}", re.IGNORECASE)
_GROUPED = {  # by the decimal mark
    mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(\{other}\d{{3}})+(\{mark}\d*)?{_EXPONENT}", re.IGNORECASE)
    for mark, other in _OTHER.items()
}
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # a thousand and more, or three decimals
_MARKS = re.compile(r"[.,]")
_DIGITS = re.compile(r"[-+\d.,]+")
_SPACE = re.compile(r"[\s'’]")
_GAP = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # 1 234 or 1’234
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))
_START = re.compile(
    rf"[+-]?(?:\d{{1,3}}(?:[\s'’]\d{{3}}(?!\d))+(?:[.,]\d*)?|\d+(?:[.,]\d+)*[.,]?|[.,]\d+){_EXPONENT}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number, and whether its only mark might also have been meant the other way."""

    value: float
    guessed: bool = False


def read_number(text: str, plausible: Range | None = None, mark: str = "") -> Number | None:
    """The number in a text that holds nothing else; None if it is none.

    `plausible` is the range in which a value of this kind usually lies, in the text's unit; `mark` is the
    decimal mark "." or ",", where it is known of the column.
    """
    text = strip_group_separators(text)
    if mark or not is_ambiguous(text):
        value = _value(text, evident_decimal_mark(text) or mark or ".")
        return None if value is None else Number(value)
    point, comma = (_value(text, mark) for mark in ".,")
    if plausible is None or point is None or comma is None:
        return None if point is None else Number(point, guessed=True)
    low, high = plausible
    return Number(comma if low <= comma <= high and not low <= point <= high else point, guessed=True)


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark that most of these numbers show, "." or ","; "" if none shows one.

    "12,4" and "1.234,5" show a comma, "12.4" and "1,234,567" a point; "1,234" shows nothing.
    """
    shown = Counter(evident_decimal_mark(strip_group_separators(text)) for text in texts)
    if shown["."] == shown[","] == 0:
        return ""
    return "." if shown["."] >= shown[","] else ","


def evident_decimal_mark(text: str) -> str:
    """The decimal mark of a number that can be read in one way only, as in `decimal_mark`."""
    marks = _MARKS.findall(text)
    if not marks or _EITHER.fullmatch(text) or not _DIGITS.fullmatch(text):
        return ""
    several_alike = len(marks) > 1 and len(set(marks)) == 1
    return _OTHER[marks[-1]] if several_alike else marks[-1]


def is_ambiguous(text: str) -> bool:
    """Whether a number's only mark may part decimals as well as thousands, as in "1,234"."""
    return _EITHER.fullmatch(strip_group_separators(text)) is not None


def split_number(text: str) -> tuple[str, str]:
    """The number that a text begins with, and what follows it: "1.2 mg/dl" is "1.2" and "mg/dl"."""
    text = clean_text(text)
    start = _START.match(text)
    return (start[0].strip(), text[start.end() :].strip()) if start else ("", text)


def format_number(value: float) -> str:
    """Format a value with four significant digits, or one decimal where that is finer.

    The trial's values keep all their digits; what a conversion of units has added is left out.
    """
    places = max(1, 3 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{round(value, places):.10g}"


def clean_text(text: str) -> str:
    """A text with one kind of space and of minus, without the apostrophe that marks text in a spreadsheet."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MINUS)
    return text.strip().removeprefix("'").strip()


def strip_group_separators(text: str) -> str:
    """A number as it is written, without what parts its thousands visibly."""
    text = clean_text(text)
    return _GAP.sub("", text) if _SPACE.search(text) else text


def _value(text: str, mark: str) -> float | None:
    if _GROUPED[mark].fullmatch(text):
        text = text.replace(_OTHER[mark], "")
    text = text.replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else None
