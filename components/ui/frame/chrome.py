"""What every page shows around itself: the projector switch, and what the models are doing."""

import streamlit as st

from components import runtime
from components.session import visitor
from components.ui import own_data, url_state
from components.ui.frame.address import watch_address
from components.ui.frame.layout import frame
from components.ui.frame.projector import projector_switch
from components.ui.frame.unsent import tell_unsent, watch_sending
from components.ui.text import plain
from components.ui.theme import watch_theme


def begin(page: str) -> None:
    """To be called before the page: what its link asks for, and what it misses."""
    url_state.begin(page)
    own_data.begin()
    tell_unsent()


def chrome(page: str) -> None:
    """Draw the sidebar's lower part; to be called after the page, whose forward pass and link it reports."""
    frame()
    with st.container(gap=None, key="chrome"):  # stage.css lets it take no room
        projector_switch()
        url_state.write()
        url_state.end()
        watch_address(page)
        own_data.guard()
        watch_sending()
        watch_theme()
    with st.sidebar:
        if runtime.warmth.ready.is_set():
            _status()
        else:
            _warming()


@st.fragment(run_every=0.5)
def _warming() -> None:
    if runtime.warmth.ready.is_set():
        st.rerun()
    st.caption(":material/hourglass_top: Loading the models …")


def _status() -> None:
    lines = [f":material/memory: {runtime.device_name()}, ready"]
    last = visitor().last_pass
    if last:
        lines += [
            f":material/network_node: {last.model}",
            f":material/timer: last forward pass {last.milliseconds:.0f} ms",
        ]
    st.caption("  \n".join(lines))
    if runtime.warmth.trouble:
        st.warning(plain(runtime.warmth.trouble))
