"""What waits to be sent to one browser: nothing that a page needs is lost, whatever is clicked meanwhile.

Three gaps of Streamlit (1.67 to 1.69). Two lost a visitor the page, the last a step of the way Back:

When a run begins, what wasn't sent yet of earlier runs is thrown away, and with it the answer to a browser
that has just asked where to send its files. The browser then waits for ever: the file is never sent,
nothing on the page says so, and choosing the same file again does nothing.

A large element that the browser still has isn't sent again, only its hash. The browser tells with each
click what it has, and forgets what some runs didn't use; a run that ends while the click is on its way can
be the one too many. The browser then has no element for the hash, and gives up the connection for good
("Cached ForwardMsg MISS"). So the server also counts, and trusts only what was used `TRUSTED_RUNS` ago at
most, well before the browser forgets it (`global.maxCachedMessageAge` in `.streamlit/config.toml`).

When a run begins, the name of the page that an earlier run opened is thrown away, but not what that run
wrote after the page's name in the address. The browser would write it after the name of the page that is
left, and so over a step of its history. It is thrown away with the name: the run that begins writes it anew.
An address that no page's name was thrown away before stays: the run that begins may be a fragment's, which
writes none.
"""

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

TRUSTED_RUNS = (
    20  # of the fifty that the browser waits; the rest is for runs that end while a click is on its way
)

_request_rerun = AppSession.request_rerun


class BrowserQueue(ForwardMsgQueue):
    """Keeps answers about files, no address without its page, and each large element's age in the browser."""

    def __init__(self) -> None:
        super().__init__()
        self._ages: dict[str, int] = {}  # by hash, in runs

    def clear(
        self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        """Empty the queue; with `retain_lifecycle_msgs`, as at the begin of a run, answers stay too."""
        answers = [message for message in self._queue if _kind(message) == "file_urls_response"]
        named_a_page = self._holds("navigation")
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        if named_a_page and not self._holds("navigation"):
            self._queue = [message for message in self._queue if _kind(message) != "page_info_changed"]
        if retain_lifecycle_msgs:
            kept = {id(message) for message in self._queue}
            self._queue += [message for message in answers if id(message) not in kept]

    def _holds(self, kind: str) -> bool:
        return any(_kind(message) == kind for message in self._queue)

    def flush(self) -> list[ForwardMsg]:
        """Take out all messages, which are now sent."""
        sent = super().flush()
        for message in sent:
            if _kind(message) == "script_finished":
                self._ages = {each: age + 1 for each, age in self._ages.items() if age < TRUSTED_RUNS}
            elif _kind(message) == "ref_hash":
                self._ages[message.ref_hash] = 0
            elif message.metadata.cacheable:
                self._ages[message.hash] = 0
        return sent

    def surely_held(self, hashes: list[str]) -> list[str]:
        """Those of the elements the browser says it has that it will still have when a run uses them."""
        return [each for each in hashes if each in self._ages]


def _kind(message: ForwardMsg) -> str | None:
    return message.WhichOneof("type")


def request_rerun(self: AppSession, client_state: ClientState | None) -> None:
    """`AppSession.request_rerun`, with only those elements as held by the browser that surely are."""
    queue = self._browser_queue
    if client_state and isinstance(queue, BrowserQueue):
        held = queue.surely_held(list(client_state.cached_message_hashes))
        client_state.cached_message_hashes[:] = held
    _request_rerun(self, client_state)


def lose_nothing() -> None:
    """Give every session from now on such a queue; to be called before there is a visitor."""
    app_session.ForwardMsgQueue = BrowserQueue  # type: ignore[attr-defined]
    AppSession.request_rerun = request_rerun  # type: ignore[method-assign]
