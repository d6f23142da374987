"""Where the awkward inputs lie, for the tests of the rooms that must take them."""

from pathlib import Path

CASES = Path(__file__).parent
KINDS = ("photos", "zips", "tables")


def case(kind: str, name: str) -> bytes:
    """The bytes of one case."""
    return (CASES / kind / name).read_bytes()


def names(kind: str) -> list[str]:
    """All cases of a kind, so that a test's table of them can be held against what is there."""
    return sorted(path.name for path in (CASES / kind).iterdir())
