"""The probabilities of some classes before a change and after it, as pairs of bars in one list."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.ui.assets import beside
from components.ui.widgets.class_bars import percent

_class_changes = st.components.v2.component(
    "chalknet_class_changes",
    html="<section></section>",
    js=beside(__file__, ".js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class ClassChange:
    """A class, its probability before and after, and whether it wins after."""

    label: str
    before: float
    after: float
    wins: bool = False


def class_changes(rows: Sequence[ClassChange], key: str) -> None:
    """Draw a line a class: what it was as an outline, what it is now as a bar in it."""
    drawn = [
        {
            "label": row.label,
            "before": row.before,
            "after": row.after,
            "was": percent(row.before),
            "is": percent(row.after),
            "wins": row.wins,
        }
        for row in rows
    ]
    _class_changes(data=drawn, key=key)
