"""The last part of the address names the page: also in capitals, and said where there is no such page."""

import re
from collections.abc import Mapping

import streamlit as st
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.ui.text import plain

_UNKNOWN, LONGEST = "page that isn't here", 60  # characters of its name that are shown


def page_meant(name: str, pages: Mapping[str, str]) -> str | None:
    """The page that somebody meant who typed `name`, or whose messenger added the sentence's end to it.

    `pages` holds the page for each name that it has, or had.
    """
    tidy = re.sub(r"[\s-]+", "_", name.strip().rstrip("/.,;:!?)>]\"'")).casefold().removesuffix(".html")
    return next((page for called, page in pages.items() if called.casefold() == tidy), None)


class PagesByName:
    """Sends a browser that asks for `/Transfer_learning`, or by a page's old name, on to the page."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, str]) -> None:
        """Stand before `app`, which has these pages, by each of their names."""
        self.app, self.pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        above, _, name = scope.get("path", "").rstrip("/").rpartition("/")
        meant = page_meant(name, self.pages)
        if scope["type"] != "http" or scope["method"] != "GET" or above or meant in (None, name):
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        # Relative to what the browser asked for: a proxy may serve the app under a folder of its own.
        place = f"../{meant}" if scope["path"].endswith("/") else meant
        await RedirectResponse(f"{place}?{query}" if query else str(place))(scope, receive, send)


def take_unknown(pages: Mapping[str, str]) -> None:
    """Open the home page where the address asks for none of the pages; to be called before st.navigation."""
    context = get_script_run_ctx()
    asked = (context.pages_manager.intended_page_name or "").strip("/") if context else ""
    if context and asked and asked not in pages.values():
        st.session_state[_UNKNOWN] = asked
        context.pages_manager.set_script_intent("", "")  # or Streamlit lays a dialog over the page


def tell_unknown(page: str) -> None:
    """On the home page, say which one isn't here, until another one is opened."""
    if page:
        st.session_state.pop(_UNKNOWN, None)
    elif _UNKNOWN in st.session_state:
        name = plain(st.session_state[_UNKNOWN][:LONGEST])
        st.info(f"There is no page “{name}” here. This is the home page: choose a topic.")
