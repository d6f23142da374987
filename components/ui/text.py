"""Words and numbers as the pages write them."""

import re
import unicodedata

_JOINER = "\u2060"  # takes no room and shows nothing
_ISOLATE, _END = "\u2068", "\u2069"
_CONTROLS = "[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
# What Streamlit replaces in text even where it is escaped (":material/…:", arrows, dashes), and what
# Markdown takes for an address: a joiner between its first two letters hides it from them.
_REPLACED = re.compile(r":(?=[A-Za-z])|<(?=-)|-(?=[->])|[<>~](?==)|:(?=//)|www(?=\.)|(?<=\S)(?=@)", re.I)
_RIGHT_TO_LEFT = ("R", "AL")


def plain(text: str) -> str:
    """A visitor's text for markdown, a button or a message: shown as it is, whatever marks it holds.

    A text that runs from right to left is kept from turning round what stands beside it.
    """
    hidden = _REPLACED.sub(lambda found: found[0] + _JOINER, isolated(text))
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])", r"\\\1", hidden)


def isolated(text: str) -> str:
    """A visitor's text on one line, which leaves the direction of its neighbours alone."""
    line = re.sub(_CONTROLS, lambda found: " " if found[0].isspace() else "", text)
    turns = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in line)
    return f"{_ISOLATE}{line}{_END}" if turns else line


_CARDINALS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def cardinal(count: int) -> str:
    """A count in letters up to twelve, else in digits, as it stands in a sentence."""
    return _CARDINALS[count] if count < len(_CARDINALS) else f"{count:,}"


def in_words(number: float, form: str = ".2f") -> str:
    """A number with a true minus, without one where it rounds to 0."""
    written = f"{number:{form}}"
    return re.sub("^-(?=[0.]+$)", "", written).replace("-", "−")


def power_of_ten(number: float, places: int = 0) -> str:
    """A number such as 3 · 10⁻⁸ on one line, its first digit with so many places; "0" if it is 0."""
    if number == 0:
        return "0"
    digits, power = f"{number:.{places}e}".split("e")
    return f"{digits}\u00a0·\u00a010{str(int(power)).translate(_SUPERSCRIPT)}"


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
