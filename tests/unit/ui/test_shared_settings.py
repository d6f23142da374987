"""Settings of one name share their value from page to page: each must take what another leaves."""

import dataclasses
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import pytest

from components.topics import BUILT
from components.ui.frame.screen import load
from components.ui.url_state import Rule, Settings, choice, integer, rules

ROOT = Path(__file__).parents[3]
SCREENS = {f"{topic.page}: {entry.name}": load(topic, entry) for topic in BUILT for entry in topic.screens}
KINDS = sorted(
    {kind for screen in SCREENS.values() for kind in screen.settings}, key=lambda kind: kind.__qualname__
)


def declared() -> set[type[Settings]]:
    """Every dataclass of settings in the topics' screens."""
    found: set[Any] = set()
    for file in (ROOT / "components").glob("*/screens/*.py"):
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for _, kind in getmembers(module, isclass):
            members = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
            if kind.__module__ == module.__name__ and any("rule" in one.metadata for one in members):
                found.add(kind)
    return found


def clashes(kinds: list[type[Settings]]) -> dict[str, set[str]]:
    """The names that mean different things, each with the dataclasses that use it."""
    users: dict[str, list[tuple[str, Rule]]] = {}
    for kind in kinds:
        for name, rule in rules(kind).items():
            users.setdefault(name, []).append((kind.__qualname__, rule))
    return {
        name: {owner for owner, _ in used}
        for name, used in users.items()
        if any(rule != used[0][1] for _, rule in used)
    }


def test_every_dataclass_of_settings_is_said_by_a_screen() -> None:
    assert declared() == set(KINDS)


def test_one_name_means_one_thing_on_all_pages() -> None:
    assert clashes(KINDS) == {}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (choice("greedy", ("greedy", "beam")), choice("blur", ("blur", "pixels"))),
        (integer(0, 0, 9), integer(0, 0, 8)),
        (integer(0, 0, 9), choice("0", ("0",))),
    ],
)
def test_a_clash_would_be_found(mine: object, theirs: object) -> None:
    one = dataclasses.make_dataclass("One", [("way", str, mine)], frozen=True)
    other = dataclasses.make_dataclass("Other", [("way", str, theirs)], frozen=True)
    assert clashes([one, other]) == {"way": {"One", "Other"}}
    assert clashes([one, one]) == {}


@pytest.mark.parametrize("screen", SCREENS.values(), ids=list(SCREENS))
def test_the_experiments_of_a_screen_change_settings_that_there_are(screen: object) -> None:
    known = {name: rule for kind in KINDS for name, rule in rules(kind).items()}
    for experiment in screen.experiments:  # type: ignore[attr-defined]
        assert set(experiment.changes) <= set(screen.defaults)  # type: ignore[attr-defined]
    assert set(screen.defaults) <= set(known)  # type: ignore[attr-defined]
