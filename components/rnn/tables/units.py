"""Units of laboratory values and of time, and their factors to the units that are used here."""

import functools
import re
import unicodedata

from components.rnn.patients import LABS
from components.rnn.tables import vocabulary

# How much one of a unit is in the lab's own unit. Molar masses: bilirubin 584.7, cholesterol 386.7 g/mol;
# 1 µkat is 60 U.
_FACTORS: dict[str, dict[str, float]] = {
    "bilirubin": {
        "mg/dl": 1,
        "mg%": 1,
        "mg/100ml": 1,
        "mg/l": 0.1,
        "umol/l": 1 / 17.1,
        "mmol/l": 1000 / 17.1,
    },
    "cholesterol": {"mg/dl": 1, "mg%": 1, "mg/100ml": 1, "g/l": 100, "mmol/l": 38.67},
    "albumin": {"g/dl": 1, "g%": 1, "g/100ml": 1, "g/l": 0.1, "mg/dl": 0.001},
    "alkaline phosphatase": {"u/l": 1, "ukat/l": 60, "nkat/l": 0.06},
    "AST": {"u/ml": 1, "u/l": 1, "ukat/l": 60, "nkat/l": 0.06},
    "platelets": {
        "10^3/ul": 1,
        "10^9/l": 1,
        "g/l": 1,
        "/nl": 1,
        "10^4/ul": 10,
        "/ul": 0.001,
        "10^6/l": 0.001,
        "10^6/ml": 1,
        "10^3/ml": 0.001,
    },
    "prothrombin time": {"s": 1},
}
_CHOICES = {
    "bilirubin": ("mg/dl", "µmol/l", "mg/l"),
    "cholesterol": ("mg/dl", "mmol/l", "g/l"),
    "albumin": ("g/dl", "g/l"),
    "alkaline phosphatase": ("U/l", "µkat/l"),
    "AST": ("U/ml", "U/l", "µkat/l"),
    "platelets": ("10³/µl", "10⁹/l", "/µl", "10⁴/µl"),
    "prothrombin time": ("s",),
    "day": ("days", "weeks", "months", "years", "hours", "minutes"),
}
_OWN = {lab.name: lab.unit for lab in LABS}
_SAME = (  # other ways to write a unit, in the order in which they are put right
    (r"\s|[\[\]{}]", ""),
    (r"_", "/"),
    (r"⁄|∕", "/"),
    ("мк", "u"),
    ("моль", "mol"),
    ("мг", "mg"),
    ("г", "g"),
    ("дл", "dl"),
    ("л", "l"),
    ("ед", "u"),
    ("μ|mc", "u"),
    (r"^x?1,?000$", "10^3/ul"),
    (r"^(x|×|\*)?10/(?=\d+/)", "10^"),  # as R leaves "10^9/l"
    (r"^(x|×|\*)?10[\^*e]*(?=\d/)", "10^"),
    (r"^(k|tsd\.?|tys\.?|thousands?|thou|1000)/", "10^3/"),
    (r"^(cells|zellen)?/", "/"),
    (r"(mm3|mm\^3|cmm)$", "ul"),
    (r"^gpt/", "g/"),
    (r"lit(er|re)$", "l"),
    (r"^(iu|ui|ie|e|units|unit)/", "u/"),
    (r"^gm/", "g/"),
    (r"^gr/", "g/"),
    (r"^(secs?|seconds?|sek\.?|sekunden|sec\.|secondes?|segundos?)$", "s"),
    (r"^(percent|prozent)$", "%"),
)
# What may be a unit of some test, even if it is none of these tests' ("pg/ml", "mmol/24h").
_ANY = re.compile(
    r"(10\^\d+|([pnum]|mi|k)?(g|mol|u|iu|kat|eq|osm|m)|mio|fl|/)?"
    r"/?([mudncf]?l|h|24h|min|mm3|kg|100ml|m2|1,73m2)"
)
_TIMES: dict[str, float] = {  # days in one of each
    "minutes": 1 / 1440,
    "hours": 1 / 24,
    "days": 1,
    "weeks": 7,
    "months": 365.25 / 12,
    "years": 365.25,
}
_LONGEST = 40  # characters of a unit
TIME_UNITS = tuple(_TIMES)


def factor(lab: str, unit: str) -> float | None:
    """Return the factor from a unit, as somebody wrote it, to the lab's own; None if it is unknown."""
    return _FACTORS[lab].get(_plain(unit))


def choices(role: str) -> tuple[str, ...]:
    """The units that a column of this role may be in, the usual one first; () if it has none."""
    return _CHOICES.get(role, ())


def conversion_note(lab: str, unit: str) -> str:
    """The conversion of values in a unit as a sentence; "" if they stay as they are."""
    own = _OWN[lab]
    if factor(lab, unit) not in (1, None):
        return f"Values of {lab} were converted from {unit} to {own}."
    if lab == "AST" and _plain(unit) == "u/l":
        return f"AST in {unit} was taken as {own}, since this data set uses both for the same."
    return ""


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement, of these tests or of others; "24h/urine" is none."""
    if len(text) > _LONGEST:
        return False
    plain = _plain(text)
    return any(plain in units for units in _FACTORS.values()) or plain == "%" or _is_any(plain)


def _is_any(plain: str) -> bool:
    return "/" in plain and _ANY.fullmatch(plain) is not None


def is_known(lab: str, unit: str) -> bool:
    """Whether values in this unit can be converted."""
    return _plain(unit) in _FACTORS[lab]


def same(lab: str, one: str, other: str) -> bool:
    """Whether two ways to write a unit mean the same; "" is the lab's own."""
    return (factor(lab, one) if one else 1) == (factor(lab, other) if other else 1)


# --- Time --------------------------------------------------------------------------------------------


def days_in(unit: str) -> float:
    """Return the number of days of one of TIME_UNITS."""
    return _TIMES[unit]


@functools.cache
def _time_words() -> dict[str, str]:
    return {word: unit for unit, words in vocabulary.TIME_UNITS.items() for word in (unit, *words.split())}


def time_unit(text: str) -> str:
    """Return the one of TIME_UNITS that a word means, in one of many languages; "" if none."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _time_words().get("".join(sign for sign in plain if sign.isalnum()), "")


@functools.lru_cache
def _plain(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit).casefold()
    for pattern, right in _SAME:
        plain = re.sub(pattern, right, plain)
    return plain
