"""The stage of a screen: one dominant picture, its controls in a dock, notes beside the picture on demand.

What stands in `picture` shares its room: columns and what fills (ui/fill.py) take what other elements leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.ui.frame.heading import Experiment, offer

NOTES = "notes"  # key of the switch that opens them; they stay open from screen to screen


@dataclass(frozen=True)
class Stage:
    """The places of a stage, and what its dock begins with."""

    picture: DeltaGenerator
    side: DeltaGenerator
    experiments: Sequence[Experiment]
    defaults: Mapping[str, Any]
    has_notes: bool

    @cached_property
    def dock(self) -> DeltaGenerator:
        """The place of the controls, below the experiments.

        All of it is drawn when it is first asked for: an answer that a screen draws in `picture` before that
        is on its way before the rest.
        """
        with self.side:
            offer(self.experiments, self.defaults)
            if self.has_notes:
                st.toggle("Notes: the idea", key=NOTES)
            return st.container(key="controls", gap="small")


def stage(
    claim: str, experiments: Sequence[Experiment], defaults: Mapping[str, Any], idea: str | None
) -> Stage:
    """Lay out a screen: `claim`, one sentence on what to look at, above the dock, and in the projector view,
    beginning with the screen's name, above the picture; `idea` (markdown) as its notes."""
    with st.container(key="stage"):
        picture = st.container(key="picture", gap="xsmall")
        with st.container(key="claim"):
            st.markdown(f"**{st.session_state['screen']}:** **{claim}**")
        side = st.container(key="dock", gap="small")
        if idea and st.session_state.get(NOTES):
            with st.container(key="idea"):
                st.markdown(idea)
    return Stage(picture, side, experiments, defaults, bool(idea))
