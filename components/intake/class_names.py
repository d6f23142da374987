"""What a class may be called: the one form of a name, and the nearest possible name for a folder."""

import collections
import functools
import unicodedata
from collections.abc import Iterable

MAX_NAME = 40
FORBIDDEN = '<>:"/\\|?*'  # what no file system takes: a class is a folder in the saved zip
UNNAMED = "Unnamed"


def one_form(name: str) -> str:
    """A name in Unicode's composed form (NFC), every run of blanks as one blank, none at its ends."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@functools.lru_cache(1024)
def key(name: str) -> str:
    """What two names have in common if only blanks, case or the form of their letters tells them apart."""
    return one_form(one_form(name).casefold())


def possible_name(name: str) -> str:
    """The nearest name that a class may have: any text in, a name that needs no tidying out."""
    letters = ("-" if letter in FORBIDDEN else letter for letter in one_form(name))
    kept = one_form("".join(letter for letter in letters if letter.isprintable()))
    return one_form(one_form(kept.lstrip(". "))[:MAX_NAME]) or UNNAMED


def possible_names(names: Iterable[str]) -> dict[str, str]:
    """For each name a possible one of its own; those that would fall together are numbered."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    numbers: collections.Counter[str] = collections.Counter()  # no number is tried twice for one name
    for name in names:
        first = chosen = possible_name(name)
        while key(chosen) in taken:
            numbers[first] += 1
            ending = f" {numbers[first] + 1}"
            chosen = one_form(first[: MAX_NAME - len(ending)] + ending)
        taken.add(key(chosen))
        found[name] = chosen
    return found
