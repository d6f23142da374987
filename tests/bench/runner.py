"""Measures row after row: each is printed and kept at once, and one that fails takes no other with it."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from tests.bench import results
from tests.bench.results import Origin
from tests.bench.table import HEAD, Row, line


@dataclass(frozen=True)
class Measurement:
    """What is measured together: the names of its rows, and the function that measures them."""

    rows: tuple[str, ...]
    measure: Callable[[], Row | list[Row]]


@dataclass(frozen=True)
class Bench:
    """All measurements in their order, the file of their figures, and where they are measured."""

    measurements: Sequence[Measurement]
    file: Path
    origin: Origin

    @property
    def names(self) -> list[str]:
        """All rows, in their order."""
        return [name for one in self.measurements for name in one.rows]


def named(measurements: Sequence[Measurement], names: Sequence[str]) -> list[Measurement]:
    """Those with one of the names, all where none is given. Raises ValueError for names of no row."""
    known = {name for one in measurements for name in one.rows}
    unknown = sorted(set(names) - known)
    if unknown:
        raise ValueError(f"there is no row {', '.join(unknown)}")
    return [one for one in measurements if not names or set(names) & set(one.rows)]


def still_to_measure(bench: Bench, wanted: Sequence[Measurement]) -> list[Measurement]:
    """Those whose rows don't all stand in the file, measured at this very commit on this very machine."""
    found = results.read(bench.file)
    current = {name for name, one in found.items() if bench.origin.known and one.origin == bench.origin}
    return [one for one in wanted if not current.issuperset(one.rows)]


def run(bench: Bench, wanted: Sequence[Measurement]) -> list[str]:
    """Measure, print and keep each; then show what stands in the file from before. The rows that failed."""
    print(HEAD, flush=True)
    failed: list[str] = []
    for one in wanted:
        try:
            rows = _measured(one)
        except Exception as error:
            traceback.print_exc()
            print(f"{', '.join(one.rows)}: failed, {type(error).__name__}: {error}", flush=True)
            failed += one.rows
        else:
            results.keep([results.measured_now(row, bench.origin) for row in rows], bench.file, bench.names)
            print("\n".join(map(line, rows)), flush=True)
    done = {name for one in wanted for name in one.rows} - set(failed)
    _show_older(bench, done)
    return failed


def _measured(one: Measurement) -> list[Row]:
    """In one thread a forward pass. Raises ValueError if the rows aren't those that were promised."""
    torch.set_num_threads(1)
    found = one.measure()
    rows = [found] if isinstance(found, Row) else found
    names = tuple(row.name for row in rows)
    if names != one.rows:
        raise ValueError(f"measured {', '.join(names)} instead of {', '.join(one.rows)}")
    return rows


def _show_older(bench: Bench, done: set[str]) -> None:
    older = [result for name, result in results.read(bench.file).items() if name not in done]
    if older:
        print(f"\nNot measured in this run, {bench.file.name} keeps:")
    for result in older:
        print(f"{line(result.row)}\n    {result}")


def show_names(bench: Bench) -> None:
    """Print each row's name, and when and where its figure was measured."""
    found = results.read(bench.file)
    for name in bench.names:
        print(f"{name:<24}{found.get(name, 'not measured yet')}")
