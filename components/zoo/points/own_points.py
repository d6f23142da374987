"""Places in the plane as a text that fits into a link: two symbols each."""

from collections.abc import Iterable

from components.zoo.link_symbols import STEPS, SYMBOLS

MOST = 200  # points of one class


def places_of(text: str, limit: float) -> list[tuple[float, float]]:
    """The places, from -limit to limit, that a text means."""
    steps = [SYMBOLS.index(symbol) for symbol in text]
    values = [limit * (2 * step / (STEPS - 1) - 1) for step in steps]
    return list(zip(values[::2], values[1::2], strict=True))


def text_of(places: Iterable[tuple[float, float]], limit: float) -> str:
    """A text that means these places, to the nearest of STEPS steps; no more than the last MOST of them."""
    values = [value for place in list(places)[-MOST:] for value in place]
    steps = [round((value / limit + 1) / 2 * (STEPS - 1)) for value in values]
    return "".join(SYMBOLS[min(STEPS - 1, max(0, step))] for step in steps)


def are_places(text: str) -> bool:
    """Whether a text is places."""
    return len(text) % 2 == 0 and len(text) <= 2 * MOST and set(text) <= set(SYMBOLS)
