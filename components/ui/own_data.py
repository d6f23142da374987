"""What only this visitor has: kept in memory, so a reload, or a link opened elsewhere, comes without it.

The link names what a page shows of it (parameter `own`, such as `own=photo-table`), so that whoever opens
the link later is told what is missing instead of being shown something else without a word. Before a reload
or a closed tab would lose it, the browser asks.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

import streamlit as st

from components.ui import url_state
from components.ui.assets import beside
from components.ui.widgets.dismissable import dismissable

OwnKind = Literal["photo", "album", "classifier", "table", "runs"]
KINDS: tuple[OwnKind, ...] = get_args(OwnKind)
PARAMETER = "own"
_ONE = "only in the memory of the tab where it was, until that is reloaded or closed; a link can’t carry it."
_SEVERAL = _ONE.replace("it was", "they were").replace("carry it", "carry them")
GONE: dict[OwnKind, str] = {
    "photo": f"Your own photo is not in this tab. It is {_ONE}",
    "album": f"Your own photos and classes are not in this tab. They are {_SEVERAL}",
    "classifier": f"Your trained classifier is not in this tab. It is {_ONE}",
    "table": f"Your own table is not in this tab. It is {_ONE}",
    "runs": f"Your training runs are not in this tab. They are {_SEVERAL}",
}

_guard = st.components.v2.component(
    "chalknet_own_data", html="<span hidden></span>", js=beside(__file__, ".js")
)


@dataclass
class _Own:
    held: set[OwnKind] = field(default_factory=set)  # this session has it, on whatever page
    known: set[OwnKind] = field(default_factory=set)  # it had it once, or was told that it is lost
    shown: set[OwnKind] = field(default_factory=set)  # by the present run, or missed by it and told
    lost: set[OwnKind] = field(default_factory=set)


def begin() -> None:
    """A run of all of a page begins: of the visitor's own nothing is shown yet."""
    own = _own()
    own.shown = set()
    if url_state.went_back():
        own.lost |= _named() - own.known
    _tell_link(own)


def note(kind: OwnKind, present: bool) -> None:
    """Keep in the link whether the page shows something of this kind that only this visitor has."""
    own = _own()
    if present:
        own.held.add(kind)
        own.known.add(kind)
        own.shown.add(kind)
        own.lost.discard(kind)
    else:
        own.held.discard(kind)
        if kind not in own.lost:
            own.shown.discard(kind)
    _tell_link(own)


def lost(kind: OwnKind) -> bool:
    """Whether the link says that there was such a thing, and this session hasn't got it."""
    return kind in _own().lost


def miss(kind: OwnKind) -> None:
    """The link asks for such a thing in another way than by `own`, and there is none."""
    own = _own()
    if kind not in own.known:
        own.lost.add(kind)


def tell_lost(kind: OwnKind, way_out: str) -> None:
    """Say that it is lost, and how to have it again, until that is dismissed or there is one again."""
    own = _own()
    if kind not in own.lost:
        return
    own.shown.add(kind)  # whoever reloads once more must still miss it
    _tell_link(own)
    dismissable(f"{GONE[kind]} {way_out}", ":material/history_toggle_off:", f"lost {kind}", _dismiss, kind)


def asked_for(kind: OwnKind) -> bool:
    """Whether the link names such a thing."""
    return kind in _named()


def guard() -> None:
    """Have the browser ask before what is held would be lost; to be called at the end of every run."""
    _guard(data={"held": bool(_own().held)}, key="own data")


def _own() -> _Own:
    if "own data" not in st.session_state:
        st.session_state["own data"] = _Own(lost=_named())
    own: _Own = st.session_state["own data"]
    return own


def _named() -> set[OwnKind]:
    named = url_state.parameters().get(PARAMETER, "").split("-")
    return {kind for kind in KINDS if kind in named}


def _dismiss(kind: OwnKind) -> None:
    own = _own()
    own.lost.discard(kind)
    own.known.add(kind)


def _tell_link(own: _Own) -> None:
    url_state.queue(PARAMETER, "-".join(kind for kind in KINDS if kind in own.shown), "")
