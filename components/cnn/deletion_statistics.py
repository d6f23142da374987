"""Deletion tests of the sample photos' heat maps at every block.

They are measured once (weights/recipes/cnn/measure_deletion.py) and shipped: nobody has to wait for them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from components.cnn.saliency import CamMethod, class_activation_maps
from components.cnn.tracing import Trace
from components.vision.deletion import SHARES, Chance, Deletion, deletion, random_deletions

SHIPPED = Path(__file__).with_name("data") / "deletions.json"
DIGITS = 4  # of a probability


@dataclass(frozen=True)
class DeletionTest:
    """Deletion curves found so far, block by block, and those in random orders."""

    random: Chance
    hottest: tuple[Deletion, ...]


@dataclass(frozen=True)
class SampleDeletions:
    """The tests of a photo's heat maps for its best class, by method."""

    label: str
    tests: Mapping[CamMethod, DeletionTest]


def sample_deletions(trace: Trace) -> SampleDeletions:
    """Test the heat maps of all methods and blocks for the best class."""
    wanted, logits = int(trace.probabilities.argmax()), partial(trace.graph.logits_after, -1)
    random = random_deletions(logits, trace.pixels, wanted)
    tests: dict[CamMethod, DeletionTest] = {}
    for method in get_args(CamMethod):
        maps = class_activation_maps(trace.graph, trace.pixels, wanted, method)
        hottest = tuple(deletion(logits, trace.pixels, heat, wanted) for heat in maps)
        tests[method] = DeletionTest(random, hottest)
    return SampleDeletions(trace.graph.network.labels[wanted], tests)


def deletions_as_json(found: Mapping[str, SampleDeletions]) -> str:
    """Return the measured curves, by photo, as they are shipped: a line a photo."""
    lines = [f"{json.dumps(name)}: {json.dumps(_table(one))}" for name, one in found.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _table(found: SampleDeletions) -> dict[str, object]:
    random = next(iter(found.tests.values())).random.runs
    return {
        "class": found.label,
        "random": [_rounded(one) for one in random],
        **{method: [_rounded(one) for one in test.hottest] for method, test in found.tests.items()},
    }


def _rounded(found: Deletion) -> list[float]:
    return [round(probability, DIGITS) for probability in found.probabilities]


def load_deletions() -> dict[str, SampleDeletions]:
    """Return the shipped tests, by photo."""
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {name: _sample_deletions(one) for name, one in table.items()}


def _sample_deletions(table: Mapping[str, list[list[float]]]) -> SampleDeletions:
    random = Chance(tuple(_curve(one) for one in table["random"]))
    tests: dict[CamMethod, DeletionTest] = {
        method: DeletionTest(random, tuple(_curve(one) for one in table[method]))
        for method in get_args(CamMethod)
    }
    return SampleDeletions(str(table["class"]), tests)


def _curve(probabilities: list[float]) -> Deletion:
    return Deletion(SHARES, tuple(probabilities))
