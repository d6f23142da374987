"""The command line of `python -m tests.bench`."""

import argparse
from collections.abc import Sequence

from tests.bench.runner import Bench, named, run, show_names, still_to_measure

DESCRIPTION = (
    "Measure every figure beside its reference. Each row is printed, and written to bench.json, as soon as "
    "it is measured."
)
EPILOG = (
    "A run measures anew all it is asked for. Only with --resume does it leave out the rows that bench.json "
    "has from this very commit, without uncommitted changes, and from this machine with this version of "
    "torch. Rows that are not measured keep their figures, with when and where they were measured. The exit "
    "status is 1 if a row failed; the others are measured all the same."
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help="only these, and those that are measured with them"
    )
    parser.add_argument("--resume", action="store_true", help="leave out what is measured already")
    parser.add_argument(
        "--list", action="store_true", help="name all rows, with when and where they were measured"
    )
    return parser


def main(bench: Bench, words: Sequence[str]) -> int:
    """Do what the words of the command line say; the exit status."""
    parser = _parser()
    chosen = parser.parse_args(words)
    if chosen.list:
        show_names(bench)
        return 0
    try:
        wanted = named(bench.measurements, chosen.rows)
    except ValueError as error:
        parser.error(f"{error}; there are {', '.join(bench.names)}")
    failed = run(bench, still_to_measure(bench, wanted) if chosen.resume else wanted)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0
