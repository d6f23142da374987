"""The pad of the reference page for `zoo_draw`; a module, so that it is read once and not at every run."""

import streamlit as st

from components.ui.assets import beside

CANVAS = "<canvas width='512' height='512'></canvas>"

bare_pad = st.components.v2.component("bare_pad", html=CANVAS, js=beside(__file__, ".js"))
