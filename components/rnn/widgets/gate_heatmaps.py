"""Heat maps of units over visits, under charts of what was measured; a unit and a visit are picked."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from components.render.colours import SEQUENTIAL
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill
from components.ui.theme import diverging_scale

_gate_heatmaps = st.components.v2.component(
    "chalknet_gate_heatmaps",
    html="<section></section>",
    js=together(
        __file__,
        "lifecycle.js",
        *("axes.js", "colours.js", "dom.js", "focus.js", "numbers.js", "svg.js", "plot.js"),
        "gate_heatmaps.js",
    ),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class LabStrip:
    """One lab's value at each visit; None where nobody measured it."""

    name: str
    unit: str
    values: Sequence[float | None]
    logarithmic: bool


@dataclass(frozen=True)
class UnitHeatmap:
    """One number a unit and visit, in the order of the units; None where there is none."""

    title: str
    low: float
    high: float
    colours: Literal["sequential", "diverging"]
    values: Sequence[Sequence[float | None]]  # (units, visits)


@dataclass(frozen=True)
class GateHeatmaps:
    """Columns of a chart with heat maps under it, all over the same visits."""

    visits: Sequence[str]  # what stands under each
    columns: Sequence[tuple[LabStrip, Sequence[UnitHeatmap]]]
    units: Sequence[int]  # their numbers, from the top
    bounds: Sequence[int]  # rows at which another group of units begins
    unit: int  # the number of the one that is followed
    visit: int  # from 0


def gate_heatmaps(heatmaps: GateHeatmaps, on_pick: Callable[[int, int], None], key: str) -> None:
    """Draw the heat maps. A click, or the arrow keys on a map, call `on_pick(unit, visit)`."""

    def picked(cell: tuple[int, int]) -> None:
        unit, visit = cell
        on_pick(int(unit), int(visit))

    scales = {"sequential": SEQUENTIAL, "diverging": diverging_scale().table}
    tables = {name: table.flatten().tolist() for name, table in scales.items()}
    with fill(key):
        _gate_heatmaps(
            data=asdict(heatmaps) | {"tables": tables}, key=key, on_pick_change=on_event(key, "pick", picked)
        )
