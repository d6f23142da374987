"""*Training*: a network of any of four kinds is trained live, beside those trained before."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st

from components.rnn.screens import own_table_state
from components.rnn.screens.training_gradients import draw_gradients
from components.rnn.screens.training_runs import draw_runs, note_runs
from components.rnn.screens.training_state import LiveTrainSettings
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import Stage, stage

TRAINING, GRADIENT = "Training", "Gradients"


@dataclass(frozen=True)
class TrainingViewSettings:
    """The chosen view of the training, and the forget bias of the fresh LSTM."""

    sight: str = url_state.choice(TRAINING, (TRAINING, GRADIENT))
    bias: int = url_state.integer(0, 0, 4)


CLAIM = "Train a network of your own: does it beat repeating the last value?"

DEFAULTS = asdict(LiveTrainSettings()) | asdict(TrainingViewSettings())
EXPERIMENTS = (
    Experiment(
        "Small GRU",
        {"cell": "GRU", "hidden": 8, "epochs": 40},
        "Press **Train**: even eight units beat repeating the last value, and both curves fall together: "
        "hardly any overfitting.",
    ),
    Experiment(
        "Overfit",
        {"hidden": 64, "dropout": 0, "rate": 300, "epochs": 200},
        "Press **Train**: the training patients’ error goes on falling while the held-out patients’ soon "
        "rises: the network learns them by heart.",
    ),
    Experiment(
        "Fading gradients",
        {"sight": GRADIENT},
        "Much of the trained LSTM’s gradient reaches even the earliest visits: through open forget gates it "
        "hardly fades.",
    ),
)

IDEA = r"""
**Training.** The patients of the first fold are held out, all others are training patients. The error is that
of the median over the next four visits, relative to that of repeating the last value: below 1 the network
has learned something. Where the training patients’ error goes on falling while the held-out patients’ rises,
the network learns them by heart (*overfitting*); dropout and fewer units work against it.

**The table of the runs** gives the held-out error after the last epoch: for the next visit, as the mean of
the next four, and the least such mean of all epochs.

**Feed-forward** networks keep nothing from visit to visit. But all four kinds are also given each lab’s last
value, its age, its mean and a moving average, and say how far the median moves from the last value. So a
network without a memory is not without a past.

**Gradient through time.** To learn from a visit $k$ steps back, the gradient has to come back so many steps.
With $s_t$ the whole state, $h_t$ in a plain RNN and a GRU, but $(h_t, c_t)$ in an LSTM:

$$
\frac{\partial s_T}{\partial x_{T-k}} = \frac{\partial s_T}{\partial s_{T-1}} \cdots
\frac{\partial s_{T-k+1}}{\partial s_{T-k}} \, \frac{\partial s_{T-k}}{\partial x_{T-k}}
$$

In a plain RNN the factors usually shrink it, as PyTorch’s small first weights do here; with large weights it
explodes instead (Hochreiter, 1991; [Bengio et al., 1994](https://doi.org/10.1109/72.279181)).
In the LSTM there is a way, from $c_t$ to $c_{t-1}$, on which the
factor is the forget gate alone: open, it is nearly 1. PyTorch begins with forget gates near 0.5, so a fresh
LSTM forgets too; a bias on the gate
([Jozefowicz et al., 2015](https://proceedings.mlr.press/v37/jozefowicz15.html)) opens it, and
training opens that of a few units. The curves are geometric means over held-out patients with many visits.
"""


def training_screen() -> None:
    """Draw the screen."""
    settings, sight = url_state.settings(LiveTrainSettings), url_state.settings(TrainingViewSettings)
    own_table_state.note_table()
    note_runs()
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    with place.dock:
        st.segmented_control(
            "Look at", list(VIEWS), key="sight", required=True, label_visibility="collapsed", width="content"
        )
    VIEWS[sight.sight](settings, place)


def _gradients(_settings: LiveTrainSettings, place: Stage) -> None:
    draw_gradients(url_state.settings(TrainingViewSettings).bias, place)


VIEWS: dict[str, Callable[[LiveTrainSettings, Stage], None]] = {TRAINING: draw_runs, GRADIENT: _gradients}


SCREEN = Screen(training_screen, (LiveTrainSettings, TrainingViewSettings), EXPERIMENTS, DEFAULTS)
