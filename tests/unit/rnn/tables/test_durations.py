import pytest

from components.rnn.tables.durations import duration_in_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 day"),
        (2, "2 days"),
        (0.5, "0.5 days"),
        (60, "60 days"),
        (61, "2 months"),
        (365, "12 months"),
    ],
)
def test_a_span_is_told_in_days_or_months(days: float, words: str) -> None:
    assert duration_in_words(days) == words
