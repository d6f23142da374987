"""Settings of one name share their value from page to page: each must take what another leaves."""

from dataclasses import Field, fields
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import pytest

from components.ui.url_state import InvalidParameterError

ROOT = Path(__file__).parents[3]
PROBES = (
    "-1",
    "0",
    "1",
    "4",
    "999",
    "1000",
    "9999",
    "true",
    "false",
    "cat",
    "flower",
    "ring",
    "LSTM",
    "Maps",
)


def kinds() -> list[type]:
    """Every dataclass of settings that a screen declares."""
    found = []
    for file in sorted((ROOT / "components").glob("*/screens/*.py")):
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for _, kind in getmembers(module, isclass):
            if kind.__module__ == module.__name__ and _settings(kind):
                found.append(kind)
    return found


def _settings(kind: type) -> list[Field[Any]]:
    declared = getattr(kind, "__dataclass_fields__", {}).values()
    return [one for one in declared if "rule" in one.metadata]


def _taken(setting: Field[Any]) -> set[str]:
    """Which of the probes a setting can take."""
    taken = set()
    for probe in PROBES:
        try:
            setting.metadata["rule"].parse(probe)
        except InvalidParameterError:
            continue
        taken.add(probe)
    return taken


def test_there_are_settings() -> None:
    assert len(kinds()) > 20


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__qualname__)
def test_one_name_means_one_range_on_all_pages(kind: type) -> None:
    mine = {setting.name: _taken(setting) for setting in fields(kind)}
    for other in kinds():
        for setting in fields(other):
            if setting.name in mine:
                assert _taken(setting) == mine[setting.name], f"{setting.name} of {other.__qualname__}"
