"""The text of a cell: markers of missing values, and quoting within a sentence."""

_SIGNS_FOR_NOTHING = ("", "-", "--", "–", "—", ".", "..", "...", "?", "_", "__", "___", "/", "\\")
_WORDS_FOR_NOTHING = ("n/a", "#n/a", "na", "n.a.", "nan", "null", "none", "nil", "nd", "n.d.", "k.a.", "n.v.")
MISSING = frozenset(  # in small letters
    (
        *_SIGNS_FOR_NOTHING,
        *_WORDS_FOR_NOTHING,
        "missing",
        "unknown",
        "not done",
        "not measured",
        "pending",
        "nat",
    )
)
_SHOWN = 30  # characters of a cell in a sentence


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.casefold() in MISSING


def quoted(text: str) -> str:
    """A cell's text within a sentence."""
    line = " ".join(text.split())
    return f"“{line[:_SHOWN]}…”" if len(line) > _SHOWN else f"“{line}”"
