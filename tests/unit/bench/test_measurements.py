"""The table of measurements against that of docs/measured.md."""

import re

from tests.bench.measurements import MEASUREMENTS
from tests.bench.results import ROOT

NAMES = [name for one in MEASUREMENTS for name in one.rows]


def test_each_row_stands_in_the_document_in_the_same_order() -> None:
    lines = (ROOT / "docs" / "measured.md").read_text(encoding="utf-8").splitlines()
    cells = [text.split("|")[1] for text in lines if text.startswith("| `")]
    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] == NAMES


def test_no_name_stands_twice() -> None:
    assert len(set(NAMES)) == len(NAMES) > 30
