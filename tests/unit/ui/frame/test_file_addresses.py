"""A browser that asks where to send a file is answered, also if a run begins in that moment."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.run_descriptor import RunDescriptor

from components.ui.frame.file_addresses import keep_file_addresses


def asked() -> BackMsg:
    message = BackMsg()
    message.file_urls_request.request_id = "the question"
    message.file_urls_request.file_names.append("cat.jpg")
    return message


async def sent_when_a_run_begins(fragments: list[str] | None) -> list[ForwardMsg]:
    """What a browser gets that asked just before a run of the page, or of some of its fragments."""
    session = AppSession(
        ScriptData("app.py", False), MemoryUploadedFileManager("/files"), ScriptCache(), None, {}
    )
    session.handle_backmsg(asked())
    session._handle_scriptrunner_event_on_event_loop(
        sender=None,
        event=ScriptRunnerEvent.SCRIPT_STARTED,
        page_script_hash="page",
        fragment_ids_this_run=fragments,
        pages={},
        run_descriptor=RunDescriptor.create(fragments),
    )
    return session.flush_browser_queue()


@pytest.mark.parametrize("fragments", [None, ["a part of the page"]])
def test_the_answer_is_sent_once_and_the_run_begins(
    monkeypatch: pytest.MonkeyPatch, fragments: list[str] | None
) -> None:
    monkeypatch.setattr(app_session, "ForwardMsgQueue", None)  # what was there is put back afterwards
    keep_file_addresses()
    sent = asyncio.run(sent_when_a_run_begins(fragments))
    kinds = [message.WhichOneof("type") for message in sent]
    assert kinds.count("file_urls_response") == kinds.count("new_session") == 1
    answer = sent[kinds.index("file_urls_response")].file_urls_response
    assert answer.response_id == "the question"
    assert [url.upload_url.startswith("/files/") for url in answer.file_urls] == [True]
