"""A page's settings as one frozen dataclass that lives in the link.

Each field is one query parameter, and the key of its widget. The widgets aren't bound to the address by
Streamlit: it would replace nonsense silently, and forget the parameters of a screen that is left.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Protocol, TypeVar

import streamlit as st


class Settings(Protocol):
    """Any dataclass whose fields are made by `choice`, `whole`, `switch`, `numbers`, `steps` or `text`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


V = TypeVar("V", bound=Settings)
LONGEST = 10  # characters of a number: int() refuses thousands of digits with an error of its own
_KEPT, _UNWRITTEN = "settings kept", "settings not yet in the link"


class Nonsense(ValueError):
    """A parameter of the link has a value that its setting can't take."""


@dataclass(frozen=True)
class _Rule:
    parse: Callable[[str], Any]


def _as_text(value: str | int | bool | tuple[int | tuple[str, int], ...]) -> str:
    if isinstance(value, tuple):
        return "-".join(_as_text(part) if isinstance(part, int) else f"{part[0]}.{part[1]}" for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


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
        digits = text.isascii() and text.removeprefix("-").isdigit() and len(text) <= LONGEST
        if not (digits and low <= int(text) <= high):
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


def numbers(most: int, high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a tuple of up to `most` different whole numbers from 0 to `high`, rising."""

    def parse(text: str) -> tuple[int, ...]:
        parts = text.split("-") if text else []
        found = {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= LONGEST}
        if len(found) != len(parts) or len(parts) > most or any(number > high for number in found):
            raise Nonsense
        return tuple(sorted(found))

    return field(default=(), metadata={"rule": _Rule(parse)})


def steps(keys: Sequence[str], high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a tuple of (key, whole number from -high to high), sorted, no key twice, none 0."""

    def parse(text: str) -> tuple[tuple[str, int], ...]:
        found = {}
        for key, number in re.findall(r"([a-z]\d+)\.(-?\d{1,6})(?:-|$)", text):
            if key not in keys or key in found or not 0 < abs(int(number)) <= high:
                raise Nonsense
            found[key] = int(number)
        made = tuple(sorted(found.items()))
        if _as_text(made) != text:
            raise Nonsense
        return made

    return field(default=(), metadata={"rule": _Rule(parse)})


def text(longest: int, valid: Callable[[str], bool]) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a text of up to `longest` characters which its owner calls valid; else ""."""

    def parse(text: str) -> str:
        if len(text) > longest or not (text == "" or valid(text)):
            raise Nonsense
        return text

    return field(default="", metadata={"rule": _Rule(parse)})


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
    """The screen's present settings; to be called before its first widget, with its warning in place.

    What the visitor has set on the page counts first, also on an earlier visit to the screen, then the
    link, then the default. `write` brings the link up to it.
    """
    asked, nonsense = parse(kind, st.query_params.to_dict())
    _warn_once(kind.__qualname__, nonsense)
    kept = st.session_state.setdefault(_KEPT, {})
    for setting in fields(kind):
        name, default = setting.name, getattr(kind(), setting.name)
        if name not in st.session_state:  # Streamlit forgets a widget's value when its screen is left
            st.session_state[name] = kept.get(name, getattr(asked, name))
        kept[name] = st.session_state[name]
        note(name, _as_text(kept[name]), _as_text(default))
    return kind(**{setting.name: kept[setting.name] for setting in fields(kind)})


def tell_again(*names: str) -> None:
    """Send the browser these settings and all of the dataclasses anew; to be called before the first widget.

    A value that the script has set goes to the browser with one run only. Where the next run begins before
    the browser has loaded the widget's code, the widget would appear with its default, and report that back.
    """
    for name in (*names, *st.session_state.get(_KEPT, ())):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def note(name: str, value: str, default: str) -> None:
    """What a parameter of the link is to be; `write` puts it there."""
    st.session_state.setdefault(_UNWRITTEN, {})[name] = (value, default)


def write() -> None:
    """Bring the link up to the settings; after the screen is drawn, since a new link delays the answer.

    The browser takes in a changed address for some 10 ms before it paints what follows.
    """
    for name, (value, default) in st.session_state.pop(_UNWRITTEN, {}).items():
        _put(name, value, default)


def warn_of_nonsense(name: str, options: Sequence[str]) -> None:
    """Say so if the link holds a value for one choice that isn't among its options."""
    asked = st.query_params.get(name)
    _warn_once(name, [name] if asked is not None and asked not in options else [])


def _warn_once(what: str, nonsense: Sequence[str]) -> None:
    checked = f"link checked for {what}"
    if nonsense and checked not in st.session_state:
        names = ", ".join(f"“{name}”" for name in nonsense)
        st.warning(
            f"The link holds a value that makes no sense for {names}, so the default is shown instead."
        )
    st.session_state[checked] = True


def _put(name: str, value: str, default: str) -> None:
    """Write a setting to the link, which holds only what differs from the default."""
    if value == st.query_params.get(name, default):
        return
    if value != default:
        st.query_params[name] = value
    else:
        del st.query_params[name]
