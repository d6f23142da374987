"""A page's settings as one frozen dataclass that lives in the link.

Each field is one query parameter, and the key of its widget. The widgets aren't bound to the address by
Streamlit: it would replace nonsense silently, and forget the parameters of a screen that is left.

What the visitor has set counts before the link, but for the run after the browser's Back or Forward: there
the link is what was asked for. Which changes of the address are steps to go back to, address.js decides.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import unquote_plus, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


class Settings(Protocol):
    """Any dataclass with fields made by `choice`, `integer`, `boolean` and the like."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


V = TypeVar("V", bound=Settings)
LONGEST = 10  # characters of a number: int() refuses thousands of digits with an error of its own
_KEPT, _UNWRITTEN = "settings kept", "settings not yet in the link"
_SENT, _SENT_AT = "link sent last", "moment of that"
ARRIVED = 1.0  # seconds after which what was sent has reached the browser
_PAGE, _ANEW, _MEND = "page of the link", "settings read anew", "link of the visit's beginning to mend"


class InvalidParameterError(ValueError):
    """A parameter of the link has a value that its setting can't take."""


@dataclass(frozen=True)
class Rule:
    """What a setting may be: two are equal that take the same texts, and make the same of them."""

    kind: str
    bounds: tuple[object, ...]
    parse: Callable[[str], Any] = field(compare=False, repr=False)


def _as_text(value: str | int | bool | tuple[int | tuple[str, int], ...]) -> str:
    if isinstance(value, tuple):
        return "-".join(_as_text(part) if isinstance(part, int) else f"{part[0]}.{part[1]}" for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def choice(default: str, options: Sequence[str]) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is one of some options."""

    def parse(text: str) -> str:
        if text not in options:
            raise InvalidParameterError
        return text

    return field(default=default, metadata={"rule": Rule("choice", (tuple(options),), parse)})


def open_choice(default: str, options: Callable[[], Sequence[str]]) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is one of some options which are known only when the link is read."""

    def parse(text: str) -> str:
        if text not in options():
            raise InvalidParameterError
        return text

    return field(default=default, metadata={"rule": Rule("open choice", (options,), parse)})


def integer(default: int, low: int, high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        digits = text.isascii() and text.removeprefix("-").isdigit() and len(text) <= LONGEST
        if not (digits and low <= int(text) <= high):
            raise InvalidParameterError
        return int(text)

    return field(default=default, metadata={"rule": Rule("integer", (low, high), parse)})


def boolean(default: bool = False) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is on or off."""

    def parse(text: str) -> bool:
        if text not in ("true", "false"):
            raise InvalidParameterError
        return text == "true"

    return field(default=default, metadata={"rule": Rule("boolean", (), parse)})


def int_set(most: int, high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a tuple of up to `most` different whole numbers from 0 to `high`, rising."""

    def parse(text: str) -> tuple[int, ...]:
        parts = text.split("-") if text else []
        found = {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= LONGEST}
        if len(found) != len(parts) or len(parts) > most or any(number > high for number in found):
            raise InvalidParameterError
        return tuple(sorted(found))

    return field(default=(), metadata={"rule": Rule("int_set", (most, high), parse)})


def int_map(keys: Sequence[str], high: int) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a tuple of (key, whole number from -high to high), sorted, no key twice, none 0."""

    def parse(text: str) -> tuple[tuple[str, int], ...]:
        found = {}
        for key, number in re.findall(r"([a-z]\d+)\.(-?\d{1,6})(?:-|$)", text):
            if key not in keys or key in found or not 0 < abs(int(number)) <= high:
                raise InvalidParameterError
            found[key] = int(number)
        made = tuple(sorted(found.items()))
        if _as_text(made) != text:
            raise InvalidParameterError
        return made

    return field(default=(), metadata={"rule": Rule("int_map", (tuple(keys), high), parse)})


def text(longest: int, valid: Callable[[str], bool]) -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """A setting that is a text of up to `longest` characters which its owner calls valid; else ""."""

    def parse(text: str) -> str:
        if len(text) > longest or not (text == "" or valid(text)):
            raise InvalidParameterError
        return text

    return field(default="", metadata={"rule": Rule("text", (longest, valid), parse)})


def parse(kind: type[V], parameters: dict[str, str]) -> tuple[V, list[str]]:
    """The settings that `parameters` ask for, and the names of those that make no sense (now defaults)."""
    values, nonsense = {}, []
    for setting in fields(kind):
        text = parameters.get(setting.name)
        if text is None:
            continue
        try:
            values[setting.name] = _understood(text, setting.metadata["rule"].parse)
        except InvalidParameterError:
            nonsense.append(setting.name)
    return kind(**values), nonsense


def _understood(text: str, parse: Callable[[str], Any]) -> Any:  # noqa: ANN401 -- whatever the rule makes
    """What a value means, also if a messenger has altered it. Raises InvalidParameterError."""
    for spelling in _spellings(text):
        try:
            return parse(spelling)
        except InvalidParameterError:
            continue
    raise InvalidParameterError


def _spellings(text: str) -> Iterator[str]:
    """A value as it stands, then as it was before it was encoded twice, or had the sentence's end added."""
    yield text
    yield unquote_plus(text)
    yield unquote_plus(text).rstrip(".,;:!?)>]\"'")


def rules(kind: type[Settings]) -> dict[str, Rule]:
    """The rule of each setting of a dataclass, by its name in the link."""
    return {setting.name: setting.metadata["rule"] for setting in fields(kind)}


def parameters() -> dict[str, str]:
    """The link's parameters; `amp;name`, which messengers make of `&name`, is understood as `name`."""
    given = st.query_params.to_dict()
    return {re.sub("^(amp;)+", "", name): value for name, value in given.items()} | {
        name: value for name, value in given.items() if not name.startswith("amp;")
    }


def asked(name: str, options: Sequence[str]) -> str | None:
    """The one of the options that the link asks for, if any."""
    text = parameters().get(name)
    return next((spelling for spelling in _spellings(text) if spelling in options), None) if text else None


def begin(page: str) -> None:
    """A run of all of `page` begins; after the browser's Back or Forward its settings are read anew."""
    context = get_script_run_ctx()
    if context is not None and context.is_history_navigation:
        st.session_state[_ANEW] = set()
    elif st.session_state.get(_PAGE) != page:
        st.session_state.pop(_ANEW, None)
        if time.monotonic() - st.session_state.get(_SENT_AT, 0.0) > ARRIVED:
            # The browser gives the page an address without settings by itself. Written again, it may come
            # before the page's name, and would be a step of the history on the page that is left.
            st.session_state.pop(_SENT, None)
    st.session_state[_PAGE] = page


def went_back() -> bool:
    """Whether this run follows the browser's Back or Forward, or the broken-off one that did."""
    return _ANEW in st.session_state


def counts_anew(name: str) -> bool:
    """Whether the link decides on this setting now, and not what the visitor has set before; True once.

    Where the run after Back was broken off by the visitor's next click, what that click has set stays.
    """
    read: set[str] | None = st.session_state.get(_ANEW)
    if read is None or name in read:
        return False
    read.add(name)
    context = get_script_run_ctx()
    back = context is not None and context.is_history_navigation
    kept = st.session_state.setdefault(_KEPT, {}).get(name)
    return back or st.session_state.get(name, kept) == kept


def keep(name: str) -> None:
    """What the visitor has chosen stays chosen when the screen is left and opened again."""
    st.session_state.setdefault(_KEPT, {})[name] = st.session_state[name]


def settings(kind: type[V]) -> V:
    """The screen's present settings; to be called before its first widget, with its warning in place.

    What the visitor has set on the page counts first, also on an earlier visit to the screen, then the
    link, then the default. `write` brings the link up to it.
    """
    linked, nonsense = parse(kind, parameters())
    _warn_once(kind.__qualname__, nonsense)
    kept = st.session_state.setdefault(_KEPT, {})
    for setting in fields(kind):
        name, default = setting.name, getattr(kind(), setting.name)
        if counts_anew(name):
            # Or what its widget was before Back comes up again when the page is left.
            st.session_state.pop(name, None)
            st.session_state[name] = getattr(linked, name)
        elif name not in st.session_state:  # Streamlit forgets a widget's value when its screen is left
            st.session_state[name] = kept.get(name, getattr(linked, name))
        keep(name)
        queue(name, _as_text(kept[name]), _as_text(default))
    return kind(**{setting.name: kept[setting.name] for setting in fields(kind)})


def follow(kind: type[Settings], **values: int) -> None:
    """Let controls and link follow what the page has made of settings, in the run that has read them."""
    for name, value in values.items():
        st.session_state[name] = value
        keep(name)
        queue(name, _as_text(value), _default(kind, name))


def leave_out(kind: type[Settings], **automatic: int) -> None:
    """Leave out of the link what the page would choose by itself; to be called after `follow`.

    The setting's default asks for that choice, so the link leads there, however many runs it is read after.
    """
    for name, value in automatic.items():
        if st.session_state[name] == value:
            queue(name, _default(kind, name), _default(kind, name))


def _default(kind: type[Settings], name: str) -> str:
    return _as_text(getattr(kind(), name))


def resend(*names: str) -> None:
    """Send the browser these settings and all of the dataclasses anew; to be called before the first widget.

    A value that the script has set goes to the browser with one run only. Where the next run begins before
    the browser has loaded the widget's code, the widget would appear with its default, and report that back.
    """
    for name in (*names, *st.session_state.get(_KEPT, ())):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def queue(name: str, value: str, default: str) -> None:
    """What a parameter of the link is to be; `write` puts it there."""
    st.session_state.setdefault(_UNWRITTEN, {})[name] = (value, default)


def write() -> None:
    """Bring the link up to the settings; after the screen is drawn, since a new link delays the answer.

    The browser takes in a changed address for some 10 ms before it paints what follows. The link is written
    at once, not one parameter after the other: each would be an address of its own to the browser. In the
    first run the browser doesn't know yet that it is to replace the link: see `mending`.
    """
    present, wanted = st.query_params.to_dict(), parameters()
    for name, (value, default) in st.session_state.pop(_UNWRITTEN, {}).items():
        if value == wanted.get(name, default):
            continue
        if value != default:
            wanted[name] = value
        else:
            del wanted[name]
    # The run's own link may be older than what was sent last; after Back an older run's may have come late.
    known = wanted == present == st.session_state.get(_SENT, wanted)
    st.session_state[_SENT] = wanted
    if _MEND in st.session_state and (went_back() or not known):
        st.session_state[_SENT_AT] = time.monotonic()
        st.query_params.from_dict(wanted)


def end() -> None:
    """A run of all of a page has ended. What the link says of screens that weren't drawn counts later."""
    if _MEND not in st.session_state:
        st.session_state[_MEND] = _first_mending()
    read = st.session_state.pop(_ANEW, None)
    if read is None:
        return
    kept = st.session_state.setdefault(_KEPT, {})
    for name, text in parameters().items():
        if name in kept and name not in read and _as_text(kept[name]) != text:
            del kept[name]
            st.session_state.pop(name, None)


def mending() -> tuple[str, str] | None:
    """The link that the visit began with, and what it should have been, if that is another."""
    found: tuple[str, str] | None = st.session_state.get(_MEND)
    return found


def _first_mending() -> tuple[str, str] | None:
    context, wanted = get_script_run_ctx(), st.session_state.get(_SENT, {})
    if context is None or st.context.is_embedded or wanted == st.query_params.to_dict():
        return None
    return context.query_string, urlencode(wanted)


def warn_of_invalid(name: str, options: Sequence[str]) -> None:
    """Say so if the link holds a value for one choice that isn't among its options."""
    _warn_once(name, [name] if name in parameters() and asked(name, options) is None else [])


def _warn_once(what: str, nonsense: Sequence[str]) -> None:
    checked = f"link checked for {what}"
    if nonsense and checked not in st.session_state:
        names = ", ".join(f"“{name}”" for name in nonsense)
        st.warning(
            f"The link holds a value that makes no sense for {names}, so the default is shown instead."
        )
    st.session_state[checked] = True
