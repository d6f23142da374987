"""The top of every screen: what to look at, and experiments to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.session import visitor

EXPERIMENT = "try "  # begins the keys of the buttons; address.js knows them by it


@dataclass(frozen=True)
class Experiment:
    """A demonstration to click: its title, and the settings that it changes from their defaults."""

    title: str
    changes: Mapping[str, Any]


def heading(claim: str, experiments: Sequence[Experiment], defaults: Mapping[str, Any]) -> DeltaGenerator:
    """One sentence on what to look at, and a button for each experiment, in a row that is given back.

    An experiment puts the screen into exactly its state: `defaults` with its changes.
    """
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="heading")
    with row:
        st.markdown(claim, width="content")
        st.markdown("**Try this**", width="content")
        for experiment in experiments:
            key = f"{EXPERIMENT}{experiment.title}"
            st.button(experiment.title, key=key, on_click=_put, args=(experiment, defaults))
    return row


def _put(experiment: Experiment, defaults: Mapping[str, Any]) -> None:
    st.session_state.update({**defaults, **experiment.changes})
    if "sample" in experiment.changes:  # as a click on the sample does
        visitor().put_photo_aside()
