"""Words and numbers as the pages write them."""

import re


def plain(text: str) -> str:
    """A visitor's text for markdown: shown as it is, whatever marks it holds."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])", r"\\\1", text)


def in_words(number: float, form: str = ".2f") -> str:
    """A number with a true minus."""
    return f"{number:{form}}".replace("-", "−")
