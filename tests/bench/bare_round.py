"""The reference page for `slide_ready`: one slider, and its value in words. What a round trip costs."""

import streamlit as st

value = st.slider("Value", -64, 64, 0)
st.subheader(f"{value}", anchor=False)
