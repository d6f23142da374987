"""*Chart*: the twenty-seven networks of the poster, and each of them large."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.zoo.chart.poster import BY_SHORT, CAME_AFTER, CORRECTIONS, POSTER, ROUTE
from components.zoo.library import GENERATORS, TRAINED
from components.zoo.screens.chart_portrait import (
    draw_facts,
    draw_portrait,
    draw_trained,
    draw_trained_gan,
    portrait_graph,
)
from components.zoo.screens.state import DigitSettings, SampleSettings, present_digit
from components.zoo.widgets.network_chart import ChartEntry, network_chart

ALL = "all"
MOST_CELLS = 80  # of one drawing
GENERATED = {one.short for one in GENERATORS}
POSTER_VIEW, TRAINED_VIEW = "On the poster", "Trained here"


@dataclass(frozen=True)
class ChartSettings:
    """The network that is drawn large, how, which of its cells is chosen, and which drawings are shown."""

    drawing: str = url_state.choice(ALL, (ALL, *BY_SHORT))
    drawn_as: str = url_state.choice(TRAINED_VIEW, (TRAINED_VIEW, POSTER_VIEW))
    cell_number: int = url_state.integer(-1, -1, MOST_CELLS - 1)
    corrected: bool = url_state.boolean()
    later: bool = url_state.boolean()


CLAIM = "Neural networks are built from a few kinds of cells. Open one."

DEFAULTS = asdict(ChartSettings()) | asdict(DigitSettings()) | asdict(SampleSettings())
EXPERIMENTS = (
    Experiment(
        "From pixels to a digit",
        {"drawing": "DFF"},
        "The digit’s pixels fill the first column, and one of ten outputs becomes the fullest: "
        "that is the network’s answer.",
    ),
    Experiment(
        "A GAN is two networks",
        {"drawing": "GAN", "corrected": True},
        "The poster draws one network, but a GAN is two: a generator, and a discriminator that judges its "
        "pictures.",
    ),
    Experiment(
        "What came after",
        {"later": True},
        "Transformers and diffusion models, which write and paint today, came into use only after the poster "
        "of 2016.",
    ),
)

IDEA = r"""
**The chart.** It follows the “mostly complete chart of neural networks” by
[F. van Veen](https://www.asimovinstitute.org/neural-network-zoo/) (The Asimov Institute, 2016), which shows
27 kinds of networks. The choice of networks and the kinds of cells are from there; drawings and words are
our own. Each kind of cell has a letter and a shape beside its colour.

**A cell** is one number that the network computes. Lines show which cells feed which. Nearly all cells do
the same first, they add up what they get:

$$
s_j = \sum_i w_{ji}\, x_i + b_j .
$$

The weights $w_{ji}$ and the bias $b_j$ are what is learned. Kinds of cells differ in what comes next: a
*hidden* cell applies an activation function, a *recurrent* one also gets what its layer gave one step
earlier, a *probabilistic* one draws its value at random.

**Trained here.** Networks with “try it” were trained on handwritten digits
([MNIST](https://doi.org/10.1109/5.726791)). Their drawings are made from their real sizes; of a wide layer
ten cells are drawn. The fuller a cell, the larger its value, beside the largest of its layer.
"""


def chart_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(ChartSettings)
    digit, sample = url_state.settings(DigitSettings), url_state.settings(SampleSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    trained = settings.drawing in TRAINED
    with place.picture:
        if settings.drawing == ALL:
            network_chart(_entries(settings), _open, key="chart")
        elif trained and settings.drawn_as == TRAINED_VIEW and not _put_right(settings):
            portrait, cell = BY_SHORT[settings.drawing], settings.cell_number
            if settings.drawing in GENERATED:
                draw_trained_gan(portrait, sample, cell)
            else:
                draw_trained(portrait, present_digit(digit).pixels, cell)
        else:
            draw_portrait(BY_SHORT[settings.drawing], settings.cell_number, settings.corrected)
    with place.dock:
        _controls(settings)


def _put_right(settings: ChartSettings) -> bool:
    """Whether the drawing of the poster is asked for, put right."""
    return settings.corrected and settings.drawing in CORRECTIONS


def _entries(settings: ChartSettings) -> list[ChartEntry]:
    shown = (*POSTER, *CAME_AFTER) if settings.later else POSTER
    return [
        ChartEntry(one.short, one.name, portrait_graph(one, settings.corrected), one.short in TRAINED)
        for one in shown
    ]


def _open(short: str) -> None:
    if short in BY_SHORT or short == ALL:
        st.session_state.update(drawing=short, cell_number=-1)


def _controls(settings: ChartSettings) -> None:
    st.selectbox("Network", (ALL, *BY_SHORT), key="drawing", format_func=_option, on_change=_forget_cell)
    if settings.drawing == ALL:
        st.toggle("Put right what the poster simplifies", key="corrected")
        st.toggle("What came after", key="later")
    else:
        st.button("All networks", key="step-all", icon=":material/grid_view:", on_click=_open, args=(ALL,))
        if settings.drawing in CORRECTIONS:
            st.toggle("Put right what the poster simplifies", key="corrected", on_change=_forget_cell)
        if settings.drawing in TRAINED and not _put_right(settings):
            st.segmented_control(
                "Drawn as", (TRAINED_VIEW, POSTER_VIEW), key="drawn_as", required=True, on_change=_forget_cell
            )
    _route(settings.drawing, ROUTE)
    if settings.drawing in GENERATED:
        st.button("Sample its digits", key="step-sample", icon=":material/casino:", on_click=_sample)
    if settings.drawing in TRAINED:
        draw_facts(settings.drawing)


def _sample() -> None:
    """Open the screen of what the GAN generates."""
    st.session_state["screen"] = "GAN samples"


def _option(short: str) -> str:
    return "All of the chart" if short == ALL else f"{short}: {BY_SHORT[short].name}"


def _route(present: str, stops: Sequence[str]) -> None:
    """Buttons to the next and the previous stop of the lecture's route."""
    at = stops.index(present) if present in stops else -1
    with st.container(horizontal=True):
        if at > 0:
            _stop(stops[at - 1], "arrow_back", stops[at - 1])
        if at + 1 < len(stops):
            words = stops[at + 1] if at >= 0 else f"The lecture’s ten, one by one: {stops[0]}"
            _stop(words, "arrow_forward", stops[at + 1])


def _stop(words: str, icon: str, short: str) -> None:
    st.button(words, key=f"step-{icon}", icon=f":material/{icon}:", on_click=_open, args=(short,))


def _forget_cell() -> None:
    st.session_state["cell_number"] = -1


SCREEN = Screen(chart_screen, (ChartSettings, DigitSettings, SampleSettings), EXPERIMENTS, DEFAULTS)
