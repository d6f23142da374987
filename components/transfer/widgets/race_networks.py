"""The same network once for each method of training it: what learns has the method's colour, and glows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui.assets import beside, together

_race_networks = st.components.v2.component(
    "chalknet_race_networks",
    html="<ul></ul>",
    js=together(__file__, "dom.js", "race_networks.js"),
    css=beside(__file__, ".css"),
)


@dataclass(frozen=True)
class RacePart:
    """A part of the network: how high and deep it is drawn, from 0 to 1, and whether the method trains it."""

    high: float
    deep: float
    learns: bool


@dataclass(frozen=True)
class RaceNetwork:
    """A method: its name and colour, the parts, whether it learns now, what it trains, what came of it."""

    name: str
    colour: str
    parts: Sequence[RacePart]
    learning: bool
    trains: str
    reached: str


def race_networks(networks: Sequence[RaceNetwork], key: str) -> None:
    """Draw them one below the other."""
    _race_networks(data={"networks": [asdict(one) for one in networks]}, key=key)
