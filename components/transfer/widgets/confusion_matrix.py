"""A confusion matrix whose cells open what is in them."""

from collections.abc import Callable, Sequence

import streamlit as st

from components.ui.assets import beside, together
from components.ui.events import on_event
from components.ui.fill import fill_or_grow

_confusion_matrix = st.components.v2.component(
    "chalknet_confusion_matrix",
    html="<section><table></table></section>",
    js=together(__file__, "dom.js", "focus.js", "confusion_matrix.js"),
    css=beside(__file__, ".css"),
)


def confusion_matrix(
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    opened: tuple[int, int],
    on_open: Callable[[int, int], None],
    key: str,
) -> None:
    """Draw `counts[true][predicted]`, the cell `opened` marked; a click calls `on_open(true, predicted)`."""

    def clicked(cell: tuple[int, int]) -> None:
        row, column = cell
        on_open(int(row), int(column))

    data = {"names": list(names), "counts": [list(row) for row in counts], "opened": list(opened)}
    with fill_or_grow(key):
        _confusion_matrix(data=data, key=key, on_cell_change=on_event(key, "cell", clicked))
