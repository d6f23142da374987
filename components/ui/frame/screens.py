"""A page's screens: its title, the bar to choose one of them (key `screen`), and the one that is chosen."""

import time
from dataclasses import fields

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.topic import Topic
from components.ui import own_data, url_state
from components.ui.frame.curtain import lift, screen_place
from components.ui.frame.screen import load
from components.ui.frame.tried import note_state
from components.ui.pacing import note_opening

_KEPT, _PAGE, _DRAWN, _OPEN, _SECOND = (
    "screens last open",
    "page whose screens are shown",
    "screens first drawn at",
    "screen now open",
    "screen in the second place",
)
LOADING = 10  # seconds in which a browser may still load the code of a screen's widgets


def show(topic: Topic) -> None:
    """Draw the bar and the chosen screen: the one of the link, else the first; later the one last open."""
    title, entries = topic.header, {entry.name: entry for entry in topic.screens}
    names = tuple(entries)
    url_state.warn_of_invalid("screen", tuple(topic.names))
    kept = st.session_state.setdefault(_KEPT, {})
    asked = topic.names.get(url_state.asked("screen", tuple(topic.names)) or "", "") or _first(topic)
    if url_state.counts_anew("screen"):
        st.session_state["screen"] = asked
    elif st.session_state.get(_PAGE) != title or st.session_state.get("screen") not in names:
        # The visit begins, or comes from another page, which may have a screen of the same name.
        st.session_state["screen"] = topic.names.get(kept.get(title, asked), asked)
    st.session_state[_PAGE] = title
    drawn = st.session_state.setdefault(_DRAWN, {})
    opened = (title, st.session_state["screen"])
    opens = st.session_state.get(_OPEN) != opened  # also one opened again: its widgets are new to the browser
    note_opening(opens)
    if opens:
        st.session_state[_OPEN] = opened
        st.session_state[_SECOND] = not st.session_state.get(_SECOND, True)
        drawn.pop(opened, None)
    if opened not in drawn or time.monotonic() - drawn[opened] < LOADING:
        url_state.resend("screen")
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False, width="content")
        chosen = st.segmented_control(
            "Screen",
            names,
            default=names[0],
            required=True,
            key="screen",
            label_visibility="collapsed",
            width="content",
            wrap=True,
        )
    kept[title] = chosen
    url_state.keep("screen")
    url_state.queue("screen", chosen, "" if topic.first_once else names[0])
    with _place(chosen):
        load(topic, entries[chosen]).draw()
        lift(chosen, topic.title)
    note_state()
    drawn.setdefault(opened, time.monotonic())


def _first(topic: Topic) -> str:
    """The first screen; of a link with settings of the one that was the first once, that one."""
    found = next((entry for entry in topic.screens if entry.name == topic.first_once), topic.screens[0])
    old = {one.name for kind in load(topic, found).settings for one in fields(kind)} | {own_data.PARAMETER}
    return found.name if old & url_state.parameters().keys() else topic.screens[0].name


def _place(chosen: str) -> DeltaGenerator:
    """The place of the chosen screen: one of two, in turns, while the other is empty.

    Streamlit keeps what stands in a container until the run ends if the next run puts a container there too,
    whatever its key: one place for all screens would show the old one's parts among the new one's.
    """
    if st.session_state[_SECOND]:
        st.empty()
        return screen_place(chosen)
    place = screen_place(chosen)
    st.empty()
    return place


def open_on(title: str, screen: str) -> None:
    """Let another page, called by its title, open next on a screen, called by a name that it has or had."""
    st.session_state.setdefault(_KEPT, {})[title] = screen
