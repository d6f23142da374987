"""Work that takes longer than a second: shown while it runs, cancelled on demand, owned by one visitor.

A job is a generator that yields snapshots of its progress and looks often, at least twice a second,
at the event that asks it to stop. It runs in the long pool. The page draws the newest snapshot a few
times a second, and the job ends when its visitor cancels it or closes the browser. What becomes of it when
the page is left, it says itself.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import runtime
from components.cache import VISITOR_BYTES, VisitorResults

S = TypeVar("S")
_log = logging.getLogger(__name__)

State = Literal["waiting", "running", "done", "cancelled", "failed"]
# What the visitor's leaving of the page means for a job: it is stopped as by its Cancel button, what it has
# come to waits for the visitor, who is told; or it is dropped, since it begins by itself at the next visit;
# or it goes on, since the visitor counts on its result and needn't watch it.
Leaving = Literal["stop", "drop", "go on"]
Work = Callable[[threading.Event], Iterator[S]]

REDRAW_SECONDS = 0.25
NOTICED_SECONDS = 1.0  # of waiting: a job whose turn comes at once never waited for anybody
UNFORESEEN = "Something went wrong here. Please try again; the server's log has the details."
STOPPED = (
    "Some work on this page was still under way when you left it, so it was stopped. "
    "Start it again where you need it."
)
_PAGE, _ASIDE, _TELLING = "page of the visitor", "jobs of pages that were left", "telling what was stopped"
_RESULTS = "results of jobs"
ABSENCE_SECONDS = 5.0  # a reload or a dropped connection is back sooner
KEPT_SECONDS = 120.0  # that long Streamlit keeps what belongs to a visitor whose connection dropped
TELLING_SECONDS = 10.0  # runs of the page may follow at once; none of them takes the sentence away unread


class JobError(Exception):
    """A job's way to fail with one sentence that its visitor can read."""


@dataclass
class Job(Generic[S]):
    """One piece of long work. The worker writes it, the page reads it."""

    page: str
    leaving: Leaving = "stop"
    about: Hashable = None
    cancel_event: threading.Event = field(default_factory=threading.Event)
    state: State = "waiting"
    snapshot: S | None = None
    trouble: str = ""
    seconds: float = 0.0
    known: bool = False  # a run of the page has begun since it ended
    queued: float = field(default_factory=time.monotonic)

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def cancel(self) -> None:
        """Ask the work to stop; one that still waits for its turn is over at once."""
        self.cancel_event.set()
        if self.state == "waiting":
            self.state = "cancelled"


def _presence(session_id: str | None, leaving: Leaving = "stop") -> Callable[[], bool]:
    """A function that tells whether the visitor is still there (absent for a short while counts as there)."""
    if session_id is None or not st.runtime.exists():
        return lambda: True
    server = st.runtime.get_instance()
    last_seen = time.monotonic()
    patience = KEPT_SECONDS if leaving == "go on" else ABSENCE_SECONDS

    def present() -> bool:
        nonlocal last_seen
        if server.is_active_session(session_id):
            last_seen = time.monotonic()
        return time.monotonic() - last_seen < patience

    return present


def _run(job: Job[S], work: Work[S], present: Callable[[], bool]) -> None:
    if not present():
        job.cancel()
    if job.cancel_event.is_set():
        return
    job.state, start = "running", time.monotonic()
    try:
        for snapshot in work(job.cancel_event):
            job.snapshot = snapshot
            job.seconds = time.monotonic() - start
            if not present():
                job.cancel_event.set()
            if job.cancel_event.is_set():
                break
        job.state = "cancelled" if job.cancel_event.is_set() else "done"
    except JobError as error:
        job.trouble, job.state = str(error), "failed"  # in this order: whoever sees that it failed sees why
    except Exception:
        _log.exception("A job of the page %s failed", job.page)
        job.trouble, job.state = UNFORESEEN, "failed"
    finally:
        job.seconds = time.monotonic() - start


def _held() -> dict[str, Job[Any]]:
    jobs: dict[str, Job[Any]] = st.session_state.setdefault("jobs", {})
    return jobs


def _results() -> VisitorResults:
    if _RESULTS not in st.session_state:
        st.session_state[_RESULTS] = VisitorResults(VISITOR_BYTES)
    kept: VisitorResults = st.session_state[_RESULTS]
    return kept


def start(name: str, work: Work[S], leaving: Leaving = "stop", about: Hashable = None) -> Job[S]:
    """Queue `work` as this visitor's job `name`; one of that name still running is cancelled.

    What it comes to is kept under what it is `about`, if that is given: see `result`. What an earlier one
    about the same has come to is dropped.
    """
    if about is not None:
        forget_result(name, about)
    context = get_script_run_ctx()
    job: Job[S] = Job(st.session_state.get(_PAGE, ""), leaving, about)
    present = _presence(context.session_id if context else None, leaving)
    held = _held()
    # From here on nothing asks Streamlit, which might break the run off: no work begins that no page holds.
    previous, held[name] = held.get(name), job
    if previous:
        previous.cancel()
    runtime.run_long(lambda: _run(job, work, present))
    return job


def get(name: str) -> Job[Any] | None:
    """This visitor's job of that name, in whatever state."""
    return _held().get(name)


@dataclass(frozen=True)
class Ended(Generic[S]):
    """What a job has come to: its last snapshot, None if there was none, and how it ended."""

    snapshot: S | None
    state: State
    seconds: float
    trouble: str = ""


def result(name: str, about: Hashable) -> Ended[Any] | None:
    """What this visitor's newest job `name` about this has come to; None while it runs, or if there was none.

    One that ends in mid-run is still there as a job: `watch` starts the run anew.
    Of each visitor those used last are kept, as many as fit into VISITOR_BYTES.
    """
    _take_over(name)
    found: Ended[Any] | None = _results().get(name, about)
    return found


def results(name: str) -> dict[Hashable, Ended[Any]]:
    """What this visitor's jobs `name` have come to, as far as it is kept, by what they were about."""
    _take_over(name)
    return _results().of(name)


def stop_others(name: str, about: Hashable) -> bool:
    """Stop this visitor's job `name` if it is about something else; whether one was still under way.

    What it had come to is kept.
    """
    job = get(name)
    under_way = job is not None and job.active and job.about != about
    if job is not None and under_way:
        _keep(name, job)
    return under_way


def _take_over(name: str) -> None:
    """Keep what the newest job has come to, if it had ended when this run began: a run sees one state."""
    job = get(name)
    if job is not None and job.known and job.about is not None:
        _keep(name, job)


def _keep(name: str, job: Job[Any]) -> None:
    """Keep what a job has come to, and end it."""
    kept, state = _results(), job.state
    if state in ("waiting", "running"):
        state = "cancelled"
    ended = Ended(job.snapshot, state, job.seconds, job.trouble)
    forget(name)  # from here on nothing asks Streamlit, which might break the run off
    if job.about is not None:
        kept.put(name, job.about, ended)


def forget_result(name: str, about: Hashable) -> None:
    """Drop what a job about this has come to, so that it can be tried again."""
    _results().drop(name, about)


def is_about(name: str, about: Hashable) -> bool:
    """Whether this visitor's job `name` is about this."""
    job = get(name)
    return job is not None and job.about == about


def forget(name: str) -> None:
    """Cancel the job if it still runs, and drop it."""
    job = _held().pop(name, None)
    if job:
        job.cancel()


def enter(page: str) -> None:
    """A run of `page` begins: end or set aside the jobs of the pages that were left, as they wish.

    Those of this page that were set aside are back; if any was stopped then, that is said for a while.
    """
    st.session_state[_PAGE] = page
    for name, job in list(_held().items()):
        job.known = not job.active
        if job.page != page and job.leaving != "go on":
            _set_aside(name, job)
    stopped = _take_back(page)
    if stopped:
        st.session_state[_TELLING] = (page, time.monotonic() + TELLING_SECONDS)
    where, until = st.session_state.get(_TELLING, ("", 0.0))
    with st.container():  # always, so that all below keeps its place
        if where == page and time.monotonic() < until:
            st.info(STOPPED, icon=":material/stop_circle:")


def _set_aside(name: str, job: Job[Any]) -> None:
    """End the job of a page that was left; what it has come to, it keeps unless it begins by itself."""
    aside: dict[str, tuple[Job[Any], bool]] = st.session_state.setdefault(_ASIDE, {})
    was_active = job.active
    if not was_active or job.leaving == "stop":
        aside[name] = (job, was_active)
    forget(name)


def _take_back(page: str) -> bool:
    """Hold the jobs of a page again that were set aside; whether any was stopped when it was left."""
    aside: dict[str, tuple[Job[Any], bool]] = st.session_state.setdefault(_ASIDE, {})
    back = {name: found for name, found in aside.items() if found[0].page == page}
    for name, (job, _) in back.items():
        del aside[name]
        job.known = not job.active
        _held().setdefault(name, job)
    return any(was_active for _, was_active in back.values())


def watch(name: str, draw: Callable[[Job[Any]], None], *, cancel: bool = True) -> None:
    """Draw job `name` while it runs, and its last snapshot when it has ended.

    Below stands a button to cancel it, unless that is drawn elsewhere (`cancel_button`). One that ends in
    mid-run starts the run anew: what the page did before knows nothing of its result.
    """
    job = get(name)
    if job is None:
        return
    if job.active:
        _watch_active(name, draw, cancel)
    elif job.known:
        draw(job)
    else:
        st.rerun()


def waiting_words(job: Job[Any]) -> str:
    """What is to be said of a job that waits for its turn; nothing of others, nor before it is noticed."""
    waits = job.state == "waiting" and time.monotonic() - job.queued >= NOTICED_SECONDS
    return "Waiting for its turn: other visitors’ work runs first." if waits else ""


@st.fragment(run_every=REDRAW_SECONDS)
def _watch_active(name: str, draw: Callable[[Job[Any]], None], cancel: bool) -> None:
    job = get(name)
    if job is None:
        st.rerun()
    # One that has just ended, too: what a fragment has not drawn by the end of its run is taken away.
    draw(job)
    if words := waiting_words(job):
        st.caption(words)
    if cancel:
        cancel_button(name, job)
    if not job.active:
        st.rerun()


def cancel_button(name: str, job: Job[Any]) -> None:
    """The button that cancels job `name`."""
    st.button("Cancel", key=f"cancel {name}", on_click=job.cancel, icon=":material/cancel:")
