import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit

from components import jobs, runtime
from tests.crowd import others_at_work


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _session(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, object] = {}
    monkeypatch.setattr(streamlit, "session_state", state)


def counting(cancel: threading.Event) -> Iterator[int]:
    yield from range(3)


def endless(cancel: threading.Event) -> Iterator[int]:
    number = 0
    while True:
        cancel.wait(0.05)
        yield number
        number += 1


def test_a_job_runs_to_its_end_and_keeps_its_last_snapshot() -> None:
    job = jobs.start("count", counting)
    wait_for(lambda: not job.active)
    assert (job.state, job.snapshot) == ("done", 2)
    assert jobs.get("count") is job


def test_a_job_is_cancelled_within_a_second_and_its_generator_closed() -> None:
    closed = threading.Event()

    def work(cancel: threading.Event) -> Iterator[int]:
        try:
            yield from endless(cancel)
        finally:
            closed.set()

    job = jobs.start("endless", work)
    wait_for(lambda: job.snapshot is not None)
    start = time.monotonic()
    job.cancel()
    wait_for(lambda: not job.active)
    assert job.state == "cancelled"
    assert closed.wait(1)
    assert time.monotonic() - start < 1


def test_a_job_that_waits_for_its_turn_is_cancelled_at_once_and_never_runs() -> None:
    blockers = [jobs.start(f"blocker {n}", endless) for n in range(runtime.LONG_WIDTH)]
    ran = threading.Event()

    def work(cancel: threading.Event) -> Iterator[int]:
        ran.set()
        yield 0

    job = jobs.start("late", work)
    states = [job.state]
    job.cancel()
    states.append(job.state)
    assert states == ["waiting", "cancelled"]
    for blocker in blockers:
        blocker.cancel()
    after = jobs.start("after", counting)
    wait_for(lambda: after.state == "done")
    assert not ran.is_set()


def test_a_job_says_that_it_waits_once_that_is_noticed_and_only_while_it_waits() -> None:
    with others_at_work():
        job = jobs.start("late", counting)
        assert jobs.waiting_words(job) == ""  # its turn may come at once
        job.queued -= jobs.NOTICED_SECONDS
        assert jobs.waiting_words(job).startswith("Waiting for its turn")
    wait_for(lambda: not job.active)
    assert jobs.waiting_words(job) == ""


def test_the_sentence_of_a_job_error_reaches_the_visitor_and_a_bug_does_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuses(cancel: threading.Event) -> Iterator[int]:
        yield 0
        raise jobs.JobError("There is no connection.")

    def breaks(cancel: threading.Event) -> Iterator[int]:
        yield 0
        raise KeyError("secret detail")

    refused, broken = jobs.start("a", refuses), jobs.start("b", breaks)
    wait_for(lambda: not refused.active and not broken.active)
    assert (refused.state, refused.trouble) == ("failed", "There is no connection.")
    assert broken.state == "failed"
    assert "secret" not in broken.trouble
    assert "secret detail" in caplog.text


def test_starting_a_job_anew_cancels_the_one_of_that_name() -> None:
    first = jobs.start("same", endless)
    second = jobs.start("same", counting)
    wait_for(lambda: not first.active and not second.active)
    assert (first.state, second.state) == ("cancelled", "done")


def test_leaving_the_page_ends_its_jobs_and_no_others() -> None:
    jobs.enter("gan")
    job = jobs.start("training", endless)
    jobs.enter("gan")  # another run of the same page
    assert not job.cancel_event.is_set()
    jobs.enter("home")
    wait_for(lambda: not job.active)
    assert job.state == "cancelled"
    assert jobs.get("training") is None


def test_a_job_that_was_stopped_by_leaving_is_back_with_what_it_had_come_to() -> None:
    jobs.enter("gan")
    job = jobs.start("training", endless)
    wait_for(lambda: job.snapshot is not None)
    jobs.enter("home")
    wait_for(lambda: not job.active)
    jobs.enter("gan")
    assert jobs.get("training") is job
    assert job.known
    assert streamlit.session_state[jobs._TELLING][0] == "gan"


def test_a_job_that_had_ended_before_its_page_was_left_is_back_and_nothing_is_told() -> None:
    jobs.enter("gan")
    job = jobs.start("training", counting)
    wait_for(lambda: not job.active)
    jobs.enter("home")
    assert jobs.get("training") is None
    jobs.enter("gan")
    assert jobs.get("training") is job
    assert jobs._TELLING not in streamlit.session_state


def test_a_job_that_begins_by_itself_is_dropped_and_nothing_is_told() -> None:
    jobs.enter("gan")
    job = jobs.start("training", endless, "drop")
    jobs.enter("home")
    wait_for(lambda: not job.active)
    jobs.enter("gan")
    assert jobs.get("training") is None
    assert jobs._TELLING not in streamlit.session_state


def test_a_job_that_its_visitor_counts_on_goes_on_wherever_the_visitor_is() -> None:
    jobs.enter("gan")
    job = jobs.start("reading", endless, "go on")
    jobs.enter("home")
    assert jobs.get("reading") is job
    assert not job.cancel_event.is_set()
    job.cancel()


def test_a_job_that_its_visitor_counts_on_outlasts_a_dropped_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Server:
        def is_active_session(self, session_id: str) -> bool:
            return False

    monkeypatch.setattr(jobs, "ABSENCE_SECONDS", 0.0)
    monkeypatch.setattr(streamlit.runtime, "exists", lambda: True)
    monkeypatch.setattr(streamlit.runtime, "get_instance", Server)
    assert jobs._presence("someone", "go on")()
    assert not jobs._presence("someone", "stop")()
    monkeypatch.setattr(jobs, "KEPT_SECONDS", 0.0)
    assert not jobs._presence("someone", "go on")()


def test_a_job_ends_when_its_visitor_has_been_gone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        here = True

        def is_active_session(self, session_id: str) -> bool:
            return self.here

    server = Server()
    monkeypatch.setattr(jobs, "ABSENCE_SECONDS", 0.3)
    monkeypatch.setattr(streamlit.runtime, "exists", lambda: True)
    monkeypatch.setattr(streamlit.runtime, "get_instance", lambda: server)
    job: jobs.Job[int] = jobs.Job("page")
    runtime.run_long(lambda: jobs._run(job, endless, jobs._presence("someone")))
    wait_for(lambda: job.snapshot is not None and job.snapshot > 2)
    assert job.active
    server.here = False
    wait_for(lambda: not job.active, 3)
    assert job.state == "cancelled"


def test_work_that_begins_is_held_by_its_page_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run can be broken off wherever it asks Streamlit for something: nobody would know of the work."""
    held: list[object] = []
    monkeypatch.setattr(runtime, "run_long", lambda work: held.append(jobs.get("count")))
    job = jobs.start("count", counting)
    assert held == [job]


def wait_until_ended(job: jobs.Job[Any]) -> None:
    """Until a run of the page begins after the job has ended."""
    wait_for(lambda: not job.active)
    jobs.enter(job.page)


def test_what_a_job_has_come_to_is_kept_by_what_it_is_about() -> None:
    for about in ("cat", "dog"):
        job = jobs.start("count", counting, about=about)
        assert jobs.is_about("count", about)
        wait_until_ended(job)
        assert jobs.result("count", about) == jobs.Ended(2, "done", job.seconds)
    assert jobs.get("count") is None
    assert jobs.result("count", "cat") is not None
    jobs.forget_result("count", "cat")
    assert jobs.result("count", "cat") is None
    assert jobs.result("count", "dog") is not None


def test_a_job_that_ends_in_mid_run_is_taken_over_by_the_next_one() -> None:
    job = jobs.start("count", counting, about="cat")
    wait_for(lambda: not job.active)
    assert jobs.result("count", "cat") is None
    assert jobs.get("count") is job  # `watch` starts the run anew
    jobs.enter("")
    assert jobs.result("count", "cat") is not None


def test_a_job_that_runs_or_failed_says_so() -> None:
    job = jobs.start("endless", endless, about="cat")
    assert jobs.result("endless", "cat") is None
    wait_for(lambda: job.snapshot is not None)
    job.cancel()
    wait_until_ended(job)
    ended = jobs.result("endless", "cat")
    assert ended is not None
    assert (ended.state, ended.snapshot is None) == ("cancelled", False)

    def fails(cancel: threading.Event) -> Iterator[int]:
        yield 1
        raise jobs.JobError("It is too dark.")

    job = jobs.start("fails", fails, about="cat")
    wait_until_ended(job)
    ended = jobs.result("fails", "cat")
    assert ended is not None
    assert (ended.state, ended.trouble) == ("failed", "It is too dark.")


def test_results_are_kept_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "VISITOR_BYTES", 5_000)
    for about in ("cat", "dog", "hen"):
        job = jobs.start("draw", lambda _: iter([b"x" * 2_000]), about=about)
        wait_until_ended(job)
        jobs.result("draw", about)
    assert jobs.result("draw", "cat") is None
    assert jobs.result("draw", "hen") is not None


def zeros(length: int) -> jobs.Work[bytes]:
    return lambda _: iter([bytes(length)])


def test_a_result_larger_than_all_the_room_is_kept_until_the_next_of_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "VISITOR_BYTES", 5_000)
    for name, about, length in (("zip", "cat", 9_000), ("draw", "cat", 100), ("zip", "dog", 8_000)):
        wait_until_ended(jobs.start(name, zeros(length), about=about))
        ended = jobs.result(name, about)
        assert ended is not None
        assert ended.snapshot == bytes(length)
    assert jobs.result("zip", "cat") is None
    assert jobs.result("zip", "dog") is not None
    assert jobs.result("draw", "cat") is not None
    jobs.forget_result("zip", "dog")
    assert jobs.result("zip", "dog") is None


def test_all_results_of_a_name_are_listed_and_no_others() -> None:
    for name, about in (("draw", "cat"), ("count", "cat"), ("draw", "dog")):
        wait_until_ended(jobs.start(name, counting, about=about))
        jobs.result(name, about)
    assert list(jobs.results("draw")) == ["cat", "dog"]
    assert {ended.snapshot for ended in jobs.results("draw").values()} == {2}


def test_starting_anew_drops_the_earlier_result_about_the_same_alone() -> None:
    for about in ("cat", "dog"):
        wait_until_ended(jobs.start("draw", counting, about=about))
        jobs.result("draw", about)
    jobs.start("draw", endless, about="cat")
    assert jobs.result("draw", "cat") is None
    assert jobs.result("draw", "dog") is not None
    jobs.forget("draw")


def test_a_job_about_something_else_is_stopped_and_what_it_had_come_to_is_kept() -> None:
    job = jobs.start("draw", endless, about="cat")
    wait_for(lambda: job.snapshot is not None)
    assert not jobs.stop_others("draw", "cat")
    assert not job.cancel_event.is_set()
    assert jobs.stop_others("draw", "dog")
    assert job.cancel_event.is_set()
    assert jobs.get("draw") is None
    ended = jobs.result("draw", "cat")
    assert ended is not None
    assert (ended.state, ended.snapshot is None) == ("cancelled", False)
    assert jobs.result("draw", "dog") is None
    assert not jobs.stop_others("draw", "dog")


def test_a_job_that_had_ended_is_not_said_to_have_been_stopped() -> None:
    job = jobs.start("draw", counting, about="cat")
    wait_until_ended(job)
    assert not jobs.stop_others("draw", "dog")
    assert jobs.result("draw", "dog") is None
    ended = jobs.result("draw", "cat")
    assert ended is not None
    assert ended.state == "done"


def test_what_a_job_of_a_page_that_was_left_had_come_to_is_found_on_return() -> None:
    jobs.enter("gan")
    job = jobs.start("search", endless, about="cat")
    wait_for(lambda: job.snapshot is not None)
    jobs.enter("home")
    wait_for(lambda: not job.active)
    assert jobs.result("search", "cat") is None  # it is the page's that was left
    jobs.enter("gan")
    ended = jobs.result("search", "cat")
    assert ended is not None
    assert (ended.state, ended.snapshot) == ("cancelled", job.snapshot)
