"""The days of visits: dates as people and programs write them, or days, months, … since a beginning.

A column is read as a whole, since one of its dates tells how the others are meant. The names of months are
those of Unicode's CLDR, which Babel carries.
"""

import datetime
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from babel.dates import get_day_names, get_month_names

from components.intake.tables import UNCOMPUTED
from components.rnn.tables import units, vocabulary
from components.rnn.tables.cell_text import is_missing, quoted
from components.rnn.tables.interpretation import DATE_ORDERS, DateOrder
from components.rnn.tables.names import normalise_name
from components.rnn.tables.numbers import clean_text, decimal_mark, read_number

Moment = float | str  # days, with the time of day as a fraction; or why there are none
Parts = tuple[int, int, int]

_LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "ro",
    "hu",
    "tr",
    "el",
    "ru",
)
_OTHER_MONTHS = {"mrz": 3, "sept": 9, "gener": 1}
_WIDTHS = ("wide", "abbreviated")
_LONGEST = 100 * 366  # days a patient is followed
_LONGEST_TEXT = 60  # characters of a date
_EARLIEST = 1900  # the year of the first visit
_SERIALS = (20_000, 80_000)  # days of a spreadsheet, 1954 to 2119
_SERIAL_ZERO = datetime.date(1899, 12, 30).toordinal()
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_YEARS = (1900, 2100)
_ROUNDED = ("weeks", "months", "years")
_SHIFTED = "Most dates lie in the future, as in data made anonymous; only the time between them is used."
_CLEARLY = 3  # times as close together are the dates in a better order of their parts

_TIME = (
    r"(?:[T\s,:]\s*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})[:.\d]*\s*(?P<half>[ap])?(?:\.?m\.?)?\s*"
    r"(?:Z|UTC|Uhr|h|[+-]\d{2}:?\d{2})?)?"
)
_MARK = r"\s*(?P<mark>[-/.])\s*"
_YEAR_FIRST = re.compile(
    rf"(?P<a>[12]\d{{3}}){_MARK}(?P<b>\d{{1,2}})(?P=mark)\s*(?P<c>\d{{1,2}}){_TIME}", re.I
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}}){_MARK}(?P<b>\d{{1,2}})(?P=mark)\s*(?P<c>[12]\d{{3}}|\d{{2}}){_TIME}", re.I
)
_YEAR_MONTH = re.compile(
    rf"(?P<a>[12]\d{{3}}){_MARK}(?P<b>\d{{1,2}})|(?P<c>\d{{1,2}})\s*[-/.]\s*(?P<d>[12]\d{{3}})"
)
_STAMP = re.compile(
    r"(?P<a>(?:1[89]|2[0-3])\d{2})(?P<b>\d{2})(?P<c>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?:\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{4})?"
)
_NAMED_TIME = re.compile(_TIME[:-1], re.I)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_EAST_ASIAN = re.compile(r"(\d+)\s*[年년]\s*(\d+)\s*[月월]\s*(?:(\d+)\s*[日일])?")
_RELATIVE = re.compile(
    r"(?P<before>[^\W\d_]*)\.?(?:-(?=\d)|[\s:_]*)(?P<number>[-+]?\d+(?:[.,]\d+)?)\s*(?P<after>[^\W\d_]*)\.?"
)
_BEGINNINGS = ("baseline", "basis", "start", "beginn")
_WEEKDAY = re.compile(r"[^\W\d_]{2,12}[.,]*\s+(?=\d)")


@dataclass(frozen=True)
class DateParser:
    """The reading of a column of days or dates."""

    read: Callable[[str], Moment]
    whole: bool  # whether a visit is on a whole day, and the fraction is its time of day
    unit: str = ""  # one of units.TIME_UNITS; "" of dates
    order: DateOrder | None = None
    note: str = ""  # a sentence on what was decided


@dataclass(frozen=True)
class DateHint:
    """The context of a column of dates: its header, and corrections."""

    inside: str = ""  # what stands in its header's brackets: a unit of time, or a format
    is_date: bool = False  # whether it is named a date
    order: DateOrder | None = None  # a visitor's word


@dataclass(frozen=True)
class _Date:
    """A parsed text: three numbers in the order in which they stand, or a date that is plain."""

    kind: str  # "plain", "year first", "year last", "month", "year", "serial"
    parts: Parts
    time: float = 0.0  # of the day, as a fraction


# --- One text ----------------------------------------------------------------------------------------


@functools.cache
def _months() -> dict[str, int]:
    """The numbers of months by their names; of two languages the first one's."""
    months: dict[str, int] = dict(_OTHER_MONTHS)
    for locale in _LOCALES:
        for width in _WIDTHS:
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():  # type: ignore[arg-type]
                    months.setdefault(normalise_name(name), int(number))
    return months


@functools.cache
def _weekdays() -> frozenset[str]:
    names = (get_day_names(width, locale=locale) for locale in _LOCALES for width in _WIDTHS)  # type: ignore[arg-type]
    return frozenset(normalise_name(name) for of_locale in names for name in of_locale.values())


@functools.lru_cache(maxsize=1_000)
def month_of(word: str) -> int | None:
    """The number of the month that a word names or begins to name, in one of many languages."""
    plain, months = normalise_name(word), _months()
    if plain in months or len(plain) < 3:
        return months.get(plain)
    meant = {number for name, number in months.items() if name.startswith(plain)}
    return meant.pop() if len(meant) == 1 else None


def _parsed(text: str) -> _Date | None:
    """A date with its parts as they stand; None if a text is none."""
    return _dated_text(text) if len(text) <= _LONGEST_TEXT else None


@functools.lru_cache(maxsize=20_000)
def _dated_text(text: str) -> _Date | None:
    text = _EAST_ASIAN.sub(lambda m: "-".join(filter(None, m.groups())), clean_text(text))
    weekday = _WEEKDAY.match(text)
    found = _without_weekday(text)
    if found is None and weekday and normalise_name(weekday[0]) in _weekdays():
        return _without_weekday(text[weekday.end() :])
    return found


def _without_weekday(text: str) -> _Date | None:
    for kind, pattern in (("year first", _YEAR_FIRST), ("year last", _YEAR_LAST), ("plain", _STAMP)):
        match = pattern.fullmatch(text)
        if match:
            return _Date(kind, (int(match["a"]), int(match["b"]), int(match["c"])), _time(match))
    month = _YEAR_MONTH.fullmatch(text)
    if month:
        return _Date("month", (int(month["a"] or month["d"]), int(month["b"] or month["c"]), 1))
    return _named(text)


def _time(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if not groups.get("hour"):
        return 0.0
    hour, half = int(groups["hour"]), (groups.get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return min((hour + int(groups["minute"]) / 60) / 24, 0.9999)


def _named(text: str) -> _Date | None:
    """A date with its month's name: "2. März 2021", "Mar 2, 2021", "02MAR2021:08:15", "Mar 2021"."""
    time = next(reversed([m for m in _NAMED_TIME.finditer(text) if m["hour"]]), None)
    words = _WORDS.findall(text[: time.start()] if time else text)
    names = [word for word in words if not word.isdigit()]
    months = [month for word in names if (month := month_of(word))]
    others = [
        w for w in names if not month_of(w) and normalise_name(w) not in _weekdays() | vocabulary.BETWEEN
    ]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or others or not 1 <= len(numbers) <= 2:
        return None
    values = [int(word) for word in numbers]
    if len(values) == 1:
        of_year = values[0] > 31 or (len(numbers[0]) == 2 and words[-1] == numbers[0])  # "Mar-21"
        return _Date("month", (values[0], months[0], 1)) if of_year else None
    year, day = values if values[0] > 31 else values[::-1]
    return _Date("plain", (year, months[0], day), _time(time) if time else 0.0)


def _number(text: str, digits: str) -> float | None:
    """A text that is digits and nothing else."""
    return float(text.replace(",", ".")) if re.fullmatch(digits, text, re.ASCII) else None


def _year(text: str) -> _Date | None:
    year = _number(text, r"\d{4}")
    return _Date("year", (int(year), 1, 1)) if year and _YEARS[0] <= year <= _YEARS[1] else None


def _six_digits(text: str) -> _Date | None:
    parts = (int(text[:2]), int(text[2:4]), int(text[4:])) if _number(text, r"\d{6}") is not None else None
    return _Date("plain", parts) if parts and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31 else None


def _serial(text: str) -> _Date | None:
    """A day as spreadsheets count it, in the usual system that begins in 1900."""
    day = _number(text, r"\d{5}(?:[.,]\d+)?")
    if day is None or not _SERIALS[0] <= day <= _SERIALS[1]:
        return None
    return _from_ordinal(_SERIAL_ZERO + day, "serial")


def _epoch(text: str) -> _Date | None:
    """A moment as programs count it, in seconds or milliseconds since 1970."""
    seconds = _number(text, r"[1-9]\d{8,9}|[1-9]\d{11,12}")
    if seconds is None:
        return None
    return _from_ordinal(_EPOCH + (seconds / 1000 if seconds > 1e10 else seconds) / 86_400, "plain")


def _from_ordinal(day: float, kind: str) -> _Date:
    date = datetime.date.fromordinal(int(day))
    return _Date(kind, (date.year, date.month, date.day), day % 1)


# --- A column ----------------------------------------------------------------------------------------


def infer_date_parser(texts: Iterable[str], hint: DateHint, today: datetime.date) -> DateParser:
    """Infer how the days or dates of a column are read, of which at least half must be of one kind.

    Days since a beginning are read as they stand, dates as days since the year 1.
    """
    filled = Counter(text for text in texts if not is_missing(text) and text != UNCOMPUTED)
    dates = {text: date for text in filled if (date := _parsed(text))}
    if 2 * _weight(dates, filled) < filled.total():
        dates = _counted(filled, hint)
    return _dated(dates, filled, hint, today) if dates else _since_a_beginning(filled, hint)


def readable_fraction(texts: Iterable[str], hint: DateHint, today: datetime.date) -> float:
    """Return the fraction of a column's filled cells that can be read as days or dates."""
    filled = [text for text in texts if not is_missing(text)]
    read = infer_date_parser(filled, hint, today).read
    return sum(isinstance(read(text), float) for text in filled) / max(1, len(filled))


def is_date(text: str) -> bool:
    """Whether a text is written as a date, in whatever order."""
    return _parsed(text) is not None


def is_day(text: str) -> bool:
    """Whether a text is a date, or a day or another time in words, as "Day 30"."""
    return is_date(text) or (_in_words(text, ".") is not None and not text[:1].isdigit())


def _weight(texts: Iterable[str], filled: "Counter[str]") -> int:
    return sum(filled[text] for text in texts)


def _counted(filled: "Counter[str]", hint: DateHint) -> dict[str, _Date]:
    """Dates written as numbers only; {} unless most cells hold such, and little else can be meant."""
    years = hint.is_date or units.time_unit(hint.inside) == "years"
    ways = ((_year, years), (_six_digits, hint.is_date), (_serial, hint.is_date), (_epoch, True))
    for way, meant in ways:
        found = {text: date for text in filled if meant and (date := way(clean_text(text)))}
        if found and 2 * _weight(found, filled) >= filled.total():
            return found
    too_many_days = {text: date for text in filled if (date := _serial(text)) and float(text) > _LONGEST}
    return too_many_days if 2 * _weight(too_many_days, filled) > filled.total() else {}


def _dated(
    dates: dict[str, _Date], filled: "Counter[str]", hint: DateHint, today: datetime.date
) -> DateParser:
    first, first_note = _order_year_first(dates, hint)
    last, last_note = _order_year_last(dates, hint, today)
    orders = {"year first": first, "year last": last}
    days = {text: _moment(text, date, orders.get(date.kind), today) for text, date in dates.items()}

    future = [text for text, day in days.items() if isinstance(day, float) and day >= today.toordinal() + 1]
    shifted = 2 * _weight((text for text in future if max(dates[text].parts) > 99), filled) > _weight(
        dates, filled
    )
    if not shifted:
        days |= {text: f"Date: {quoted(text)} lies in the future." for text in future}
    most = Counter(dict.fromkeys(orders, 0))
    for text, date in dates.items():
        most[date.kind] += filled[text]
    notes = (first_note, last_note, _kind_note(dates, days), _SHIFTED if shifted else "")
    return DateParser(
        lambda text: days[text] if text in days else _no_day(text) or f"Date: {quoted(text)} is not a date.",
        whole=True,
        order=orders.get(most.most_common(1)[0][0]),
        note=" ".join(filter(None, notes)),
    )


def _moment(text: str, date: _Date, order: DateOrder | None, today: datetime.date) -> Moment:
    """Days since the year 1, or why there are none."""
    parts = _arranged(date.parts, order or "year month day", today)
    day = _ordinal(parts)
    if day is None:
        return f"Date: {quoted(text)} does not exist."
    return day + date.time if parts[0] >= _EARLIEST else f"Date: {quoted(text)} is too long ago."


def _arranged(parts: Parts, order: DateOrder, today: datetime.date) -> Parts:
    """Year, month and day; a year of two digits is the last one that has been."""
    named = dict(zip(order.split(), parts, strict=True))
    year = named["year"]
    if year < 100:
        year += 2000 if year + 2000 <= today.year else 1900
    return year, named["month"], named["day"]


def _ordinal(parts: Parts) -> float | None:
    try:
        return float(datetime.date(*parts).toordinal())
    except ValueError:
        return None


def _kind_note(dates: dict[str, _Date], days: dict[str, Moment]) -> str:
    example = {date.kind: text for text, date in reversed(dates.items())}
    if "serial" in example:
        day = days[example["serial"]]
        shown = f" ({datetime.date.fromordinal(int(day))})" if isinstance(day, float) else ""
        return f"Numbers such as {quoted(example['serial'])} were read as a spreadsheet's dates{shown}."
    if "year" in example:
        return "The dates are years only; each visit was set on 1 January of its year."
    if "month" in example:
        return f"Dates such as {quoted(example['month'])} have no day; the first of the month was taken."
    return ""


# --- The order of a date's parts ---------------------------------------------------------------------


def format_order(text: str) -> DateOrder | None:
    """The order that a format names: "dd/mm/yyyy", "TT.MM.JJJJ", "%m/%d/%y", "jj/mm/aaaa"; None if none."""
    groups = re.findall(r"[^\W\d_]+", text.casefold())
    if len(groups) == 1 and sorted(groups[0]) == ["d", "m", "y"]:
        groups = list(groups[0])
    parts = [_part(group) for group in groups]
    if len(parts) == 3 and parts.count("") == 1:  # "jj" is the German year, or the French day
        rest = {"day", "month", "year"}.difference(parts)
        parts = [part or rest.pop() for part in parts] if len(rest) == 1 else parts
    found = " ".join(parts)
    return next((order for order in DATE_ORDERS if order == found), None)


def _part(group: str) -> str:
    """The date part that a group of letters in a format stands for; "" if that is open."""
    letters = set(group)
    if letters <= {"d"} or letters <= {"t"} or letters <= {"g"}:
        return "day"
    if letters <= {"m"} or group in ("mon", "mmm"):
        return "month"
    if letters <= {"y"} or letters <= {"a"} or letters <= {"r"} or letters <= {"å"} or group == "jjjj":
        return "year"
    return {"days": "day", "months": "month", "years": "year"}.get(units.time_unit(group), "")


def _over_12(dates: Iterable[Parts], place: int) -> int:
    """The number of dates that can have no month in this place."""
    return sum(parts[place] > 12 for parts in dates)


def _read_as(text: str, order: DateOrder, guess: bool) -> str:
    as_what = f"Dates such as {quoted(text)} were read as {order.replace(' ', ', ')}"
    return f"{as_what}, which is a guess." if guess else f"{as_what}."


def _order_year_first(dates: dict[str, _Date], hint: DateHint) -> tuple[DateOrder, str]:
    """The order of dates with the year first; one that can have no month in its middle decides."""
    turned = {text: date.parts for text, date in dates.items() if date.kind == "year first"}
    named = hint.order or format_order(hint.inside)
    if named and named.startswith("year"):
        return named, ""
    if _over_12(turned.values(), 1) <= _over_12(turned.values(), 2):
        return "year month day", ""
    telling = next(text for text, parts in turned.items() if parts[1] > 12)
    return "year day month", _read_as(telling, "year day month", guess=False)


def _order_year_last(dates: dict[str, _Date], hint: DateHint, today: datetime.date) -> tuple[DateOrder, str]:
    """The order of dates that begin with a number of at most two digits."""
    turned = {text: date.parts for text, date in dates.items() if date.kind == "year last"}
    short = all(parts[2] < 100 for parts in turned.values())
    named = hint.order or format_order(hint.inside)
    if named and (short or not named.startswith("year")):
        return named, ""
    day_first = _over_12(turned.values(), 0) >= _over_12(turned.values(), 1)
    certain = bool(_over_12(turned.values(), 0) or _over_12(turned.values(), 1))
    usual: DateOrder = "day month year" if day_first else "month day year"
    if turned and short and _year_comes_first(turned, usual, today):
        text = next(iter(turned))
        return "year month day", _read_as(text, "year month day", _fit(turned, usual, today).count > 0)
    open_ones = [text for text, (a, b, _) in turned.items() if a != b and "." not in text]
    return usual, _read_as(open_ones[0], usual, guess=True) if open_ones and not certain else ""


@dataclass(frozen=True)
class _Fit:
    """The plausibility of dates in an order."""

    count: int  # of dates that exist and have been
    spread: float  # days from the first to the last
    last: float


def _fit(dates: dict[str, Parts], order: DateOrder, today: datetime.date) -> _Fit:
    days = [_ordinal(_arranged(parts, order, today)) for parts in dates.values()]
    there = [day for day in days if day is not None and day <= today.toordinal()]
    return _Fit(len(there), max(there) - min(there), max(there)) if there else _Fit(0, 0, 0)


def _year_comes_first(dates: dict[str, Parts], usual: DateOrder, today: datetime.date) -> bool:
    """Whether the first of three numbers is the year: more dates exist so, or lie much closer."""
    turned, plain = _fit(dates, "year month day", today), _fit(dates, usual, today)
    if turned.count != plain.count:
        return turned.count > plain.count
    if turned.spread == plain.spread == 0:
        return turned.last > plain.last and not any("." in text for text in dates)
    return turned.spread * _CLEARLY <= plain.spread


# --- Times since a beginning -------------------------------------------------------------------------


def _since_a_beginning(filled: "Counter[str]", hint: DateHint) -> DateParser:
    """Days as numbers or in words, or in the unit of time that the header names."""
    unit = units.time_unit(hint.inside) or "days"
    mark = decimal_mark(filled) or "."
    unknown = hint.inside and not units.time_unit(hint.inside) and not hint.is_date
    note = f"{quoted(hint.inside)} is no unit of time known here; days were assumed." if unknown else ""
    note = f"Times were read as {unit}." if unit != "days" else note

    def read(text: str) -> Moment:
        if text.casefold() in _BEGINNINGS:
            return 0.0
        number = read_number(text, mark=mark)
        worded = None if number else _in_words(text, mark)
        day = number.value * units.days_in(unit) if number else worded
        if day is None:
            return _no_day(text) or f"Day: {quoted(text)} is not a number."
        day = float(round(day)) if unit in _ROUNDED and not worded else day
        return day if abs(day) <= _LONGEST else f"Day: {quoted(text)} is not a possible day."

    return DateParser(read, whole=unit in ("minutes", "hours"), unit=unit, note=note)


def _in_words(text: str, mark: str) -> float | None:
    """Days of "Day 30", "Week 4", "M6", "3 months"."""
    match = _RELATIVE.fullmatch(clean_text(text))
    word = match and (match["before"] or match["after"])
    if not match or not word or (match["before"] and match["after"]):
        return None
    unit = "months" if word.casefold() == "m" else units.time_unit(word)
    number = read_number(match["number"], mark=mark)
    if not unit or number is None:
        return None
    day = number.value * units.days_in(unit)
    return float(round(day)) if unit in _ROUNDED else day


def _no_day(text: str) -> str:
    """The reason why a cell has no day, where it holds nothing; "" if it holds something else."""
    if text == UNCOMPUTED:
        return "The formula of its day has no stored result; please save the file in a spreadsheet first."
    return "There is no date or day." if is_missing(text) else ""
