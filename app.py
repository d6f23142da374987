"""Chalknet: `streamlit run app.py`.

The server imports this file once, for the ASGI app whose start warms the models; after that
Streamlit runs it as a script for every visitor.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from components import jobs, runtime
from components.topics import BUILT
from components.ui.frame.browser_queue import lose_nothing
from components.ui.frame.chrome import begin, chrome
from components.ui.frame.first_paint import FirstPaint
from components.ui.frame.page_names import PagesByName, take_unknown, tell_unknown
from components.ui.frame.screen import load

NAMES = {name: topic.page for topic in BUILT for name in (topic.page, *topic.formerly)}


def warm_topics() -> None:
    """Import each built topic's screens and warm its models."""
    for topic in BUILT:
        for entry in topic.screens:
            load(topic, entry)
        import_module(f"components.{topic.folder}.screens").warm()


@asynccontextmanager
async def warming(_app: st.App) -> AsyncIterator[None]:
    """What happens between the server's start and its stop."""
    # Until a first visitor has called st.navigation, Streamlit would take pages/ for its older
    # convention and run a page that is opened by its address without this file around it.
    PagesManager.uses_pages_directory = False
    lose_nothing()
    runtime.warm_up(warm_topics)
    yield


def main() -> None:
    """One run for one visitor."""
    st.set_page_config(
        page_title="Chalknet",
        page_icon="components/ui/icon.png",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    home = st.Page("pages/home.py", title="Home", icon=":material/home:", default=True)
    pages = [st.Page(t.script, title=t.title, icon=t.icon) for t in BUILT]
    take_unknown(NAMES)
    page = st.navigation([home, *pages])
    jobs.enter(page.url_path)
    begin(page.url_path)
    tell_unknown(page.url_path)
    page.run()
    chrome(page.url_path)


if __name__ == "__main__":
    main()
else:
    before = [Middleware(PagesByName, pages=NAMES), Middleware(FirstPaint)]
    app = st.App(__file__, lifespan=warming, middleware=before)
