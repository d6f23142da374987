import pytest

from components.ui.widgets.class_bars import counted, percent


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "< 0.1 %"),
        (0.00049, "< 0.1 %"),
        (0.0005, "0.1 %"),
        (0.5, "50.0 %"),
        (0.9994, "99.9 %"),
        (0.9999, "> 99.9 %"),
    ],
)
def test_percent_never_says_none_or_all(probability: float, words: str) -> None:
    assert percent(probability).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("share", "words"), [(6 / 6, "100 %"), (0 / 6, "0 %"), (5 / 6, "83.3 %")])
def test_what_was_counted_may_be_none_or_all(share: float, words: str) -> None:
    assert counted(share).replace("\u00a0", " ") == words
