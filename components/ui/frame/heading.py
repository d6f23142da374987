"""The top of every screen's dock: experiments to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.session import visitor
from components.ui.frame.tried import is_as_tried, note_tried

EXPERIMENT = "try "  # begins the keys of the buttons; address.js knows them by it


@dataclass(frozen=True)
class Experiment:
    """A demonstration to click: its title, the settings that it changes from their defaults, what is seen.

    `seen` is one sentence, to be read after the picture; a question to be guessed has none.
    """

    title: str
    changes: Mapping[str, Any]
    seen: str = ""


def offer(experiments: Sequence[Experiment], defaults: Mapping[str, Any]) -> None:
    """Draw a button for each experiment, which sets exactly its state: `defaults` with its changes."""
    if not experiments:
        return
    with st.container(key="experiments", horizontal=True, gap="xsmall"):
        st.markdown("Try this", width="content")
        for experiment in experiments:
            key = f"{EXPERIMENT}{experiment.title}"
            st.button(experiment.title, key=key, on_click=_put, args=(experiment, defaults))
    for experiment in experiments:
        if experiment.seen and is_as_tried(experiment.title):
            with st.container(key="seen"):
                st.markdown(experiment.seen)


def _put(experiment: Experiment, defaults: Mapping[str, Any]) -> None:
    wanted = {**defaults, **experiment.changes}
    st.session_state.update(wanted)
    note_tried(experiment.title, tuple(wanted))
    if "sample" in experiment.changes:  # as a click on the sample does
        visitor().put_photo_aside()
