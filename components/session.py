"""What one visitor carries from page to page, as typed objects instead of loose session-state keys."""

from collections.abc import Hashable, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st
from cachetools import FIFOCache

from components.intake.kept import KeptPhoto

if TYPE_CHECKING:  # it needs torch, which the first page doesn't wait for
    from components.vision.classifier import Classifier


MOST_GUESSES = 500  # of the visit: those made last


class Guess(NamedTuple):
    """What the visitor chose, and whether that was right; "" where the answer was shown without a guess."""

    choice: str
    right: bool


@dataclass(frozen=True)
class ForwardPass:
    """The last forward pass that answered this visitor."""

    model: str
    milliseconds: float


@dataclass
class Visitor:
    """One browser session."""

    photo: KeptPhoto | None = None  # the visitor's own; None while a sample is shown
    photo_aside: KeptPhoto | None = None
    classifier: "Classifier | None" = None  # the one taught last
    last_pass: ForwardPass | None = None
    guesses: MutableMapping[Hashable, Guess] = field(default_factory=lambda: FIFOCache(MOST_GUESSES))
    frozen: dict[str, Any] = field(default_factory=dict)  # one for each thing that is compared, by its name

    def put_photo_aside(self) -> None:
        """Show a sample instead of the visitor's own photo, to which the browser's Back may still lead."""
        self.photo_aside, self.photo = self.photo or self.photo_aside, None


def visitor() -> Visitor:
    """This session's visitor."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = Visitor()
    carried: Visitor = st.session_state["visitor"]
    return carried
