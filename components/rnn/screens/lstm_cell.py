"""*LSTM cell*: the gates, the cell and the hidden state of one LSTM of the ensemble, visit by visit."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import streamlit as st

from components import runtime
from components.rnn.forecast.quantile_forecast import QuantileForecast, forecast_quantiles
from components.rnn.patients import LABS
from components.rnn.screens.lstm_cell_diagram import draw_cell
from components.rnn.screens.lstm_cell_gates import draw_gates
from components.rnn.screens.lstm_cell_state import (
    AS_LEARNED,
    MEMBER,
    LstmUnitSettings,
    TracedCase,
    held_gate_bar,
    traced_case,
)
from components.rnn.screens.lstm_cell_without import draw_without
from components.rnn.screens.state import (
    HorizonSettings,
    LargeLabSettings,
    PatientSettings,
    case,
    fan_panel,
    keep_horizon,
    measured_points,
    patient_bar,
    show_large,
)
from components.rnn.widgets.fan_charts import FanCharts, fan_charts
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import Stage, stage

CELL, GATES, FORECAST, WITHOUT = "Cell", "Gates", "Forecast", "Without a visit"


@dataclass(frozen=True)
class LstmCellViewSettings:
    """The chosen view of the LSTM cell."""

    look: str = url_state.choice(CELL, (CELL, GATES, FORECAST, WITHOUT))


CLAIM = "One LSTM, opened: what it lets in, keeps and passes on."

DEFAULTS = asdict(PatientSettings()) | asdict(LstmUnitSettings()) | asdict(LstmCellViewSettings())
EXPERIMENTS = (
    Experiment(
        "Empty memory",
        {"at": 1},
        "Before the first visit the cell is 0, so the forget gate has nothing to keep: all of *c* comes from "
        "*i · g*.",
    ),
    Experiment(
        "16 visits",
        {"patient": "42", "visits": 16, "at": 16},
        "After 16 visits most of this unit’s cell is what the forget gate has kept (*f · c before*); the "
        "last visit adds little (*i · g*).",
    ),
    Experiment(
        "Shut the forget gate",
        {"patient": "42", "visits": 16, "look": FORECAST, "held_gate": "forget gate shut"},
        "The cell keeps nothing from visit to visit, yet the forecast moves little: the last values reach "
        "the network’s head by a way of their own.",
    ),
    Experiment(
        "Forget a visit",
        {"patient": "42", "visits": 16, "at": 2, "look": WITHOUT},
        "Without this one visit the cell differs at every later visit, up to the last: the state of an LSTM "
        "carries on what was read.",
    ),
)

IDEA = r"""
The three gates, each with weights $W$, $U$, $b$ of its own:

$$
i_t, f_t, o_t = \sigma(W x_t + U h_{t-1} + b)
$$

The candidate, with its own weights too:

$$
g_t = \tanh(W x_t + U h_{t-1} + b)
$$

The cell: what is kept, and what is added:

$$
c_t = f_t \cdot c_{t-1} + i_t \cdot g_t
$$

The hidden state: what is passed on:

$$
h_t = o_t \cdot \tanh c_t
$$

$\sigma(a) = 1 / (1 + e^{-a})$ squeezes any number into 0 to 1. All of these are vectors, one number for each
unit; $\cdot$ between two vectors multiplies them unit by unit (*elementwise*).

A gate is a number from 0 (shut) to 1 (open). Where the **forget gate** stays near 1, the cell carries a value
from visit to visit almost unchanged, and so does the gradient on its way back.
That is what the LSTM was invented for ([Hochreiter and Schmidhuber, 1997](https://doi.org/10.1162/neco.1997.9.8.1735));
there the cell was never faded (as if $f = 1$). The forget gate came with [Gers et al., 2000](https://doi.org/10.1162/089976600300015015).

**Cell** draws one unit: a gate is filled as far as it is open, and a line is as thick as what flows in it is
large, orange above 0 and purple below; the thickest is 1, on the cell line its largest value over the visits.
Below it stands the cell after each visit.

**Gates: as learned** can be changed: one gate is then held open or shut, in all units at every visit.
*Forecast* shows how far that moves what comes out, and so what the gate is good for.

**Gates** shows all units: a row is one of the 32; the lines part groups of units whose cells rise and fall
together over the visits of the patients that this network has never seen.
"""


def lstm_cell_screen() -> None:
    """Draw the screen."""
    where, settings = url_state.settings(PatientSettings), url_state.settings(LstmUnitSettings)
    looking = url_state.settings(LstmCellViewSettings)
    shown = traced_case(case(where), settings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.dock:
        st.segmented_control(
            "Look at", list(VIEWS), key="look", required=True, label_visibility="collapsed", wrap=True
        )
    VIEWS[looking.look](shown, place)
    with place.dock:
        held_gate_bar(shown)
        patient_bar(shown.case)


def _draw_forecast(shown: TracedCase, place: Stage) -> None:
    """Draw the member's own forecast over another one's."""
    horizon = url_state.settings(HorizonSettings).horizon / 20
    large = url_state.settings(LargeLabSettings)
    before, named = _compared(shown)
    alone = runtime.cached(forecast_quantiles, shown.about, [shown.alone], shown.patient)
    days, labs = shown.patient.days, shown.patient.labs
    panels = [
        replace(
            fan_panel(lab, measured_points(days, labs[:, lab]), alone), before=before.clipped[lab].tolist()
        )
        for lab in range(len(LABS))
    ]
    years = alone.years.tolist()
    with place.picture:
        charts = FanCharts(panels, years, horizon, years, (shown.name, named), large.panel)
        fan_charts(charts, keep_horizon, "alone", show_large)
    with place.dock:
        st.markdown(
            f"Dashed: median of {named}; dotted: its 80 % interval. In numbers: its median → that of "
            f"{shown.name}."
        )


def _compared(shown: TracedCase) -> tuple[QuantileForecast, str]:
    """The forecast of the whole ensemble; where a gate is held that of the same member as it learned."""
    if shown.held_gate == AS_LEARNED:
        about, ensembles, named = shown.case.about, shown.case.ensembles, "the whole ensemble"
    else:
        ensemble = shown.case.ensembles[0]
        learned = replace(ensemble, members=ensemble.members[:1])
        about, ensembles = (MEMBER, AS_LEARNED, *shown.case.about), (learned,)
        named = f"{MEMBER} {AS_LEARNED}"
    return runtime.cached(forecast_quantiles, about, ensembles, shown.patient), named


VIEWS: dict[str, Callable[[TracedCase, Stage], None]] = {
    CELL: draw_cell,
    GATES: draw_gates,
    FORECAST: _draw_forecast,
    WITHOUT: draw_without,
}


SCREEN = Screen(
    lstm_cell_screen, (PatientSettings, LstmUnitSettings, LstmCellViewSettings), EXPERIMENTS, DEFAULTS
)
