"""What only this visitor has: kept in memory, so a reload, or a link opened elsewhere, comes without it.

The link names what a page shows of it (parameter `own`, such as `own=photo-table`), so that whoever opens
the link later is told what is missing instead of being shown something else without a word.
"""

from typing import Literal, get_args

import streamlit as st

from components.ui import link

OwnKind = Literal["photo", "album", "classifier", "table"]
KINDS: tuple[OwnKind, ...] = get_args(OwnKind)
PARAMETER = "own"
GONE: dict[OwnKind, str] = {
    "photo": "Your own photo is gone",
    "album": "Your own photos and classes are gone",
    "classifier": "Your trained classifier is gone",
    "table": "Your own table is gone",
}
_HELD, _SHOWN, _LOST = "own data held", "own data shown", "own data lost"


def begin() -> None:
    """To be called before a page's screen: nothing of the visitor's own is shown yet."""
    if _LOST not in st.session_state:
        st.session_state[_LOST] = _asked()
        st.session_state[_HELD] = set()
    st.session_state[_SHOWN] = set()
    _keep()


def note(kind: OwnKind, present: bool) -> None:
    """Keep in the link whether the page shows something of this kind that only this visitor has."""
    if _LOST not in st.session_state:
        begin()
    held, shown, gone = (st.session_state[key] for key in (_HELD, _SHOWN, _LOST))
    if present:
        held.add(kind)
        shown.add(kind)
        gone.discard(kind)
    else:
        held.discard(kind)
        shown.discard(kind)
    _keep()


def lost(kind: OwnKind) -> bool:
    """Whether the link says that there was such a thing, and this session hasn't got it."""
    return kind in st.session_state.get(_LOST, ())


def tell_lost(kind: OwnKind, way_out: str) -> None:
    """Say that it is lost, and how to have it again, until that is dismissed or there is one again."""
    if not lost(kind):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"lost {kind}"):
        st.warning(
            f"{GONE[kind]}: it was kept in memory only, and not in the link. {way_out}",
            icon=":material/history_toggle_off:",
        )
        st.button("OK", key=f"dismiss lost {kind}", on_click=_dismiss, args=(kind,))


def _asked() -> set[OwnKind]:
    named = st.query_params.get(PARAMETER, "").split("-")
    return {kind for kind in KINDS if kind in named}


def _dismiss(kind: OwnKind) -> None:
    st.session_state[_LOST].discard(kind)


def _keep() -> None:
    told = st.session_state[_SHOWN] | st.session_state[_LOST]
    link.note(PARAMETER, "-".join(kind for kind in KINDS if kind in told), "")
