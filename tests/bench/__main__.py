"""`make bench`: every figure beside its reference; `python -m tests.bench --help` says how to choose."""

import sys

from tests.bench.command import main
from tests.bench.measurements import MEASUREMENTS
from tests.bench.results import ROOT, here
from tests.bench.runner import Bench

if __name__ == "__main__":
    sys.exit(main(Bench(MEASUREMENTS, ROOT / "bench.json", here()), sys.argv[1:]))
