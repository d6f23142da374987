"""What a retraining of the LSTMs changes stands in the files of weights/ alone, never in a sentence."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.rnn.forecast.ensemble import WEIGHTS, load_ensembles
from components.rnn.forecast.results import CHOICES, ensemble_size, first_unit
from components.rnn.patients import trial
from components.rnn.risk.ensemble import load_risk_ensembles
from components.rnn.risk.results import RESULTS, load_risk_results
from components.ui.text import cardinal
from tests.unit.literals import literals
from weights.recipes.rnn_outcome.comparison import DRAWS

SOURCES = sorted((Path(__file__).parents[3] / "components" / "rnn").rglob("*.py"))
COUNTED = r"(?:\w+ )?(?:LSTMs|networks|members|folds)\b"


def said(path: Path) -> str:
    """All strings of a module."""
    return " ".join(one for one in literals(path) if isinstance(one, str))


def figures(found: object) -> Iterator[float]:
    """The measured numbers of a file that are no whole ones, wherever they stand in it."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for part in found:
            yield from figures(part)
    elif isinstance(found, float) and round(found, 2) != found:
        yield found


def counts() -> set[int]:
    """How many networks, folds and patients there are."""
    size, risk = ensemble_size(), load_risk_results()
    return {size.folds, size.folds - 1, size.members, risk.members, risk.folds, risk.folds - 1}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_count_of_networks_or_patients_is_copied(path: Path) -> None:
    words = "|".join(re.escape(way) for one in counts() for way in (cardinal(one), f"{one:,}"))
    assert re.findall(rf"\b(?:{words}) {COUNTED}", said(path)) == []
    assert re.findall(rf"\b{len(trial())}\b(?! µ)", said(path)) == []
    assert re.findall(rf"\b{DRAWS:,} bootstrap", said(path)) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_measured_figure_is_copied(path: Path) -> None:
    files = (WEIGHTS.with_suffix(".json"), RESULTS)
    measured = {one for file in files for one in figures(json.loads(file.read_text(encoding="utf-8")))}
    assert len(measured) > 100
    ways = {f"{one:.{digits}f}" for one in measured for digits in (3, 4)}
    assert ways & set(re.findall(r"(?<![\d.])\d\.\d+", said(path))) == set()


def test_the_sizes_are_those_of_the_shipped_networks() -> None:
    size, shipped = ensemble_size(), load_ensembles()
    assert size.folds == len(shipped)
    assert {size.members} == {len(one.members) for one in shipped}
    assert {size.hidden} == {member.config.hidden for one in shipped for member in one.members}
    risk, ensembles = load_risk_results(), load_risk_ensembles()
    assert (risk.folds, risk.bootstrap_samples) == (len(ensembles), DRAWS)
    assert {risk.members} == {len(one.members) for one in ensembles}


def test_the_unit_that_is_followed_at_first_is_the_picked_one() -> None:
    assert first_unit() == json.loads(CHOICES.read_text(encoding="utf-8"))["first_unit"]
