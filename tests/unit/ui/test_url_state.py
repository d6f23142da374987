import time
from dataclasses import FrozenInstanceError, dataclass

import pytest
from streamlit.runtime.state import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from components.ui import url_state


@dataclass(frozen=True)
class Some:
    fruit: str = url_state.choice("apple", ("apple", "pear"))
    size: int = url_state.integer(3, -2, 10)
    loud: bool = url_state.boolean()


def test_defaults_are_frozen() -> None:
    assert url_state.parse(Some, {}) == (Some("apple", 3, False), [])
    with pytest.raises(FrozenInstanceError):
        Some().size = 4  # type: ignore[misc]


def test_a_link_is_read() -> None:
    assert url_state.parse(Some, {"fruit": "pear", "size": "-2", "loud": "true", "page": "2"}) == (
        Some("pear", -2, True),
        [],
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("size", "1" * 5_000),
        ("fruit", "banana"),
        ("fruit", ""),
        ("size", "11"),
        ("size", "-3"),
        ("size", "3.5"),
        ("size", "nan"),
        ("size", "²"),
        ("size", "--3"),
        ("size", "<script>"),
        ("loud", "yes"),
    ],
)
def test_nonsense_is_named_and_falls_back_to_the_default(name: str, text: str) -> None:
    assert url_state.parse(Some, {name: text}) == (Some(), [name])


@dataclass(frozen=True)
class Noted:
    words: str = url_state.text(8, str.isalpha)


def test_options_that_are_known_only_later_are_asked_for_when_the_link_is_read() -> None:
    known = ["apple"]

    @dataclass(frozen=True)
    class Later:
        fruit: str = url_state.open_choice("apple", lambda: known)

    assert url_state.parse(Later, {"fruit": "quince"}) == (Later("apple"), ["fruit"])
    known.append("quince")
    assert url_state.parse(Later, {"fruit": "quince"}) == (Later("quince"), [])


def test_a_text_is_bounded_and_what_its_owner_calls_valid() -> None:
    assert url_state.parse(Noted, {"words": "abc"}) == (Noted("abc"), [])
    assert url_state.parse(Noted, {"words": ""}) == (Noted(), [])
    for nonsense in ("abc1", "abcdefghi"):
        assert url_state.parse(Noted, {"words": nonsense}) == (Noted(), ["words"])


@pytest.mark.parametrize(
    ("name", "text"), [("fruit", "pear."), ("fruit", "pe%61r"), ("size", "5%29"), ("loud", "true>")]
)
def test_what_a_messenger_has_altered_is_understood(name: str, text: str) -> None:
    asked, nonsense = url_state.parse(Some, {name: text})
    assert not nonsense
    assert getattr(asked, name) == {"fruit": "pear", "size": 5, "loud": True}[name]


def page() -> None:
    import streamlit as st

    from components.ui import url_state
    from tests.unit.ui.test_url_state import Some

    url_state.begin("page")
    some = url_state.settings(Some)
    st.number_input("Size", -2, 10, key="size")
    st.text(f"{some.fruit} {some.size} {some.loud}")
    url_state.write()
    url_state.end()


def test_parameters_whose_ampersands_were_escaped_are_understood_and_mended() -> None:
    app = AppTest.from_function(page)
    for name, value in {"fruit": "pear", "amp;size": "5", "amp;amp;loud": "true"}.items():
        app.query_params[name] = value
    app.run()
    assert app.text[0].value == "pear 5 True"
    app.number_input[0].set_value(6).run()
    assert app.text[0].value == "pear 6 True"
    assert app.query_params == {"fruit": "pear", "size": "6", "loud": "true"}


def test_what_the_page_doesnt_know_stays_in_the_link() -> None:
    app = AppTest.from_function(page)
    app.query_params["utm_source"] = "chat"
    app.run()
    app.number_input[0].set_value(6).run()
    assert app.query_params == {"utm_source": "chat", "size": "6"}
    assert not app.warning


def page_that_chooses() -> None:
    from dataclasses import dataclass

    import streamlit as st

    from components.ui import url_state

    @dataclass(frozen=True)
    class Chosen:
        size: int = url_state.integer(0, 0, 99)  # 0 leaves it to the page

    settings = url_state.settings(Chosen)
    url_state.follow(Chosen, size=min(settings.size or 5, 20))
    url_state.leave_out(Chosen, size=5)
    st.number_input("Size", 1, 20, key="size")
    url_state.write()
    url_state.end()


def test_what_the_page_chooses_by_itself_is_never_in_the_link() -> None:
    app = AppTest.from_function(page_that_chooses)
    for _ in range(3):
        app.run()
        assert (app.number_input(key="size").value, app.query_params) == (5, {})
    app.number_input(key="size").set_value(7).run()
    assert app.query_params == {"size": "7"}
    app.number_input(key="size").set_value(5).run()
    assert app.query_params == {}


def test_the_link_follows_in_the_run_in_which_the_page_decides() -> None:
    app = AppTest.from_function(page_that_chooses)
    app.query_params["size"] = "77"
    app.run()
    # The first address of a visit is the browser's to mend: into this.
    assert (app.number_input(key="size").value, app.session_state["link sent last"]) == (20, {"size": "20"})
    app.run()
    assert (app.number_input(key="size").value, app.query_params) == (20, {"size": "20"})


def two_pages() -> None:
    import streamlit as st

    from components.ui import url_state
    from tests.unit.ui.test_url_state import Some

    page = st.session_state.get("page", "first")
    url_state.begin(page)
    if page == "first":
        url_state.settings(Some)
        st.number_input("Size", -2, 10, key="size")
    url_state.write()
    url_state.end()


@pytest.mark.parametrize(("seconds", "writes"), [(0.1, [{}]), (60.0, [])])
def test_the_address_of_a_page_that_is_opened_is_written_only_if_another_may_be_on_its_way(
    seconds: float, writes: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = AppTest.from_function(two_pages).run()
    app.number_input[0].set_value(6).run()
    assert app.query_params == {"size": "6"}
    written: list[dict[str, str]] = []
    monkeypatch.setattr(QueryParamsProxy, "from_dict", lambda _, wanted: written.append(wanted))
    app.query_params.clear()  # the browser's address of the page that is opened
    app.session_state["page"] = "second"
    app.session_state["moment of that"] = time.monotonic() - seconds
    app.run()
    assert written == writes
