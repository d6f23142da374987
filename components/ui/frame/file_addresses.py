"""Where a browser may send the files that its visitor has chosen: an answer that must reach it.

When a run begins, Streamlit (1.67 to 1.69) throws away what it hasn't sent yet of earlier runs, and with it
its answer to a browser that has just asked for these addresses. The browser then waits for ever: the file
is never sent, nothing on the page says so, and choosing the same file again does nothing.
"""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


class AnsweringQueue(ForwardMsgQueue):
    """What waits to be sent to one browser; no answer about files is thrown away."""

    def clear(
        self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        """Empty the queue; with `retain_lifecycle_msgs`, as at the begin of a run, answers stay too."""
        answers = [message for message in self._queue if _is_answer(message)]
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        if retain_lifecycle_msgs:
            kept = {id(message) for message in self._queue}
            self._queue += [message for message in answers if id(message) not in kept]


def _is_answer(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "file_urls_response"


def keep_file_addresses() -> None:
    """Give every session from now on a queue that keeps them; to be called before there is a visitor."""
    app_session.ForwardMsgQueue = AnsweringQueue  # type: ignore[attr-defined]
