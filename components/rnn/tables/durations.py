"""Spans of time in words: days where a span is short, months where it isn't."""

from components.rnn.forecast.sequences import DAYS_A_MONTH
from components.rnn.tables.numbers import format_number

MONTHS_FROM = 2 * DAYS_A_MONTH  # days; shorter spans are told in days


def duration_parts(days: float) -> tuple[str, str]:
    """A span's number and its unit."""
    if days >= MONTHS_FROM:
        return f"{days / DAYS_A_MONTH:.0f}", "months"
    number = format_number(days)
    return number, "day" if number == "1" else "days"


def duration_in_words(days: float) -> str:
    """A span as it is told in a sentence."""
    return " ".join(duration_parts(days))
