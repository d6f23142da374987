"""The home page: what this is, and the lecture's topics as a map."""

import streamlit as st

from components.topics import BUILT
from components.ui.frame.curtain import lift
from components.ui.frame.topic_map import topic_map


def home_screen() -> None:
    """Draw the page."""
    with st.container(key="home", gap="small"):
        st.title("Chalknet", anchor=False)
        st.markdown(
            "The live blackboard of a lecture on deep learning. Every page runs real networks on your own "
            "input. Nothing you bring is stored, and no connection to the outside is needed."
        )
        with st.container(key="map"):
            topic_map(BUILT)
        lift("Home", "Chalknet")
