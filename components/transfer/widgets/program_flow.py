"""What a photo goes through in an exported program, and the files that do it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.render.data_url import data_url
from components.ui.assets import beside, together
from components.ui.fill import fill

_program_flow = st.components.v2.component(
    "chalknet_program_flow",
    html="<section></section>",
    js=together(__file__, "dom.js", "program_flow.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class Step:
    """One step of the program, in words, and the file that does it."""

    title: str
    text: str
    file: str


@dataclass(frozen=True)
class PackageFile:
    """Another file of the package, and what it is for."""

    name: str
    text: str


def program_flow(photo: bytes, steps: Sequence[Step], others: Sequence[PackageFile], key: str) -> None:
    """Draw the steps from a photo (JPEG) to its class, and below them the other files."""
    data = {
        "photo": data_url(photo),
        "steps": [asdict(step) for step in steps],
        "others": [asdict(other) for other in others],
    }
    with fill(key):
        _program_flow(data=data, key=key)
