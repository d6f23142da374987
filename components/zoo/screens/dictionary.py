"""*Dictionary*: a sparse autoencoder puts a digit together from the entries of its most active units."""

from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from PIL import Image

from components import runtime
from components.render.colours import Table
from components.render.data_url import data_url
from components.render.encode import lossless_webp
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.theme import diverging_scale
from components.zoo.digits import HELD_OUT, SIDE, digit_address
from components.zoo.networks.sparse import Sparse
from components.zoo.screens import state
from components.zoo.screens.draw_a_digit import LETTER
from components.zoo.screens.state import DigitSettings
from components.zoo.sparse_parts import (
    Numbers,
    entry_scale,
    errors_by_count,
    favourite_digits,
    sparse_parts,
)
from components.zoo.widgets.data_store import kept_name, store_data
from components.zoo.widgets.dictionary_wall import (
    COLUMNS,
    ChosenUnit,
    DictionarySum,
    DictionaryWall,
    WallUnit,
    dictionary_wall,
)

UNITS, ACTIVE = 1024, 100  # of the trained network: its code, and how many of it may be active
SHOWN = 40  # entries on the wall
FAVOURITES = 8
COUNTS = (
    1,
    2,
    3,
    5,
    7,
    *range(10, 50, 5),
    *range(50, 101, 10),
)  # of active units, for the mean over held-out digits
MEASURED = 200  # held-out digits that the mean is over
STRONGEST = -1
ENTRIES, CHANGES = "Entries", "Changes"  # what the wall shows
TITLES = {
    ENTRIES: f"Entries of the {SHOWN} strongest units, each with its activation",
    CHANGES: f"What the {SHOWN} strongest units change, each with its activation",
}


@dataclass(frozen=True)
class DictionarySettings:
    """How many units are added up, the one that is shown large (-1: the strongest), what the wall shows."""

    active_units: int = url_state.integer(ACTIVE, 1, ACTIVE)
    dictionary_unit: int = url_state.integer(STRONGEST, STRONGEST, UNITS - 1)
    wall_shows: str = url_state.choice(CHANGES, (CHANGES, ENTRIES))


CLAIM = "A digit is a sum of dictionary entries. Move the slider: how many does it take?"

DEFAULTS = asdict(DictionarySettings()) | asdict(DigitSettings())
EXPERIMENTS = (
    Experiment(
        "One unit",
        {"active_units": 1},
        "The strongest unit alone changes little: its entry is no digit, but a part that several kinds of "
        "digits share.",
    ),
    Experiment(
        "Twenty units",
        {"active_units": 20},
        "Twenty of 1,024 units are enough to tell the digit, and the other eighty take away most of the "
        "error that is left.",
    ),
    Experiment(
        "A letter",
        {"pen": LETTER},
        "The entries were learned from digits alone, but a hundred of them add up to this letter too.",
    ),
)

IDEA = r"""
**A dictionary.** The sparse autoencoder (SAE) has a code of 1,024 units, more than a digit has pixels. Each
unit $j$ has an *entry* $d_j$, a picture of its own with positive and negative pixels. The reconstruction is
the sum of all entries, each as strong as its unit is active, and of a *bias* $b$ for each pixel:

$$
\hat x = \mathrm{clip}\Big(b + \sum_j h_j\, d_j\Big), \qquad
h = \text{the $k$ largest of } \mathrm{ReLU}\big(d_j \cdot (x - b) + c_j\big) .
$$

*Clip* makes pixels below 0 black and pixels above 1 white. That concerns more than four pixels in five: how
far below 0 the black ground lies makes no difference to the error, so nothing keeps the entries smooth there,
and they look rough. *Changes* shows what remains of each in the sum: the picture with that unit minus the one
without it. *Entries* shows them as they are.

**A limit or a penalty.** Without a condition such a network could copy its input. Two conditions are usual.
The *penalty* adds the activations to the loss (Olshausen and Field, [1996](https://doi.org/10.1038/381607a0);
Tibshirani, [1996](https://doi.org/10.1111/j.2517-6161.1996.tb02080.x)):

$$
\lVert \hat x - x \rVert^2 + \lambda \sum_j \lvert h_j \rvert .
$$

The larger $\lambda$, the fewer units are active, but how many they are follows only after training, and the
penalty makes the active ones weaker too. This network has a *limit* instead: the $k$ most active units stay
as they are, all others are 0 (*k-sparse autoencoder*; Makhzani and Frey,
[2014](https://arxiv.org/abs/1312.5663)). It was trained with $k = 100$.

**How the two relate.** If the entries were perpendicular to each other and of length 1, the penalty’s best
code would be each product $d_j \cdot (x - b)$ made smaller by $\lambda / 2$, and 0 where it is smaller than
that. The limit’s would be the $k$ largest products, unchanged. Both switch off what lies below a threshold:
the penalty fixes the threshold, the limit the number. The activation of the weakest unit is that threshold.

**The chart** shows the mean square error of the pixels against $k$, for this digit and in the mean of 200
held-out digits. The network was trained for $k = 100$ alone: how well another one would do that is trained
for fewer, the chart does not say.
"""


def dictionary_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(DictionarySettings)
    digit = state.present_digit(url_state.settings(DigitSettings))
    scale = diverging_scale()
    about = (sha256(digit.pixels.tobytes()).hexdigest(), scale.ground, settings.wall_shows)
    shown, pictures = runtime.cached(
        _digit_sum, about, _network(), digit.pixels, scale.table, settings.wall_shows
    )
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.picture:
        _draw_wall(shown, scale.table)
    with place.dock:
        st.segmented_control("The wall shows", (CHANGES, ENTRIES), key="wall_shows", required=True)
        st.number_input("Sample digit", 0, HELD_OUT - 1, key="digit", on_change=state.forget_drawing)
        store_data(pictures, key="dictionary pictures")


@st.fragment
def _draw_wall(shown: DictionarySum, table: Table) -> None:
    """Sum and entries, drawn anew when the slider rests or a unit is chosen."""
    settings = url_state.settings(DictionarySettings)
    number = settings.dictionary_unit if settings.dictionary_unit != STRONGEST else shown.units[0].number
    measured = state.held_out().pictures[:MEASURED]
    means = runtime.cached(errors_by_count, ("SAE",), _network(), measured, COUNTS)
    mean_errors = [(count, round(float(mean), 5)) for count, mean in zip(COUNTS, means, strict=True)]
    wall = DictionaryWall(shown, mean_errors, _chosen_unit(number, table), settings.active_units)
    dictionary_wall(wall, _keep_active, _keep_unit, key="dictionary")
    url_state.write()


def _network() -> Sparse:
    network = state.digit_network("SAE")
    assert isinstance(network, Sparse)
    return network


def _digit_sum(
    network: Sparse, pixels: Numbers, table: Table, wall_shows: str
) -> tuple[DictionarySum, tuple[str, str]]:
    """What is drawn of a digit, and the addresses of the pictures that it only names."""
    parts = sparse_parts(network, pixels)
    strip = digit_address(np.concatenate(list(parts.sums), 1))
    if wall_shows == ENTRIES:
        wall = _entries_address(network, parts.units[:SHOWN], table)
    else:
        wall = _signed_address(parts.changes[:SHOWN], _most(parts.changes), table)
    activations = [round(float(one), 4) for one in parts.activations]
    shown = DictionarySum(
        digit_address(pixels),
        TITLES[wall_shows],
        kept_name(strip),
        kept_name(wall),
        [WallUnit(int(unit), one) for unit, one in zip(parts.units[:SHOWN], activations, strict=False)],
        activations,
        [round(float(error), 5) for error in parts.errors],
    )
    return shown, (strip, wall)


def _most(changes: Numbers) -> float:
    """The value up to which changes are coloured: few pixels change more."""
    return float(np.quantile(np.abs(changes), 0.995))


def _entries_address(network: Sparse, units: NDArray[np.int64], table: Table) -> str:
    """The entries of some units in one picture."""
    entries = network.dictionary[torch.from_numpy(units)].reshape(-1, SIDE, SIDE)
    return _signed_address(entries.cpu().numpy(), entry_scale(network), table)


def _signed_address(pictures: Numbers, top: float, table: Table) -> str:
    """Pictures (n, 28, 28) in one, COLUMNS in a row; zero is as light as the page's ground."""
    shares = np.clip(pictures / max(top, 1e-12), -1, 1)
    tiles = table[np.rint(255 * (shares + 1) / 2).astype(np.uint8)]  # (n, 28, 28, 3)
    columns = min(COLUMNS, len(tiles))
    rows = tiles.reshape(-1, columns, SIDE, SIDE, 3).transpose(0, 2, 1, 3, 4)
    return data_url(lossless_webp(Image.fromarray(rows.reshape(-1, columns * SIDE, 3))), "webp")


def _chosen_unit(number: int, table: Table) -> ChosenUnit:
    """A unit's entry, and the held-out digits that activate it."""
    network, held_out = _network(), state.held_out()
    found = runtime.cached(favourite_digits, ("SAE",), network, held_out.pictures, FAVOURITES)
    active = found.activations[number] > 0
    pictures = [held_out.pixels(digit) for digit in found.numbers[number][active]]
    return ChosenUnit(
        number,
        _entries_address(network, np.array([number]), table),
        digit_address(np.concatenate(pictures, 1)),
        [round(float(one), 2) for one in found.activations[number][active]],
    )


def _keep_active(count: int) -> None:
    if 1 <= count <= ACTIVE:
        st.session_state["active_units"] = count


def _keep_unit(number: int) -> None:
    if 0 <= number < UNITS:
        st.session_state["dictionary_unit"] = number


SCREEN = Screen(dictionary_screen, (DictionarySettings, DigitSettings), EXPERIMENTS, DEFAULTS)
