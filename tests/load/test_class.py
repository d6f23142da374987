"""A class at once: thirty sessions on one server, each at its own photos, over Streamlit's HTTP interface."""

import json
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from components.transfer.classify import classify
from components.ui.controls.photo import sample_photo
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from tests.browser.server import serving

VISITORS = 30
CHOICES = 4


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(STREAMLIT_SERVER_ENABLE_AGENT_API="true") as (address, _):
        yield f"{address}/_stcore/agent/interact"


def interact(server: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    body = json.dumps(request).encode()
    call = urllib.request.Request(server, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(call, timeout=120) as answer:
        snapshot: dict[str, Any] = json.load(answer)
    assert snapshot["status"] == "ready", snapshot
    return snapshot


def subheaders(node: dict[str, Any]) -> list[str]:
    own = [node["props"]["body"]] if node.get("type") == "subheader" else []
    return own + [text for child in node.get("children", []) for text in subheaders(child)]


def visit(server: str, number: int) -> list[tuple[str, str]]:
    """One visitor opens the page and chooses some samples; returns each with the answer shown."""
    session = interact(server, page="transfer_learning")["session_id"]
    interact(server, session_id=session, widget_state={"screen": "Classify"})
    names = list(SAMPLES)
    shown = []
    for turn in range(CHOICES):
        name = names[(number + 3 * turn) % len(names)]
        page = interact(server, session_id=session, widget_state={"sample": name})
        (answer,) = subheaders(page["tree"])
        shown.append((name, answer))
    return shown


def test_thirty_visitors_at_once_each_get_the_answer_to_their_own_photo(server: str) -> None:
    network = load_network(DEFAULT, "cpu")
    right = {name: classify(network, sample_photo(name).image).best(1)[0][0] for name in SAMPLES}
    assert len(set(right.values())) == len(SAMPLES)
    with ThreadPoolExecutor(VISITORS) as visitors:
        shown = [
            answer
            for visit_ in visitors.map(lambda n: visit(server, n), range(VISITORS))
            for answer in visit_
        ]
    assert len(shown) == VISITORS * CHOICES
    assert [answer for _, answer in shown] == [right[name] for name, _ in shown]
