"""Which of the browser's moves a component's answer knows of.

The browser numbers what it tells. An answer that was on its way when something moved on would set it back: so
each answer says up to which move Python has heard, and the browser keeps its own place against an older one.
"""

import streamlit as st
from cachetools import LRUCache

_HEARD = "moves heard"
MOST_COMPONENTS = 200  # of a visit, those asked about last: a table of each patient is a component of its own


def hear(key: str, number: int) -> None:
    """A move of the component `key` has arrived."""
    _numbers()[key] = number


def heard(key: str) -> int:
    """The number of the last move of the component `key` that has arrived, 0 before the first."""
    return _numbers().get(key, 0)


def _numbers() -> LRUCache[str, int]:
    if _HEARD not in st.session_state:
        st.session_state[_HEARD] = LRUCache(MOST_COMPONENTS)
    kept: LRUCache[str, int] = st.session_state[_HEARD]
    return kept
