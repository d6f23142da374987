"""The projector view: all type larger, the frame of the app hidden. Kept in the link as `projector`."""

import streamlit as st

from components.ui import url_state
from components.ui.assets import beside, together

SETTING = "projector"
ROOT_PIXELS = 28  # at most, see projector.js; the smallest type on the pages is 0.875 rem: 24.5 px

_projector = st.components.v2.component(
    "chalknet_projector",
    html='<button type="button" hidden></button>',
    js=together(__file__, "lifecycle.js", "projector.js"),
    css=beside(__file__, ".css"),
)


def projected() -> bool:
    """Whether the page is drawn for a projector; at its first run only the link says so."""
    return bool(st.session_state.get(SETTING, url_state.asked(SETTING, ("true", "false")) == "true"))


def _leave() -> None:
    st.session_state[SETTING] = False


def projector_switch() -> None:
    """The switch, and what it does to the page; going back in the browser leaves it as it is."""
    st.session_state[SETTING] = projected()
    on = st.sidebar.toggle("Projector view", key=SETTING)
    url_state.queue(SETTING, str(on).lower(), "false")
    _projector(
        data={"on": on, "rootPixels": ROOT_PIXELS},
        key="projector view",
        on_leave_change=_leave,
    )
