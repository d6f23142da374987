"""Puts the frame's style sheets, the table of colours and the projector view of a link into the first HTML.

A style sheet that Streamlit sends as an element comes after the first elements are drawn, which then jump.
"""

from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.render.colours import custom_properties
from components.ui.assets import style, style_element

SHEETS = ("layout", "stage")
PROJECTED = """
const { projector } = Object.fromEntries(new URLSearchParams(location.search))
if (projector === "true") document.documentElement.dataset.projector = ""
"""
END = b"</head>"
CACHED = (
    b"accept-encoding",
    b"if-none-match",
    b"if-modified-since",
)  # else it came compressed, or not at all


def styled_head() -> bytes:
    """What is put at the end of the page's head."""
    sheets = "\n".join(style(str(Path(__file__).with_name(name))) for name in SHEETS)
    return f"{sheets}\n{style_element(custom_properties())}<script>{{{PROJECTED}}}</script>".encode()


class FirstPaint:
    """Adds the head to each page of HTML that `app` answers with."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app, self.head = app, styled_head()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _wants_html(scope):
            await self.app(scope, receive, send)
            return
        plain = [pair for pair in scope["headers"] if pair[0] not in CACHED]
        held: list[Message] = []

        async def collect(message: Message) -> None:
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                for one in _with_head(held, self.head):
                    await send(one)

        await self.app({**scope, "headers": plain}, receive, collect)


def _wants_html(scope: Scope) -> bool:
    return scope["method"] == "GET" and b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _with_head(held: list[Message], head: bytes) -> list[Message]:
    start, *bodies = held
    body = b"".join(message.get("body", b"") for message in bodies)
    if not dict(start["headers"]).get(b"content-type", b"").startswith(b"text/html"):
        return held
    body = body.replace(END, head + END, 1)
    headers = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"etag")]
    headers.append((b"content-length", str(len(body)).encode()))
    return [{**start, "headers": headers}, {"type": "http.response.body", "body": body}]
