"""What a screen's module says of it, as SCREEN: from it follow the page, the tests and the README's table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from components.topic import Entry, Topic
from components.ui.frame.heading import Experiment
from components.ui.url_state import Settings


@dataclass(frozen=True)
class Screen:
    """A screen: how it is drawn, the settings in its link, its experiments and what they begin from."""

    draw: Callable[[], None]
    settings: tuple[type[Settings], ...]
    experiments: Sequence[Experiment] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)


def load(topic: Topic, entry: Entry) -> Screen:
    """The screen of an entry on a topic's bar; its module is imported if it hasn't been yet."""
    screen: Screen = import_module(f"components.{topic.folder}.screens.{entry.module}").SCREEN
    return screen
