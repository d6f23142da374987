"""What a browser needs is sent, also if a run begins, or ends, in that moment."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.run_descriptor import RunDescriptor
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from components.ui.frame.browser_queue import TRUSTED_RUNS, BrowserQueue, lose_nothing

R = TypeVar("R")


def in_a_loop_of_its_own(work: Coroutine[Any, Any, R]) -> R:
    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its own loop running
        return apart.submit(asyncio.run, work).result()


def asked() -> BackMsg:
    message = BackMsg()
    message.file_urls_request.request_id = "the question"
    message.file_urls_request.file_names.append("cat.jpg")
    return message


def session() -> AppSession:
    return AppSession(
        ScriptData("app.py", False), MemoryUploadedFileManager("/files"), ScriptCache(), None, {}
    )


@pytest.fixture(autouse=True)
def losing_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, "ForwardMsgQueue", None)  # what was there is put back afterwards
    monkeypatch.setattr(AppSession, "request_rerun", None)
    lose_nothing()


async def sent_when_a_run_begins(fragments: list[str] | None) -> list[ForwardMsg]:
    """What a browser gets that asked just before a run of the page, or of some of its fragments."""
    of_one = session()
    of_one.handle_backmsg(asked())
    of_one._handle_scriptrunner_event_on_event_loop(
        sender=None,
        event=ScriptRunnerEvent.SCRIPT_STARTED,
        page_script_hash="page",
        fragment_ids_this_run=fragments,
        pages={},
        run_descriptor=RunDescriptor.create(fragments),
    )
    return of_one.flush_browser_queue()


@pytest.mark.parametrize("fragments", [None, ["a part of the page"]])
def test_an_answer_about_files_is_sent_once_and_the_run_begins(fragments: list[str] | None) -> None:
    sent = in_a_loop_of_its_own(sent_when_a_run_begins(fragments))
    kinds = [message.WhichOneof("type") for message in sent]
    assert kinds.count("file_urls_response") == kinds.count("new_session") == 1
    answer = sent[kinds.index("file_urls_response")].file_urls_response
    assert answer.response_id == "the question"
    assert [url.upload_url.startswith("/files/") for url in answer.file_urls] == [True]


def page_opened() -> list[ForwardMsg]:
    """What a run sends that opens a page and writes a setting into its address."""
    opened, named, written = ForwardMsg(), ForwardMsg(), ForwardMsg()
    opened.new_session.page_script_hash = "page"
    named.navigation.page_script_hash = "page"
    written.page_info_changed.query_string = "screen=Forecast"
    return [opened, named, written]


@pytest.mark.parametrize(
    ("fragments", "kept"),
    [(None, ["new_session"]), (["a part"], ["new_session", "navigation", "page_info_changed"])],
)
def test_an_address_is_not_sent_without_the_page_that_it_belongs_to(
    fragments: list[str] | None, kept: list[str]
) -> None:
    """Else the browser would write it after the name of the page that is left."""
    queue = BrowserQueue()
    for message in page_opened():
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    assert [message.WhichOneof("type") for message in queue.flush()] == kept


@pytest.mark.parametrize("fragments", [None, ["a part"]])
def test_an_address_whose_page_the_browser_already_has_is_still_sent(fragments: list[str] | None) -> None:
    """A fragment that begins by itself, as one that watches a job, wouldn't write it anew."""
    queue = BrowserQueue()
    _, _, written = page_opened()
    queue.enqueue(written)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    assert [message.WhichOneof("type") for message in queue.flush()] == ["page_info_changed"]


def large(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    message.metadata.cacheable = True
    message.hash = f"hash of {text}"
    return message


def reference(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.ref_hash = f"hash of {text}"
    return message


def finished() -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return message


async def trusted(sent: list[ForwardMsg]) -> list[str]:
    """What counts as held when a browser that was sent this says, late, that it has all of it."""
    of_one = session()
    taken: list[RerunData] = []
    of_one._create_scriptrunner = taken.append  # type: ignore[method-assign, assignment]
    queue = of_one._browser_queue
    assert isinstance(queue, BrowserQueue)
    for message in sent:
        queue.enqueue(message)
        of_one.flush_browser_queue()
    asking = BackMsg()
    asking.rerun_script.cached_message_hashes.extend(["hash of cat", "hash of dog", "of another server"])
    of_one.handle_backmsg(asking)
    return sorted(taken[0].cached_message_hashes)


def test_only_what_some_recent_run_has_sent_counts_as_held_by_the_browser() -> None:
    runs = [finished() for _ in range(TRUSTED_RUNS)]
    assert in_a_loop_of_its_own(trusted([large("cat"), *runs])) == ["hash of cat"]
    assert in_a_loop_of_its_own(trusted([large("cat"), *runs, finished(), large("dog")])) == ["hash of dog"]
    both = ["hash of cat", "hash of dog"]
    assert in_a_loop_of_its_own(trusted([large("cat"), *runs, reference("cat"), *runs, large("dog")])) == both


def test_the_browser_keeps_elements_for_many_more_runs_than_they_are_trusted() -> None:
    assert config.get_option("global.maxCachedMessageAge") >= 2 * TRUSTED_RUNS


async def sent_anew() -> bool:
    """Whether an element that was thrown away before it was sent counts as held."""
    of_one = session()
    of_one._browser_queue.enqueue(large("cat"))
    of_one._browser_queue.clear(retain_lifecycle_msgs=True)
    of_one.flush_browser_queue()
    assert isinstance(of_one._browser_queue, BrowserQueue)
    return of_one._browser_queue.surely_held(["hash of cat"]) == []


def test_what_was_thrown_away_before_it_was_sent_is_not_held() -> None:
    assert in_a_loop_of_its_own(sent_anew())
