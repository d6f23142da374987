"""What every page shows around itself: the projector switch, and what the models are doing."""

import streamlit as st

from components import runtime
from components.session import visitor
from components.ui import link, own_data
from components.ui.address import watch_address
from components.ui.frame import frame
from components.ui.projector import projector_switch
from components.ui.unsent import tell_unsent, watch_sending
from components.ui.words import plain


def begin(page: str) -> None:
    """To be called before the page: what its link asks for, and what it misses."""
    link.begin(page)
    own_data.begin()
    tell_unsent()


def chrome(page: str) -> None:
    """Draw the sidebar's lower part; to be called after the page, whose forward pass and link it reports."""
    frame()
    with st.container(gap=None, key="chrome"):  # none of it is seen, and frame.css lets it take no room
        projector_switch()
        link.write()
        link.end()
        watch_address(page)
        own_data.guard()
        watch_sending()
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
