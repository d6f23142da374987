"""Work that takes longer than a second: shown while it runs, cancelled on demand, owned by one visitor.

A job is a generator that yields snapshots of its progress and looks often, at least twice a second,
at the event that asks it to stop. It runs in the long lane. The page draws the newest snapshot a few
times a second, and the job ends when its visitor cancels it, leaves the page or closes the browser.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import runtime

S = TypeVar("S")
_log = logging.getLogger(__name__)

State = Literal["waiting", "running", "done", "cancelled", "failed"]
Work = Callable[[threading.Event], Iterator[S]]

REDRAW_SECONDS = 0.25
UNFORESEEN = "Something went wrong here. Please try again; the server's log has the details."
_PAGE = "page of the visitor"
ABSENCE_SECONDS = 5.0  # a reload or a dropped connection is back sooner


class JobError(Exception):
    """A job's way to fail with one sentence that its visitor can read."""


@dataclass
class Job(Generic[S]):
    """One piece of long work. The worker writes it, the page reads it."""

    page: str
    cancel_event: threading.Event = field(default_factory=threading.Event)
    state: State = "waiting"
    snapshot: S | None = None
    trouble: str = ""
    seconds: float = 0.0
    known: bool = False  # a run of the page has begun since it ended

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    def cancel(self) -> None:
        """Ask the work to stop; one that still waits for its turn is over at once."""
        self.cancel_event.set()
        if self.state == "waiting":
            self.state = "cancelled"


def _presence(session_id: str | None) -> Callable[[], bool]:
    """A function that tells whether the visitor is still there (absent for a few seconds counts as there)."""
    if session_id is None or not st.runtime.exists():
        return lambda: True
    server = st.runtime.get_instance()
    last_seen = time.monotonic()

    def present() -> bool:
        nonlocal last_seen
        if server.is_active_session(session_id):
            last_seen = time.monotonic()
        return time.monotonic() - last_seen < ABSENCE_SECONDS

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
        job.state, job.trouble = "failed", str(error)
    except Exception:
        _log.exception("A job of the page %s failed", job.page)
        job.state, job.trouble = "failed", UNFORESEEN
    finally:
        job.seconds = time.monotonic() - start


def _held() -> dict[str, Job[Any]]:
    jobs: dict[str, Job[Any]] = st.session_state.setdefault("jobs", {})
    return jobs


def start(name: str, work: Work[S]) -> Job[S]:
    """Queue `work` as this visitor's job `name`; one of that name still running is cancelled."""
    previous = _held().get(name)
    if previous:
        previous.cancel()
    context = get_script_run_ctx()
    job: Job[S] = Job(st.session_state.get(_PAGE, ""))
    present = _presence(context.session_id if context else None)
    runtime.run_long(lambda: _run(job, work, present))
    _held()[name] = job
    return job


def get(name: str) -> Job[Any] | None:
    """This visitor's job of that name, in whatever state."""
    return _held().get(name)


def forget(name: str) -> None:
    """Cancel the job if it still runs, and drop it."""
    job = _held().pop(name, None)
    if job:
        job.cancel()


def enter(page: str) -> None:
    """A run of `page` begins: cancel the jobs of the pages that were left."""
    st.session_state[_PAGE] = page
    for name, job in list(_held().items()):
        job.known = not job.active
        if job.page != page:
            forget(name)


def watch(name: str, draw: Callable[[Job[Any]], None]) -> None:
    """Draw job `name` while it runs, with a button to cancel it, and its last snapshot when it has ended.

    One that ends in mid-run starts the run anew: what the page did before knows nothing of its result.
    """
    job = get(name)
    if job is None:
        return
    if job.active:
        _watch_active(name, draw)
    elif job.known:
        draw(job)
    else:
        st.rerun()


def tell_waiting(job: Job[Any]) -> None:
    """A line that says so, while the job waits for its turn."""
    if job.state == "waiting":
        st.caption("Waiting for its turn: other visitors' work runs first.")


@st.fragment(run_every=REDRAW_SECONDS)
def _watch_active(name: str, draw: Callable[[Job[Any]], None]) -> None:
    job = get(name)
    if job is None or not job.active:
        st.rerun()
    draw(job)
    tell_waiting(job)
    st.button("Cancel", key=f"cancel {name}", on_click=job.cancel, icon=":material/cancel:")
