"""Visitors' words among ours."""

import re


def plain(text: str) -> str:
    """A visitor's text for markdown: shown as it is, whatever marks it holds."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])", r"\\\1", text)
