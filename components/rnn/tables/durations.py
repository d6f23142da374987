"""Spans of time in words: days where a span is short, months where it isn't."""

from components.rnn.forecast.sequences import DAYS_A_MONTH
from components.rnn.tables.numbers import shown as digits

MONTHS_FROM = 2 * DAYS_A_MONTH  # days; shorter spans are told in days


def parts(days: float) -> tuple[str, str]:
    """A span's number and its unit."""
    if days >= MONTHS_FROM:
        return f"{days / DAYS_A_MONTH:.0f}", "months"
    number = digits(days)
    return number, "day" if number == "1" else "days"


def in_words(days: float) -> str:
    """A span as it is told in a sentence."""
    return " ".join(parts(days))
