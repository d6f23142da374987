"""Files that were still being sent when their screen was left: they are lost, and that is said."""

from collections.abc import Sequence

import streamlit as st

from components.ui.assets import together
from components.ui.events import on_event
from components.ui.text import plain
from components.ui.widgets.dismissable import dismissable

_KEY, _LOST, _HEARD = "unsent", "files lost on their way", "how many files lost are known"
NAMED, LONGEST = 3, 60  # files that are named, and characters of a name that are shown

_watch = st.components.v2.component(
    "chalknet_unsent", html="<span hidden></span>", js=together(__file__, "lifecycle.js", "unsent.js")
)


def watch_sending() -> None:
    """Have the browser tell what is lost; to be called at the end of every run."""
    heard = st.session_state.get(_HEARD, 0)
    _watch(data={"heard": heard}, key=_KEY, on_lost_change=on_event(_KEY, "lost", _hear))


def tell_unsent() -> None:
    """Say what was lost, and the way out, until that is dismissed; to be called before the page is drawn."""
    names: tuple[str, ...] = st.session_state.get(_LOST, ())
    if names:
        dismissable(lost_sentence(names), ":material/upload_file:", _KEY, _dismiss)


def lost_sentence(names: Sequence[str]) -> str:
    """What became of these files, at least one, and the way out, as markdown."""
    listed = ", ".join(f"“{plain(name[:LONGEST])}”" for name in names[:NAMED])
    if len(names) == 1:
        return (
            f"{listed} was still being sent when you left the screen, so it is lost. "
            "Go back and add it again."
        )
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (
        f"{listed}{more} were still being sent when you left the screen, so they are lost. "
        "Go back and add them again."
    )


def _hear(names: Sequence[str]) -> None:
    """Of all that the tab has lost so far, the last ones are new."""
    st.session_state[_LOST] = (*st.session_state.get(_LOST, ()), *names[st.session_state.get(_HEARD, 0) :])
    st.session_state[_HEARD] = len(names)


def _dismiss() -> None:
    st.session_state.pop(_LOST, None)
