"""A page's settings as one frozen dataclass that lives in the link.

Each field is one query parameter. Its widget has the field's name as key and `bind="query-params"`,
so Streamlit writes the address. This module reads it: before the first widget it says which
parameters make no sense, since Streamlit replaces those silently.
"""

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Protocol, TypeVar

import streamlit as st


class Settings(Protocol):
    """Any dataclass whose fields are made by `choice`, `whole` or `switch`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


V = TypeVar("V", bound=Settings)


class Nonsense(ValueError):
    """A parameter of the link has a value that its setting can't take."""


@dataclass(frozen=True)
class _Rule:
    parse: Callable[[str], Any]


def choice(default: str, options: Sequence[str]) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is one of some options."""

    def parse(text: str) -> str:
        if text not in options:
            raise Nonsense
        return text

    return field(default=default, metadata={"rule": _Rule(parse)})


def whole(default: int, low: int, high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.removeprefix("-").isdigit() and low <= int(text) <= high):
            raise Nonsense
        return int(text)

    return field(default=default, metadata={"rule": _Rule(parse)})


def switch(default: bool = False) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is on or off."""

    def parse(text: str) -> bool:
        if text not in ("true", "false"):
            raise Nonsense
        return text == "true"

    return field(default=default, metadata={"rule": _Rule(parse)})


def parse(kind: type[V], parameters: dict[str, str]) -> tuple[V, list[str]]:
    """The settings that `parameters` ask for, and the names of those that make no sense (now defaults)."""
    values, nonsense = {}, []
    for setting in fields(kind):
        text = parameters.get(setting.name)
        if text is None:
            continue
        try:
            values[setting.name] = setting.metadata["rule"].parse(text)
        except Nonsense:
            nonsense.append(setting.name)
    return kind(**values), nonsense


def settings(kind: type[V]) -> V:
    """The page's present settings; to be called before its first widget, with its warning in place.

    What the visitor has set on the page counts first, then the link, then the default.
    """
    asked, nonsense = parse(kind, st.query_params.to_dict())
    checked = f"link checked for {kind.__qualname__}"
    if nonsense and checked not in st.session_state:
        names = ", ".join(f"“{name}”" for name in nonsense)
        st.warning(
            f"The link holds a value that makes no sense for {names}, so the default is shown instead."
        )
    st.session_state[checked] = True
    present = {s.name: st.session_state.get(s.name, getattr(asked, s.name)) for s in fields(kind)}
    return kind(**present)


def put(name: str, value: str, default: str) -> None:
    """Write a setting that no Streamlit widget holds (a component does) to the link."""
    if value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
