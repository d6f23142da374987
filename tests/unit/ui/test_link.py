from dataclasses import FrozenInstanceError, dataclass

import pytest

from components.ui import link


@dataclass(frozen=True)
class Some:
    fruit: str = link.choice("apple", ("apple", "pear"))
    size: int = link.whole(3, -2, 10)
    loud: bool = link.switch()


def test_defaults_are_frozen() -> None:
    assert link.parse(Some, {}) == (Some("apple", 3, False), [])
    with pytest.raises(FrozenInstanceError):
        Some().size = 4  # type: ignore[misc]


def test_a_link_is_read() -> None:
    assert link.parse(Some, {"fruit": "pear", "size": "-2", "loud": "true", "page": "2"}) == (
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
    assert link.parse(Some, {name: text}) == (Some(), [name])


@dataclass(frozen=True)
class Noted:
    words: str = link.text(8, str.isalpha)


def test_a_text_is_bounded_and_what_its_owner_calls_valid() -> None:
    assert link.parse(Noted, {"words": "abc"}) == (Noted("abc"), [])
    assert link.parse(Noted, {"words": ""}) == (Noted(), [])
    for nonsense in ("abc1", "abcdefghi"):
        assert link.parse(Noted, {"words": nonsense}) == (Noted(), ["words"])
