"""Which experiment a visitor has tried, for as long as the screen stays as it has put it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.session import visitor

_TRIED, _OWN_PHOTO = "experiment tried", "own photo"


@dataclass
class _Tried:
    title: str
    keys: tuple[str, ...]
    state: Mapping[str, Any] | None = None  # None until the run that it has caused is through


def _state(keys: tuple[str, ...]) -> dict[str, Any]:
    """Return these settings, and which photo of the visitor's own stands in for the sample, if one does."""
    own = visitor().photo
    return {key: st.session_state.get(key) for key in keys} | {_OWN_PHOTO: own.digest if own else None}


def note_tried(title: str, keys: tuple[str, ...]) -> None:
    """The experiment with this title has just been put into the settings called `keys`."""
    st.session_state[_TRIED] = _Tried(title, keys)


def note_state() -> None:
    """A run is through: from now on, the settings are as this has left them, or the visitor has changed them.

    The page itself chooses some of them (a patient's last visit, the strongest channel).
    """
    tried: _Tried | None = st.session_state.get(_TRIED)
    if tried and tried.state is None:
        tried.state = _state(tried.keys)


def is_as_tried(title: str) -> bool:
    """Whether this experiment was tried last, and nothing that it sets has been changed since."""
    tried: _Tried | None = st.session_state.get(_TRIED)
    if tried is None or tried.title != title:
        return False
    return tried.state is None or tried.state == _state(tried.keys)
