"""The text in a table's cells as numbers and days, or one short sentence that says why not."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable

from components.intake.tables import UNCOMPUTED
from components.lab import units
from components.lab.names import squeezed
from components.lab.patients import LABS, SIGNS

Reading = float | str  # a number, or why there is none

_SIGNS_FOR_NOTHING = ("", "-", "--", "–", "—", ".", "..", "...", "?")
_WORDS_FOR_NOTHING = ("n/a", "#n/a", "na", "n.a.", "nan", "null", "none", "nil", "nd", "n.d.", "k.a.", "n.v.")
MISSING = (*_SIGNS_FOR_NOTHING, *_WORDS_FOR_NOTHING, "missing", "unknown", "not done")  # in small letters
_LABS = {lab.name: lab for lab in LABS}
_OTHER = {".": ",", ",": "."}
_EXPONENT = r"(e[+-]?\d{1,2})?"
_PLAIN = re.compile(rf"[+-]?(\d+(\.\d*)?|\.\d+){_EXPONENT}", re.IGNORECASE)
_GROUPED = {  # by the decimal mark
    mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(\{other}\d{{3}})+(\{mark}\d*)?{_EXPONENT}", re.IGNORECASE)
    for mark, other in _OTHER.items()
}
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # a thousand and more, or three decimals
_MARKS = re.compile(r"[.,]")
_DIGITS = re.compile(r"[-+\d.,\s'’]+")
_GAP = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # 1 234 or 1’234
_LIMIT = re.compile(r"^[<>≤≥]\s*=?\s*")
_YES_NO = dict.fromkeys(
    ("yes", "y", "ja", "oui", "si", "true", "present", "positive", "pos"), 1.0
) | dict.fromkeys(("no", "n", "nein", "non", "false", "absent", "negative", "neg"), 0.0)
_FEMALE = ("f", "female", "w", "woman", "weiblich", "frau", "femme", "feminin", "mujer", "femenino")
_MALE = ("m", "male", "man", "mannlich", "mann", "homme", "masculin", "hombre", "masculino")
_WORDS = {  # as names.squeezed leaves them
    **dict.fromkeys(SIGNS, _YES_NO),
    "stage": {"i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0},
    "sex": dict.fromkeys(_FEMALE, 1.0) | dict.fromkeys(_MALE, 0.0),
    "treatment": _YES_NO | dict.fromkeys(("dpenicillamine", "penicillamine", "dpca"), 1.0) | {"placebo": 0.0},
}
_CHOICES = {"edema": (0.0, 0.5, 1.0), "stage": (1.0, 2.0, 3.0, 4.0), "sex": ()}
_OLDEST = 120  # years
_LONGEST = 100 * 366  # days a patient is followed
_EARLIEST = 1900  # the year of the first visit
_TIME = r"([T\s,]\s*\d{1,2}:\d{2}[:.\d]*\s*([ap]\.?m\.?|Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = (
    re.compile(
        r"(?P<a>[12]\d{3})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,2})" + _TIME, re.IGNORECASE
    ),
    re.compile(r"(?P<a>(?:19|20)\d{2})(?P<b>\d{2})(?P<c>\d{2})"),
)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.])\s*(?P<b>\d{1,2})(?P=mark)\s*(?P<c>[12]\d{3}|\d{2})" + _TIME, re.IGNORECASE
)
_SHOWN = 30  # characters of a cell in a sentence


def quoted(text: str) -> str:
    """A cell's text within a sentence."""
    line = " ".join(text.split())
    return f"“{line[:_SHOWN]}…”" if len(line) > _SHOWN else f"“{line}”"


# --- Numbers -----------------------------------------------------------------------------------------


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark that most of these numbers show, "." or ","; "" if none shows one.

    "12,4" and "1.234,5" show a comma, "12.4" and "1,234,567" a point; "1,234" shows nothing.
    """
    shown = Counter(map(_shown_mark, texts))
    if shown["."] == shown[","] == 0:
        return ""
    return "." if shown["."] >= shown[","] else ","


def _shown_mark(text: str) -> str:
    number = _without_limit(text)
    marks = _MARKS.findall(number)
    if not marks or _EITHER.fullmatch(number) or not _DIGITS.fullmatch(number):
        return ""
    several_alike = len(marks) > 1 and len(set(marks)) == 1
    return _OTHER[marks[-1]] if several_alike else marks[-1]


def is_ambiguous(text: str) -> bool:
    """Whether a number's only mark may part decimals as well as thousands, as in "1,234"."""
    return _EITHER.fullmatch(_without_limit(text)) is not None


def is_limit(text: str) -> bool:
    """Whether a value is given as a limit, as in "<0.5"."""
    return _LIMIT.match(text) is not None


def _without_limit(text: str) -> str:
    return _LIMIT.sub("", text)


def number(text: str, mark: str) -> float | None:
    """The number in a text without a unit; `mark` decides where both readings are possible."""
    text = _GAP.sub("", text)
    if _GROUPED[mark].fullmatch(text):
        text = text.replace(_OTHER[mark], "")
    text = text.replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else None


# --- Values ------------------------------------------------------------------------------------------


def read_value(what: str, unit: str, mark: str, text: str) -> Reading:
    """The value of a lab in its own unit, of a sign, the age in years, 1 for female or for treated."""
    label = what[0].upper() + what[1:]
    if text == UNCOMPUTED:
        return f"{label}: its formula has no stored result; please save the file in a spreadsheet first."
    read = _lab_value(what, unit, mark, text) if what in _LABS else _other_value(what, text)
    return f"{label}: {read}" if isinstance(read, str) else read


def _lab_value(what: str, unit: str, mark: str, text: str) -> Reading:
    lab = _LABS[what]
    factor = units.factor(what, unit) if unit else 1.0
    if factor is None:
        return f"the unit {quoted(unit)} is not known for it here."
    value = number(_without_limit(text), mark)
    if value is None:
        return f"{quoted(text)} is not a number."
    low, high = lab.possible
    if not low <= value * factor <= high:
        return f"{quoted(text)} is outside what is possible ({low:g} to {high:g} {lab.unit})."
    return value * factor


def _other_value(what: str, text: str) -> Reading:
    word = _WORDS.get(what, {}).get(squeezed(text))
    if word is not None:
        return word
    value = number(text, ".")
    possible = 0 < (value or 0) <= _OLDEST if what == "age" else value in _CHOICES.get(what, (0.0, 1.0))
    return value if value is not None and possible else f"{quoted(text)} is not known here."


# --- Days --------------------------------------------------------------------------------------------


def day_reader(texts: Iterable[str], today: datetime.date) -> tuple[Callable[[str], Reading], str]:
    """What reads a column of days or of dates, as most of its cells are; and a note on how, or "".

    Days are read as they stand, dates as days since the year 1.
    """
    filled = [text for text in texts if text.casefold() not in MISSING]
    if 2 * sum(map(_is_date, filled)) < len(filled):
        mark = decimal_mark(filled) or "."
        return lambda text: _read_day(text, mark), ""
    turned = {text: parts for text in filled if (parts := _parts(_YEAR_LAST, text))}
    day_first = _over_12(turned, 0) >= _over_12(turned, 1)
    certain = _over_12(turned, 0) or _over_12(turned, 1)
    open_ones = [text for text, (a, b, _) in turned.items() if a != b and "." not in text]
    note = f"Dates such as {quoted(open_ones[0])} were read as day, month, year." if open_ones else ""
    return lambda text: _read_date(text, day_first, today), "" if certain else note


def _is_date(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (*_YEAR_FIRST, _YEAR_LAST))


def _parts(pattern: re.Pattern[str], text: str) -> tuple[int, int, int] | None:
    match = pattern.fullmatch(text)
    return (int(match["a"]), int(match["b"]), int(match["c"])) if match else None


def _over_12(dates: dict[str, tuple[int, int, int]], place: int) -> int:
    """How many dates can have no month in this place."""
    return sum(parts[place] > 12 for parts in dates.values())


def _read_day(text: str, mark: str) -> Reading:
    day = number(text, mark)
    if day is None:
        return _no_day(text) or f"Day: {quoted(text)} is not a number."
    return day if abs(day) <= _LONGEST else f"Day: {quoted(text)} is not a possible day."


def _read_date(text: str, day_first: bool, today: datetime.date) -> Reading:
    turned = _parts(_YEAR_LAST, text)
    parts = turned and _turned(turned, day_first, today)
    for pattern in _YEAR_FIRST:
        parts = parts or _parts(pattern, text)
    if parts is None:
        return _no_day(text) or f"Date: {quoted(text)} is not a date."
    try:
        date = datetime.date(*parts)
    except ValueError:
        return f"Date: {quoted(text)} does not exist."
    if date.year < _EARLIEST:
        return f"Date: {quoted(text)} is too long ago."
    return float(date.toordinal()) if date <= today else f"Date: {quoted(text)} lies in the future."


def _turned(parts: tuple[int, int, int], day_first: bool, today: datetime.date) -> tuple[int, int, int]:
    """Year, month, day of a date that ends with its year, maybe of two digits."""
    first, second, year = parts
    if year < 100:
        year += 2000 if year + 2000 <= today.year else 1900
    return (year, second, first) if day_first else (year, first, second)


def _no_day(text: str) -> str:
    """Why a cell without a day has none; "" if it holds something else."""
    if text == UNCOMPUTED:
        return "The formula of its day has no stored result; please save the file in a spreadsheet first."
    return "There is no date or day." if text.casefold() in MISSING else ""
