"""The awkward inputs of tests/cases: each has its line in their README. What it gives is tested by room."""

import re

import pytest

from tests.cases import CASES, KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_case_has_its_line(kind: str) -> None:
    text = (CASES / "README.md").read_text(encoding="utf-8")
    listed = {name for line in text.splitlines() if line.startswith("| `") for name in _names(line)}
    there = {path.name for path in (CASES / kind).iterdir()}
    assert there
    assert there <= listed
    assert all(any((CASES / k / name).exists() for k in KINDS) for name in listed)


def _names(line: str) -> list[str]:
    return re.findall(r"`([^`]+\.[a-z0-9]+)`", line.split("|")[1])
