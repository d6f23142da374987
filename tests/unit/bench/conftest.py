from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.results import Origin
from tests.bench.runner import Bench, Measurement
from tests.bench.table import Row

HERE = Origin("a laptop, 2 cores", "0123456789ab")


def row(name: str, ours: float = 1.0) -> Row:
    return Row(name, ours, 2.0, "ms", "<= 1.0")


class FakeBench:
    """Three measurements: `one`; `two` and `three` together; `four`. It counts what is measured."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.measured: list[str] = []
        self.measures: dict[str, Callable[[], Row | list[Row]]] = {
            "one": lambda: row("one"),
            "two": lambda: [row("two"), row("three")],
            "four": lambda: row("four"),
        }

    def at(self, origin: Origin = HERE) -> Bench:
        together = {"one": ("one",), "two": ("two", "three"), "four": ("four",)}
        return Bench(
            [Measurement(rows, self._counted(name)) for name, rows in together.items()], self.file, origin
        )

    def _counted(self, name: str) -> Callable[[], Row | list[Row]]:
        def measure() -> Row | list[Row]:
            self.measured.append(name)
            return self.measures[name]()

        return measure


@pytest.fixture
def fake(tmp_path: Path) -> FakeBench:
    return FakeBench(tmp_path / "bench.json")
