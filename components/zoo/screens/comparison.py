"""*Comparison*: error against cost of networks that do the same."""

import html
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

import streamlit as st
from torch import nn

from components import runtime
from components.ui import url_state
from components.ui.assets import style
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.widgets import charts
from components.zoo.cost import as_count, forward_milliseconds, multiply_adds, parameter_count
from components.zoo.figures import Axes, Measured, error_against_cost
from components.zoo.library import AUTOENCODERS, CLASSIFIERS, Trained, measured_of
from components.zoo.screens import state

READ, REDRAW = "Read digits", "Redraw digits"
PRODUCTS, PARAMETERS, TIME = "multiply-adds", "parameters", "time here"


@dataclass(frozen=True)
class ComparisonSettings:
    """What the networks do, and which of their costs is drawn."""

    task: str = url_state.choice(READ, (READ, REDRAW))
    cost: str = url_state.choice(PRODUCTS, (PRODUCTS, PARAMETERS, TIME))


@dataclass(frozen=True)
class Task:
    """What several networks do, and how well they do it."""

    networks: Sequence[Trained]
    axis: str
    words: Callable[[float], str]
    error: Callable[[dict[str, list[float]]], list[float]]  # of what was measured of a network, per seed


TASKS = {
    READ: Task(
        CLASSIFIERS,
        "held-out digits read wrongly",
        lambda share: f"{100 * share:.1f}".removesuffix(".0") + " %",
        lambda seeds: [1 - share for share in seeds["accuracy"]],
    ),
    REDRAW: Task(
        AUTOENCODERS,
        "mean square error on held-out digits",
        lambda error: f"{error:.2g}",
        lambda seeds: seeds["error"],
    ),
}
COSTS: dict[str, tuple[str, Callable[[nn.Module], float]]] = {
    PRODUCTS: ("multiply-adds for a digit", multiply_adds),
    PARAMETERS: ("learned parameters", parameter_count),
    TIME: ("milliseconds for a digit on this server", forward_milliseconds),
}

CLAIM = "What does a lower error cost?"

DEFAULTS = asdict(ComparisonSettings())
EXPERIMENTS = (
    Experiment(
        "Few weights, used often",
        {"cost": PARAMETERS},
        "The convolutional network errs least, and yet has fewer parameters than the feed-forward ones: it "
        "uses each of them at many places.",
    ),
    Experiment(
        "A code of two numbers",
        {"task": REDRAW, "cost": PARAMETERS},
        "The SAE with its long code redraws best by far: AE and VAE have but two numbers for a whole digit.",
    ),
)

IDEA = r"""
**Error against cost.** Lower is better, and so is further to the left. Each point is a network of this page,
measured on digits that it has never learned from; where there are several trainings, the bar reaches over
them. They are close to each other because the task is easy: on MNIST even a network without any notion of a
picture reads nearly all digits.

**Multiply-adds** are the products of two numbers that are added up for one digit, the usual measure of work.
A fully connected layer uses each weight once. A convolution uses each weight at every place of the picture,
and a recurrent layer at every row, so their work is larger than their number of parameters.

**Parameters** are the numbers that are learned, and have to be stored.

**Time** is measured on this server for one digit alone. It doesn’t follow the products: a recurrent network
has to wait for one row before it can read the next.
"""


def comparison_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(ComparisonSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    task = TASKS[settings.task]
    with place.picture:
        name, cost = COSTS[settings.cost]
        networks = [Measured(one.short, _cost(one, cost), _errors(task, one)) for one in task.networks]
        charts.draw(error_against_cost(networks, Axes(name, task.axis, task.words)), "comparison")
    with place.dock:
        st.segmented_control("Task", tuple(TASKS), key="task", required=True, wrap=True)
        st.radio("Cost", tuple(COSTS), key="cost")
        with st.popover("Table", icon=":material/table:"):
            st.html(_table(task))


def _errors(task: Task, network: Trained) -> list[float]:
    return task.error(measured_of(network))


def _cost(network: Trained, cost: Callable[[nn.Module], float]) -> float:
    return runtime.cached(cost, (network.short,), state.digit_network(network.short))


def _table(task: Task) -> str:
    head = "".join(
        f"<th>{html.escape(name)}</th>" for name in ("", task.axis, *(name for name, _ in COSTS.values()))
    )
    rows = "".join(_row(task, network) for network in task.networks)
    return f"{STYLE}<div class='costs'><table><tr>{head}</tr>{rows}</table></div>"


def _row(task: Task, network: Trained) -> str:
    costs = [_cost(network, cost) for _, cost in COSTS.values()]
    words = [f"{cost:.2g}" if cost < 100 else as_count(cost) for cost in costs]
    cells = (task.words(fmean(_errors(task, network))), *words)
    return f"<tr><th>{network.short}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


STYLE = style(__file__)
SCREEN = Screen(comparison_screen, (ComparisonSettings,), EXPERIMENTS, DEFAULTS)
