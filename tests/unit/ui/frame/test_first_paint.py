import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from components.ui.frame.first_paint import FirstPaint, styled_head

PAGE = "<html><head><title>Streamlit</title></head><body></body></html>"


def answer(
    response: Response, accept: str = "text/html,*/*", **headers: str
) -> tuple[dict[bytes, bytes], bytes]:
    """The headers and the body that a browser gets of an app that answers with `response`."""
    sent: list[Message] = []
    asked: list[dict[bytes, bytes]] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(dict(scope["headers"]))
        await response(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(b"accept", accept.encode()), *((k.encode(), v.encode()) for k, v in headers.items())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": given}
    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its own loop running
        apart.submit(asyncio.run, FirstPaint(behind)(scope, receive, send)).result()
    if accept.startswith("text/html"):
        assert not {b"accept-encoding", b"if-none-match"} & asked[0].keys()
    return dict(sent[0]["headers"]), b"".join(one.get("body", b"") for one in sent[1:])


def test_a_page_comes_with_its_styles_in_its_styled_head() -> None:
    headers, body = answer(HTMLResponse(PAGE))
    before, after = body.split(styled_head())
    assert before.endswith(b"</title>")
    assert after.startswith(b"</head>")
    assert int(headers[b"content-length"]) == len(body)
    assert b".st-key-stage" in styled_head()
    assert b"data-projector" in styled_head()


def test_a_page_is_never_taken_from_a_cache_that_may_hold_older_styles() -> None:
    headers, _ = answer(
        HTMLResponse(PAGE, headers={"etag": "old"}), **{"if-none-match": "old", "accept-encoding": "gzip"}
    )
    assert b"etag" not in headers


def test_what_is_no_page_stays_as_it_is() -> None:
    plain = JSONResponse({"text": "</head>"})
    assert answer(plain)[1] == plain.body
    assert answer(HTMLResponse(PAGE), accept="*/*")[1] == PAGE.encode()
