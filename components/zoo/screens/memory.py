"""*Memory*: recurrent networks read the same digit, and have to remember it over a gap."""

from dataclasses import asdict, dataclass

import streamlit as st

from components import runtime
from components.render.colours import COMPARED
from components.ui import url_state
from components.ui.assets import style
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import Bar, class_bars, percent
from components.ui.widgets.curves import Line, Plot, curves
from components.zoo.digits import HELD_OUT, digit_address
from components.zoo.library import CELLS, GAPS, gap_accuracy, measured_of, reader_of
from components.zoo.networks.recurrent import Recurrent
from components.zoo.reading_pictures import ReadingPictures, reading_pictures
from components.zoo.screens import state
from components.zoo.screens.state import DigitSettings
from components.zoo.sequence_reading import (
    Numbers,
    SequenceConfig,
    SequenceReading,
    read_sequence,
)
from components.zoo.unit_trace import unit_trace
from components.zoo.widgets.reading_lanes import Lane, ReadingLanes, reading_lanes
from components.zoo.widgets.unit_drawings import UnitDrawing, UnitDrawings, unit_drawings

ROWS, PIXELS = "row by row", "pixel by pixel"
STATES, CELL_VIEW = "States", "Cells"
LAST_UNIT, MOST_STEPS = 63, 28 + GAPS[-1]  # of the networks that are shipped


@dataclass(frozen=True)
class MemorySettings:
    """How the digit is read, how many black rows follow it, and what is looked at.

    Of the cells, one unit of each network is drawn, from 0, after a step, from 1.
    """

    read_by: str = url_state.choice(ROWS, (ROWS, PIXELS))
    read_gap: str = url_state.choice("50", tuple(str(gap) for gap in GAPS))
    memory_view: str = url_state.choice(STATES, (STATES, CELL_VIEW))
    memory_unit: int = url_state.integer(44, 0, LAST_UNIT)
    memory_step: int = url_state.integer(14, 1, MOST_STEPS)


CLAIM = "The digit is over. Who knows it after the gap?"

DEFAULTS = asdict(MemorySettings()) | asdict(DigitSettings())


def sequence_of(settings: MemorySettings) -> SequenceConfig:
    """The sequences that the settings ask for."""
    if settings.read_by == PIXELS:
        return SequenceConfig("pixel")
    return SequenceConfig("row", int(settings.read_gap))


def accuracy_of(cell: str, sequence: SequenceConfig) -> float:
    """What the network of that cell, as it is shipped, reaches on such sequences of held-out digits."""
    return accuracies_of(cell, sequence)[0]


def accuracies_of(cell: str, sequence: SequenceConfig) -> list[float]:
    """The same of networks trained from several seeds; the first is the shipped one's."""
    return measured_of(reader_of(cell, sequence.by))[gap_accuracy(sequence.gap)]


EXPERIMENTS = (
    Experiment(
        "A long gap",
        {"read_gap": "200"},
        "After 200 black rows, four times the longest gap in training, the GRU is still right nearly always, "
        "the LSTM less often, the RNN guesses.",
    ),
    Experiment(
        "Three cells",
        {"memory_view": CELL_VIEW, "memory_unit": 44, "memory_step": 40},
        "Twelve black rows after the digit the RNN’s number is 0.21 whatever the digit was: it has "
        "forgotten; LSTM’s and GRU’s still differ from digit to digit.",
    ),
    Experiment(
        "The way back",
        {"read_gap": "50"},
        "In the RNN next to nothing of the gradient comes back to the digit; in LSTM and GRU it is nearly as "
        "large there as at the end.",
    ),
    Experiment(
        "Pixel by pixel",
        {"read_by": PIXELS},
        "After four passes over 196 single pixels the GRU is right for 87 % of the digits, the RNN for 44 %, "
        "the LSTM for 26 %.",
    ),
    Experiment(
        "No gap",
        {"read_gap": "0"},
        "Trained with gaps, the RNN has not even learned to read; trained without them, as on the other "
        "screens, it is right for 98 %.",
    ),
)


def _pixel_ranges() -> str:
    """How well each cell reads pixels that was trained from several seeds, from the worst to the best."""
    shares = [[100 * share for share in accuracies_of(cell, SequenceConfig("pixel"))] for cell in CELLS]
    rnn, lstm, gru = (f"{min(found):.0f} to {max(found):.0f} %" for found in shares)
    return (
        f"Trained from three seeds, the RNN reads {rnn} of the digits rightly pixel by pixel, the LSTM "
        f"{lstm}, the GRU {gru}."
    )


IDEA = r"""
**A recurrent network** reads a sequence step by step and keeps a *hidden state* $h_t$ (Elman,
[1990](https://doi.org/10.1207/s15516709cog1402_1)):

$$ h_t = \tanh(W x_t + U h_{t-1} + b) . $$

Here a step is a row of the digit, or one pixel of the digit at half its size: 196 steps. In the gap the rows
are black, and the networks answer only after the last of them. They were trained with gaps of 0 to 50 rows,
a length drawn anew for each batch.

**States.** *0 to 9*: what the network would answer if it had to after this step. *Hidden units*: orange is
positive, purple negative. *Gradient*: the size of $\partial y / \partial x_t$, how much the answer’s logit
$y$ would change with the input of step $t$, from one hundred-millionth of the largest upwards.

**Vanishing gradients** (Hochreiter, 1991; Bengio and others,
[1994](https://doi.org/10.1109/72.279181)). On its way back the gradient is multiplied with $U$ and the slope
of $\tanh$ at each step, so over a long gap it shrinks to nothing, and training can’t tell which weights would
have kept the digit. **LSTM** (Hochreiter and Schmidhuber,
[1997](https://doi.org/10.1162/neco.1997.9.8.1735)) and **GRU** (Cho and others,
[2014](https://arxiv.org/abs/1406.1078)) have gates: where the LSTM’s $f$ is near 1 and its $i$ near 0, or the
GRU’s $z$ near 1, the state is handed on almost unchanged.

**Cells** draws one unit of each network: a line is as thick as what flows in it is large, orange above 0 and
purple below, and a gate is filled as far as it is open. An RNN’s unit has no gate. The LSTM keeps a cell $c$
beside its state: $c_t = f \cdot c_{t-1} + i \cdot g$ and $h_t = o \cdot \tanh c_t$. The GRU has two gates
and no cell: $h_t = z \cdot h_{t-1} + (1 - z) \cdot n$, where $r$ says how much of $U h_{t-1}$ goes into $n$.
A value of 1 or more has the thickest line.

**The chart** shows how many of 10,000 held-out digits each network is right about. A thin line is the same
network trained from another seed: how long it can remember is partly luck.

**Gates have limits too.** The LSTM’s forget gate begins half open, so it hands on half of its state at each
step and has to learn to keep it: over 196 steps four passes are hardly enough for that. On 784 single pixels,
Bai, Kolter and Koltun ([2018](https://arxiv.org/abs/1803.01271)) report 21.5 % for a plain RNN, 87.2 % for an
LSTM and 96.2 % for a GRU. Where ten digits have to be copied after a gap of 1,000 steps (*copy memory*), all
three did no better than guessing.

**Luck.** """ + _pixel_ranges()

STYLE = style(__file__)


def memory_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(MemorySettings)
    digit = state.present_digit(url_state.settings(DigitSettings))
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    sequence = sequence_of(settings)
    with place.picture:
        if settings.memory_view == CELL_VIEW:
            _draw_cells(digit.pixels, sequence, settings)
        else:
            _draw_states(digit.pixels, sequence)
    with place.dock:
        st.segmented_control(
            "Look at", (STATES, CELL_VIEW), key="memory_view", required=True, label_visibility="collapsed"
        )
        if settings.memory_view == CELL_VIEW:
            st.number_input("Unit", 0, LAST_UNIT, key="memory_unit")
        st.segmented_control("Read", (ROWS, PIXELS), key="read_by", required=True)
        if settings.read_by == ROWS:
            st.select_slider("Black rows after it", [str(gap) for gap in GAPS], key="read_gap")
        st.number_input("Sample digit", 0, HELD_OUT - 1, key="digit", on_change=state.forget_drawing)


def _draw_states(pixels: Numbers, sequence: SequenceConfig) -> None:
    st.html(STYLE)
    with st.container(key="stretch-memory"):
        left, right = st.columns([3, 1], gap="medium")
    with left:
        _draw_lanes(pixels, sequence)
    with right:
        if sequence.by == "row":
            _draw_gaps(sequence)
        else:
            _draw_pixels()


def _draw_lanes(pixels: Numbers, sequence: SequenceConfig) -> None:
    readings = {cell: _reading(cell, pixels, sequence) for cell in CELLS}
    pictures = {cell: reading_pictures(one, diverging_scale()) for cell, one in readings.items()}
    lanes = [_lane(cell, reading, pictures[cell], sequence) for cell, reading in readings.items()]
    given = pictures[CELLS[0]].given
    share = 1 - sequence.gap / len(readings[CELLS[0]].inputs)
    reading_lanes(ReadingLanes(given, _caption(sequence), share, lanes), key="reading lanes")


def _reading(cell: str, pixels: Numbers, sequence: SequenceConfig) -> SequenceReading:
    return runtime.run_short(read_sequence, _reader(cell, sequence), pixels, sequence)


def _reader(cell: str, sequence: SequenceConfig) -> Recurrent:
    network = state.digit_network(reader_of(cell, sequence.by).short)
    assert isinstance(network, Recurrent)
    return network


def _lane(cell: str, reading: SequenceReading, pictures: ReadingPictures, sequence: SequenceConfig) -> Lane:
    share = percent(float(reading.classes[-1].max()))
    right = f"{100 * accuracy_of(cell, sequence):.1f} % of held-out digits are right"
    words = f"says {reading.answer} ({share}); {'at this gap ' if sequence.gap else ''}{right}"
    return Lane(cell, words, pictures.classes, pictures.states, pictures.gradient)


def _caption(sequence: SequenceConfig) -> str:
    if sequence.by == "pixel":
        return "What all three read, from left to right: the 14 · 14 pixels of the halved digit, row by row"
    gap = f", then {sequence.gap} black rows" if sequence.gap else ""
    return f"What all three read, from left to right: the 28 rows of the digit{gap}"


def _draw_pixels() -> None:
    """How many digits each is right about that reads pixels."""
    shares = [accuracy_of(cell, SequenceConfig("pixel")) for cell in CELLS]
    st.markdown("**held out, right**")
    class_bars([Bar(cell, share) for cell, share in zip(CELLS, shares, strict=True)], key="pixel accuracies")


def _draw_gaps(sequence: SequenceConfig) -> None:
    """The accuracy against the gap; a mark where the lanes are."""
    lines, marks = [], []
    for cell, how in zip(CELLS, COMPARED, strict=False):
        found = [accuracies_of(cell, SequenceConfig("row", gap)) for gap in GAPS]
        for seed, shares in enumerate(zip(*found, strict=True)):  # a faint line for each other seed
            points = [(float(gap), 100 * share) for gap, share in zip(GAPS, shares, strict=True)]
            lines.append(Line(cell, points, how.colour, faint=seed > 0, symbol=how.symbol))
        marks.append((float(sequence.gap), 100 * accuracy_of(cell, sequence), ""))
    plot = Plot("black rows", "held out, %", (0, GAPS[-1]), (0, 100), lines, (), marks)
    curves(plot, key="gap accuracies")


# --- The cells ----------------------------------------------------------------------------------------------


def _draw_cells(pixels: Numbers, sequence: SequenceConfig, settings: MemorySettings) -> None:
    """One unit of each network, beside each other."""
    readings = {cell: _reading(cell, pixels, sequence) for cell in CELLS}
    inputs = readings[CELLS[0]].inputs
    units = [_unit(cell, reading, sequence, settings.memory_unit) for cell, reading in readings.items()]
    step = min(settings.memory_step, len(inputs)) - 1
    shown = UnitDrawings(
        units, step, digit_address(inputs.T), _caption(sequence), _step_names(sequence, len(inputs))
    )
    unit_drawings(shown, _rest_on, key="unit drawings")


def _unit(cell: str, reading: SequenceReading, sequence: SequenceConfig, unit: int) -> UnitDrawing:
    numbers = runtime.run_short(unit_trace, _reader(cell, sequence), reading.inputs, unit)
    answers = [f"would say {one.argmax()} ({percent(float(one.max()))})" for one in reading.classes]
    return UnitDrawing(cell, numbers, answers)


def _step_names(sequence: SequenceConfig, count: int) -> list[str]:
    if sequence.by == "pixel":
        return [f"pixel {number} of {count}" for number in range(1, count + 1)]
    rows = count - sequence.gap
    black = [f"black row {number} of {sequence.gap}" for number in range(1, sequence.gap + 1)]
    return [f"row {number} of {rows}" for number in range(1, rows + 1)] + black


def _rest_on(step: int) -> None:
    st.session_state["memory_step"] = step + 1


SCREEN = Screen(memory_screen, (MemorySettings, DigitSettings), EXPERIMENTS, DEFAULTS)
