"""The top of every screen's dock: what to look at, and experiments to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.session import visitor

EXPERIMENT = "try "  # begins the keys of the buttons; address.js knows them by it


@dataclass(frozen=True)
class Experiment:
    """A demonstration to click: its title, and the settings that it changes from their defaults."""

    title: str
    changes: Mapping[str, Any]


def heading(claim: str, experiments: Sequence[Experiment], defaults: Mapping[str, Any]) -> None:
    """One sentence on what to look at, and a button for each experiment.

    An experiment puts the screen into exactly its state: `defaults` with its changes.
    """
    st.markdown(f"**{claim}**")
    if not experiments:
        return
    with st.container(key="experiments", horizontal=True, gap="xsmall"):
        st.markdown("Try this", width="content")
        for experiment in experiments:
            key = f"{EXPERIMENT}{experiment.title}"
            st.button(experiment.title, key=key, on_click=_put, args=(experiment, defaults))


def _put(experiment: Experiment, defaults: Mapping[str, Any]) -> None:
    st.session_state.update({**defaults, **experiment.changes})
    if "sample" in experiment.changes:  # as a click on the sample does
        visitor().put_photo_aside()
