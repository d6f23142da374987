"""What a photo goes through in an exported program, and the files that do it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import beside, together
from components.ui.fill import fill_or_grow

_program_flow = st.components.v2.component(
    "chalknet_program_flow",
    html="<section></section>",
    js=together(__file__, "dom.js", "program_flow.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Amount:
    """A number that a step makes: its name, how it is written, and its length as a bar, from 0 to 1."""

    name: str
    written: str
    share: float


@dataclass(frozen=True)
class Step:
    """One step of the program in words, its file, and what it makes of a photo: a picture or numbers."""

    title: str
    text: str
    file: str
    picture: str = ""  # its address
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class PackageFile:
    """Another file of the package, and what it is for."""

    name: str
    text: str


def program_flow(steps: Sequence[Step], others: Sequence[PackageFile], key: str) -> None:
    """Draw the steps from a photo to its class, and below them the other files."""
    data = {
        "steps": [asdict(step) for step in steps],
        "others": [asdict(other) for other in others],
    }
    with fill_or_grow(key):
        _program_flow(data=data, key=key)
