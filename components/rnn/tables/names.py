"""Names of columns and tests, recognised in many languages and in well-known exports."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from components.rnn.tables import units
from components.rnn.tables.interpretation import TESTS
from components.rnn.tables.vocabulary import BESIDE, CODES, OFFSETS, OTHER_NAMES, SINCE, UNIT

_JOINED = re.compile(
    r"^(gesamt|total|serum|plasma)|(total|totale|gesamt|serum)$"
)  # to a name: "Gesamtbilirubin"
_DATE_WORDS = re.compile(r"date|datum|fecha|data|dato|.*(datum|fecha|日期)")
_OTHER_DATES = re.compile(
    r"birth|geb|nacim|naiss|nasc|dob|death|tod|deces|muerte|print|druck|export|discharg|entlass|transpl|diagn|"
    r"enrol|end|updat|creat|order|admis|aufnahme|version"
)
_TIMED = ("date", "day", "time")
_MOLAR = {"bilirubin": "µmol/l", "cholesterol": "mmol/l"}
_PROPERTIES = re.compile(r"(mass|moles|#|enzymatic activity|catalytic activity)/volume", re.IGNORECASE)
_LONGEST = 100  # characters of a name
_UNIT_WORDS = 3
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_RANGE = re.compile(r"[\d.,\s<>≤≥=\-–—]*(bis|to|à|a)?[\d.,\s<>≤≥=\-–—]*\d\s*")
_FROM_R = re.compile(r"([^\W\d][\w.]*?)\.\.+([\w%µμ^*]+(?:\.[\w^*]+)*)\.*")
_CUTS = re.compile(r"[\s,_;:.]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class RecognisedName:
    """The meaning of a column's or a test's name."""

    what: str  # "patient", "date", … or a lab's or a sign's name
    unit: str = ""  # of a lab, and of a day; of a date the format; as it is written
    rank: int = 0  # how sure that is among columns of which there can be one only; 0 is the surest


def normalise_name(text: str) -> str:
    """Return a text's letters and digits, without accents and capitals: "Alk. phos." becomes "alkphos"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@functools.cache
def _known() -> dict[str, RecognisedName]:
    known: dict[str, RecognisedName] = {}
    for what, others in OTHER_NAMES.items():
        for rank, group in enumerate(others.split("|")):
            for alias in ((what,) if what == "patient" and rank == 1 else ()) + tuple(group.split()):
                known.setdefault(normalise_name(alias), RecognisedName(what, "", rank))
        known.setdefault(normalise_name(what), RecognisedName(what))
    return known | {name: RecognisedName("day", unit) for name, unit in OFFSETS.items()}


@functools.cache
def _coded() -> dict[str, str]:
    return {code: name for name, codes in CODES.items() for code in codes.split()}


def recognise_name(text: str) -> RecognisedName | None:
    """Recognise a header or a test's name: "Bilirubin, total (µmol/l)" is bilirubin in µmol/l.

    None if it is unknown, or known but qualified, as in "PT (INR)", "Albumin 24h/urine", "AST / ALT".
    """
    return _recognised(text) if 0 < len(text) <= _LONGEST else None


@functools.lru_cache(maxsize=10_000)
def _recognised(text: str) -> RecognisedName | None:
    from_r = None if " " in text else _FROM_R.fullmatch(text)
    if from_r:
        text = f"{from_r[1]} ({from_r[2]})"
    found = _unbracketed(_BRACKETS.sub(" ", text).strip())
    if found is None:
        return None
    for inside in _BRACKETS.findall(text):
        inner = _inside(found, inside.strip())
        if inner is None:
            return None
        found = inner
    return found


def recognise_code(text: str) -> RecognisedName | None:
    """The test that a code of LOINC or MIMIC means, in a column of codes."""
    return RecognisedName(_coded()[text]) if text in _coded() else None


def unit_column_test(text: str) -> str:
    """The test whose unit a column of this name holds, as in "bilirubin unit"; "" if it names none."""
    words = [normalise_name(word) for word in _words(text)]
    if not UNIT.intersection(words):
        return ""
    found = _named("".join(word for word in words if word not in UNIT | BESIDE))
    return found.what if found and found.what in TESTS else ""


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", text) if word]


def _named(plain: str) -> RecognisedName | None:
    return _known().get(plain)


def _what(text: str) -> RecognisedName | None:
    """The meaning of a name without a unit and brackets."""
    if "%" in text:  # a unit, which must not be lost
        return None
    words = [word.casefold() for word in _words(text)]
    joined = normalise_name("".join(words))
    return (
        _named(joined)
        or _named(normalise_name("".join(word for word in words if normalise_name(word) not in BESIDE)))
        or _named(_JOINED.sub("", joined))
        or _elapsed(words)
        or _dated(text)
    )


def _elapsed(words: list[str]) -> RecognisedName | None:
    """A time that is named by its unit: "months", "weeks since enrolment", "follow-up years"."""
    unit = units.time_unit(words[0]) if words and len(words[0]) > 1 else ""
    return RecognisedName("day", unit) if unit and (len(words) == 1 or words[1] in SINCE) else None


def _dated(text: str) -> RecognisedName | None:
    """A date that is further described: "EpisodeDate", "Datum der Blutentnahme", but not of birth."""
    words = [normalise_name(word) for word in _words(_CAMEL.sub(" ", text))]
    if any(map(_DATE_WORDS.fullmatch, words)) and not any(map(_OTHER_DATES.match, words)):
        return RecognisedName("date", "", 2)
    return None


def _unbracketed(text: str) -> RecognisedName | None:
    """A name, maybe before a unit without brackets, as in "alk phos U/l" or "bili_mg_dl"."""
    return next(_before_units(text), None) or _what(text)


def _before_units(text: str) -> Iterator[RecognisedName]:
    for cut in list(_CUTS.finditer(text))[-_UNIT_WORDS:]:
        found, unit = _what(text[: cut.start()]), text[cut.end() :].strip(" .")
        if found and found.what in TESTS:
            yield from (RecognisedName(found.what, way) for way in _ways(unit) if units.is_unit(way))
        elif found and found.what in _TIMED and units.time_unit(unit):
            yield RecognisedName(found.what, unit, found.rank)


def _ways(unit: str) -> Iterator[str]:
    """A unit as it is written, without the range before it, and as R leaves it: "mg.dL"."""
    yield unit
    yield _RANGE.sub("", unit, count=1)
    if " " not in unit:
        yield unit.replace(".", "/")


def _inside(found: RecognisedName, inside: str) -> RecognisedName | None:
    """The name with what brackets add: a unit, or nothing new; None if they make it another test."""
    if found.what in _TIMED:
        return RecognisedName(found.what, inside or found.unit, found.rank)
    if found.what not in TESTS:
        return found
    for way in _ways(inside):
        if units.is_unit(way):
            return RecognisedName(found.what, found.unit or way)
    if _PROPERTIES.fullmatch(inside):
        molar = inside.casefold().startswith("moles")
        return RecognisedName(found.what, _MOLAR.get(found.what, "") if molar else found.unit)
    if _adds_nothing(found, inside):
        return found
    first, comma, others = inside.partition(",")
    inner = _inside(found, first.strip()) if comma else None
    return _inside(inner, others.strip()) if inner else None


def _adds_nothing(found: RecognisedName, inside: str) -> bool:
    same = _what(inside)
    harmless = all(normalise_name(word) in BESIDE for word in _words(inside))
    return harmless or _RANGE.fullmatch(inside) is not None or bool(same and same.what == found.what)
