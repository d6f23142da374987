"""The projector view: picture and type larger, bar and dock folded. Kept in the link as `projector`."""

import streamlit as st

from components.ui import url_state
from components.ui.assets import beside, together

SETTING = "projector"

_projector = st.components.v2.component(
    "chalknet_projector",
    html="<div></div>",
    js=together(__file__, "lifecycle.js", "dom.js", "projector.js"),
    css=beside(__file__, ".css"),
)


def projected() -> bool:
    """Whether the page is drawn for a projector; at its first run only the link says so."""
    return bool(st.session_state.get(SETTING, url_state.asked(SETTING, ("true", "false")) == "true"))


def _switch() -> None:
    st.session_state[SETTING] = not projected()


def projector_switch() -> None:
    """The buttons that begin and leave it; going back in the browser leaves it as it is."""
    st.session_state[SETTING] = on = projected()
    url_state.queue(SETTING, str(on).lower(), "false")
    _projector(data=on, key="projector view", on_switch_change=_switch)
