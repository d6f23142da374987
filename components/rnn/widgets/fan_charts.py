"""Charts of measured values over time, one large and the others small, each with a fan of what may come."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from components.ui.acknowledgements import hear, heard
from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill

_fan_charts = st.components.v2.component(
    "chalknet_fan_charts",
    html="<section></section>",
    js=together(__file__, "lifecycle.js", *("axes.js", "focus.js", "svg.js", "plot.js"), "fan_charts.js"),
    css=beside(__file__, ".css"),
)

TimePoints = Sequence[tuple[float, float]]  # years, value


@dataclass(frozen=True)
class FanPanel:
    """One chart: what was measured, what is usual, and the curves of the forecast, if there is one."""

    title: str
    unit: str
    logarithmic: bool
    reference: tuple[float, float]
    known: TimePoints
    fan: Sequence[Sequence[float]] = ()  # quantiles from low to high, each along `years` of the charts
    bounds: tuple[float, float] = (0.0, 0.0)  # where they are cut; what lies there reads "under" or "over"
    guess_from: float | None = None  # years ahead; a horizon so far or farther shows a guess, which is said
    truth: TimePoints = ()  # what really came; () while it is hidden
    # What simple rules say, along `years`; drawn and named while this chart is the large one, as is the note.
    lines: dict[str, Sequence[float]] = field(default_factory=dict)
    note: str = ""  # under the title
    gone: TimePoints = ()  # what was measured and is changed or left out now
    before: Sequence[
        Sequence[float]
    ] = ()  # the quantiles to compare with, along `years_before` of the charts


@dataclass(frozen=True)
class FanCharts:
    """All panels over one time axis."""

    panels: Sequence[FanPanel]
    years: Sequence[float] = ()  # of the fan, from the last known visit on
    horizon: float = 0.0  # years ahead that are shown
    years_before: Sequence[float] = ()  # of the fans to compare with
    names: tuple[str, str] = ("median", "before")  # of the fan's median, and of the one to compare with
    large: int = 0  # which panel
    small: bool = True  # whether the others are drawn


def _enlarged_in_the_browser_only(panel: int) -> None:
    """Nothing follows from a click on a small panel but what is seen."""


def fan_charts(
    charts: FanCharts,
    on_release: Callable[[float], None],
    key: str,
    on_enlarge: Callable[[int], None] = _enlarged_in_the_browser_only,
) -> None:
    """Draw the panels as large as their room. The horizon follows the pointer or the keys in the browser.

    When it is let go, `on_release` gets it, in years ahead, before the page is run again; a click on a small
    panel calls `on_enlarge` with its number.
    """

    def released(moved: dict[str, Any]) -> None:
        hear(key, int(moved["number"]))
        on_release(float(moved["years"]))

    def enlarged(moved: dict[str, Any]) -> None:
        hear(key, int(moved["number"]))
        on_enlarge(int(moved["large"]))

    with fill(key):
        _fan_charts(
            data={**asdict(charts), "heard": heard(key)},
            key=key,
            on_horizon_change=on_event(key, "horizon", released),
            on_large_change=on_event(key, "large", enlarged),
        )
