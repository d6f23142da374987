"""The best classes as bars that can be clicked."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import streamlit as st

from components.ui.assets import beside
from components.ui.events import on_event
from components.ui.fill import fill

_class_bars = st.components.v2.component(
    "chalknet_class_bars",
    html="<ol></ol>",
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Bar:
    """One class: its name, its probability from 0 to 1, and the mark at its bar ("", "+" or "−")."""

    label: str
    probability: float
    mark: str = ""


def percent(probability: float) -> str:
    """A probability from 0 to 1 in words, which never calls a small one none or a large one all."""
    if probability < 0.0005:
        return "< 0.1\u00a0%"
    if probability >= 0.9995:
        return "> 99.9\u00a0%"
    return f"{100 * probability:.1f}\u00a0%"


def counted(share: float) -> str:
    """A share of things that were counted, from 0 to 1, in words: none of them is 0 %, all are 100 %."""
    return f"{100 * share:.0f}\u00a0%" if share in (0, 1) else percent(share)


def _only_shown(label: str) -> None:
    """Nothing follows from a click."""


def class_bars(
    bars: Sequence[Bar],
    on_pick: Callable[[str], None] = _only_shown,
    *,
    key: str,
    fills: bool = False,
) -> None:
    """Draw the bars; a click on one calls `on_pick` with its label before the page is run again.

    Those that fill share the room that is left to them.
    """

    rows = [
        {
            "label": bar.label,
            "probability": bar.probability,
            "percent": percent(bar.probability),
            "mark": bar.mark,
        }
        for bar in bars
    ]
    with fill(key) if fills else nullcontext():
        _class_bars(
            data={"rows": rows, "fills": fills}, key=key, on_pick_change=on_event(key, "pick", on_pick)
        )
