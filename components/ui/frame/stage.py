"""The stage of a screen: one dominant picture, its controls in a dock, notes beside the picture on demand.

What stands in `picture` shares its room: columns and what fills (ui/fill.py) take what other elements leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.ui.frame.heading import Experiment, heading

NOTES = "notes"  # key of the switch that opens them; they stay open from screen to screen


@dataclass(frozen=True)
class Stage:
    """The two places of a stage that a screen draws into."""

    picture: DeltaGenerator
    dock: DeltaGenerator


def stage(
    claim: str, experiments: Sequence[Experiment], defaults: Mapping[str, Any], idea: str | None
) -> Stage:
    """Lay out a screen: `claim` and experiments at the top of the dock, `idea` (markdown) as its notes."""
    with st.container(key="stage"):
        picture = st.container(key="picture", gap="xsmall")
        with st.container(key="dock", gap="small"):
            heading(claim, experiments, defaults)
            if idea:
                st.toggle("Notes: the idea", key=NOTES)
            dock = st.container(key="controls", gap="small")
        if idea and st.session_state.get(NOTES):
            with st.container(key="idea"):
                st.markdown(idea)
    return Stage(picture, dock)
