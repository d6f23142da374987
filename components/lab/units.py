"""What a laboratory value in another unit is in the unit this room keeps it in."""

import functools
import re
import unicodedata

from components.lab.patients import LABS

# How much one of a unit is in the lab's own unit. Molar masses: bilirubin 584.7, cholesterol 386.7 g/mol;
# 1 µkat is 60 U.
_FACTORS: dict[str, dict[str, float]] = {
    "bilirubin": {"mg/dl": 1, "mg%": 1, "mg/l": 0.1, "umol/l": 1 / 17.1},
    "cholesterol": {"mg/dl": 1, "mg%": 1, "g/l": 100, "mmol/l": 38.67},
    "albumin": {"g/dl": 1, "g%": 1, "g/l": 0.1},
    "alkaline phosphatase": {"u/l": 1, "ukat/l": 60},
    "AST": {"u/ml": 1, "u/l": 1, "ukat/l": 60},
    "platelets": {
        "10^3/ul": 1,
        "10^9/l": 1,
        "g/l": 1,
        "/nl": 1,
        "10^4/ul": 10,
        "/ul": 0.001,
        "10^6/l": 0.001,
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
    (r"\s", ""),
    (r"_", "/"),
    ("μ|mc", "u"),
    (r"^(x|×|\*)?10[\^*e]*(?=\d/)", "10^"),
    (r"^(k|tsd\.?|thousand|thou|1000)/", "10^3/"),
    (r"^(cells|zellen)?/", "/"),
    (r"(mm3|mm\^3|cmm)$", "ul"),
    (r"^gpt/", "g/"),
    (r"lit(er|re)$", "l"),
    (r"^(iu|ui|ie|e|units)/", "u/"),
    (r"^gm/", "g/"),
    (r"^(secs?|seconds?|sek\.?|sekunden|sec\.)$", "s"),
)


def factor(lab: str, unit: str) -> float | None:
    """How much one of a unit, as somebody wrote it, is in the lab's own unit; None if that is unknown."""
    return _FACTORS[lab].get(_plain(unit))


def choices(role: str) -> tuple[str, ...]:
    """The units that a column of this role may be in, the usual one first; () if it has none."""
    return _CHOICES.get(role, ())


def note(lab: str, unit: str) -> str:
    """What becomes of values in a unit, as a sentence; "" if they stay as they are."""
    own = _OWN[lab]
    if factor(lab, unit) not in (1, None):
        return f"Values of {lab} were converted from {unit} to {own}."
    if lab == "AST" and _plain(unit) == "u/l":
        return f"AST in {unit} was taken as {own}, since this data set uses both for the same."
    return ""


def looks_like_unit(text: str) -> bool:
    """Whether a text is meant as a unit, known or not."""
    plain = _plain(text)
    return "/" in plain or "%" in plain or any(plain in units for units in _FACTORS.values())


@functools.lru_cache
def _plain(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit).casefold()
    for pattern, right in _SAME:
        plain = re.sub(pattern, right, plain)
    return plain
