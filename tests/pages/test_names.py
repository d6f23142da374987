"""A class is called like markup, and is shown as it is called wherever the pages name it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.ui.text import plain
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to, press, wait
from tests.pages.own_photos import PAGE, add_zip, crops, zipped

ROOT = Path(__file__).parents[2]
MARKUP = "$zyx$ _u_ [a](b) ~~c~~ #1 www.d.de"  # without what no folder may be called
RIGHT_TO_LEFT = "חתול 3"
# The parts of an element in which Streamlit reads markdown.
MARKDOWN = {
    "markdown": ("body",),
    "heading": ("body",),
    "button": ("label", "help"),
    "alert": ("body",),
    "toast": ("body",),
    "file_uploader": ("label", "help"),
    "button_group": ("label", "help"),
    "selectbox": ("label", "help"),
    "radio": ("label", "help"),
    "slider": ("label", "help"),
    "progress": ("text",),
    "imgs": (),
}


def texts(app: AppTest) -> Iterator[str]:
    """All that the page has Streamlit read as markdown."""
    assert not app.exception
    for node in _nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is None:
            continue
        for part in ("body", "label", "help", "text"):
            value = getattr(proto, part, None)
            if isinstance(value, str) and node.type in MARKDOWN and part in MARKDOWN[node.type]:
                yield value
        if node.type == "imgs":
            yield from (image.caption for image in proto.imgs)


def _nodes(node: Any) -> Iterator[Any]:  # noqa: ANN401 -- blocks and elements of Streamlit's own tree
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def named(app: AppTest) -> list[str]:
    """The texts that name one of the classes, whether escaped or not."""
    marks = ("zyx", "חתול")
    return [text for text in texts(app) if any(mark in text for mark in marks)]


def assert_literal(app: AppTest) -> int:
    """Every text that names a class has it escaped. Gives how many there are."""
    found = named(app)
    for text in found:
        rest = text.replace(plain(MARKUP), "").replace(plain(RIGHT_TO_LEFT), "")
        assert "zyx" not in rest, text
        assert "חתול" not in rest, text
    return len(found)


@pytest.fixture
def taught(open_page: OpenPage) -> AppTest:
    app = open_page(PAGE, screen="Teach", album="My own photos")
    add_zip(app, zipped({MARKUP: crops("cat", 5), RIGHT_TO_LEFT: crops("coffee", 5)}))
    press(app, "Train")
    return wait(app)


def test_a_class_called_like_markup_is_shown_as_it_is_called(taught: AppTest) -> None:
    app = taught
    app.selectbox(key="upload class").set_value(MARKUP).run()
    assert assert_literal(app) >= 1  # the uploader for its photos
    go_to(app, "Predict")
    assert assert_literal(app) >= 1
    app.toggle(key="guess").set_value(True).run()
    assert assert_literal(app) == 2  # the buttons
    press(app, plain(MARKUP))
    assert assert_literal(app) >= 1  # the outcome
    go_to(app, "Evaluate")
    assert assert_literal(app) >= 1
    for view in ("Map", "None of these", "Confusions"):
        app.get_by_key("view").set_value(view).run()  # type: ignore[union-attr]
        assert_literal(wait(app))
    go_to(app, "Export")
    assert_literal(wait(app))
    app.switch_page("pages/cnn.py").run()
    go_to(app, "Heat maps")
    app.segmented_control(key="whose").set_value("my own").run()
    assert assert_literal(wait(app)) >= 1


def test_what_is_not_escaped_would_be_noticed(taught: AppTest) -> None:
    go_to(taught, "Predict")
    (before, *_) = named(taught)
    body = next(node for node in _nodes(taught._tree) if getattr(node, "value", None) == before)
    body.proto.body = MARKUP
    with pytest.raises(AssertionError):
        assert_literal(taught)


def test_what_may_hold_a_visitor_s_text_is_escaped_in_every_message() -> None:
    """A message of an error or a job may quote a file, a class or a cell: it isn't markdown."""
    loose = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "components").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("st.error", "st.warning", "st.toast")
        if call.args and _quotes(ast.unparse(call.args[0]))
    ]
    assert loose == []


def _quotes(argument: str) -> bool:
    """Whether a message may quote what a visitor brought, and isn't escaped."""
    return any(name in argument for name in ("trouble", "notes", "str(error)")) and "plain(" not in argument
