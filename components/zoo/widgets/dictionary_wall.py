"""A digit as the sum of dictionary entries: the sum, its error, and the entries of the strongest units."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

SHARED = ("lifecycle.js", "axes.js", "dom.js", "numbers.js", "signs.js", "svg.js", "plot.js")
_dictionary_wall = st.components.v2.component(
    "chalknet_dictionary_wall",
    html="<section></section>",
    js=together(__file__, *SHARED, "painted.js", "kept_data.js", "dictionary_chart.js", "dictionary_wall.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class WallUnit:
    """A unit of the code, and how active it is."""

    number: int
    activation: float


@dataclass(frozen=True)
class DictionarySum:
    """A digit, and what the first units add up to; pictures are addresses, but where they are names."""

    picture: str  # the digit
    title: str  # of the wall
    strip: str  # the name of the sums side by side, from one unit to all
    wall: str  # the name of what is shown of the units, COLUMNS in a row
    units: Sequence[WallUnit]  # the shown ones, the strongest first
    weakest: Sequence[float]  # for each number of units the activation of the last of them
    errors: Sequence[float]  # for each number of units


@dataclass(frozen=True)
class ChosenUnit:
    """One unit: its entry, and the digits that activate it most, side by side."""

    number: int
    entry: str
    digits: str
    activations: Sequence[float]


COLUMNS = 8  # of the wall


@dataclass(frozen=True)
class DictionaryWall:
    """All that is drawn, with `active` units."""

    digit: DictionarySum
    held_out: Sequence[tuple[int, float]]  # numbers of units, with the mean error over held-out digits
    chosen: ChosenUnit
    active: int


def dictionary_wall(
    shown: DictionaryWall, on_active: Callable[[int], None], on_unit: Callable[[int], None], key: str
) -> None:
    """Draw it. `on_active` gets the number of active units when the slider rests, `on_unit` a unit chosen."""

    def moved(told: dict[str, Any]) -> None:
        hear(key, int(told["number"]))
        on_active(int(told["active"]))

    with fill_or_grow(key):
        _dictionary_wall(
            data={**asdict(shown), "columns": COLUMNS, "heard": heard(key)},
            key=key,
            on_active_change=on_event(key, "active", moved),
            on_unit_change=on_event(key, "unit", lambda number: on_unit(int(number))),
        )
