import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urljoin

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from components.ui.frame.page_names import PagesByName, page_meant

PAGES = {"transfer_learning": "transfer_learning", "gan": "gan", "image_gan": "gan"}


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("transfer_learning", "transfer_learning"),
        ("Transfer_learning", "transfer_learning"),
        ("TRANSFER-LEARNING", "transfer_learning"),
        ("transfer learning", "transfer_learning"),
        ("gan.", "gan"),
        ("gan.html", "gan"),
        ("Image_GAN", "gan"),
        ("image", None),
        ("", None),
        ("_stcore", None),
    ],
)
def test_a_page_is_known_by_what_somebody_would_type(name: str, page: str | None) -> None:
    assert page_meant(name, PAGES) == page


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("the app")(scope, receive, send)


def location(asked: str) -> str | None:
    """Where a browser that asks for this address is sent on to; None if the app answers."""
    path, _, query = asked.partition("?")
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": unquote(path), "query_string": query.encode()}
    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its own loop running
        apart.submit(asyncio.run, PagesByName(behind, PAGES)(scope, receive, send)).result()
    headers = dict(sent[0]["headers"])
    place = headers.get(b"location")
    return urljoin(f"http://app/folder{path}", place.decode()) if place else None


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/Transfer_learning", "transfer_learning"),
        ("/Transfer%20learning", "transfer_learning"),
        ("/Transfer_learning?sample=coffee&seed=3", "transfer_learning?sample=coffee&seed=3"),
        ("/GAN/?x=%2520", "gan?x=%2520"),
        ("/image_gan?screen=Slide&seed=7", "gan?screen=Slide&seed=7"),
    ],
)
def test_the_browser_is_sent_on_to_the_page_that_was_meant(asked: str, given: str) -> None:
    assert location(asked) == f"http://app/folder/{given}"


@pytest.mark.parametrize("asked", ["/gan?x=1", "/gan/", "/static/Gan", "/elsewhere", "/"])
def test_all_else_is_answered_by_the_app(asked: str) -> None:
    assert location(asked) is None
