"""Plotly figures of the networks of the zoo beside each other."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from plotly.graph_objects import Figure, Scatter

from components.render.colours import HELD_OUT
from components.zoo.cost import as_count

CLOSE = 0.12  # shares of the chart within which names would meet


@dataclass(frozen=True)
class Measured:
    """A network among others: its cost, and what was measured on held-out digits from each seed."""

    short: str
    cost: float
    measured: Sequence[float]

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return fmean(self.measured)


@dataclass(frozen=True)
class Axes:
    """What a comparison of networks is drawn along."""

    cost: str
    error: str
    words: Callable[[float], str]  # of an error


def error_against_cost(networks: Sequence[Measured], axes: Axes) -> Figure:
    """Each network as a point, named beside it; bars reach over its seeds. Both axes are logarithmic."""
    means = [one.mean for one in networks]
    spread = {
        "type": "data",
        "symmetric": False,
        "array": [max(one.measured) - one.mean for one in networks],
        "arrayminus": [one.mean - min(one.measured) for one in networks],
        "thickness": 2,
    }
    figure = Figure(
        Scatter(
            x=[one.cost for one in networks],
            y=means,
            error_y=spread,
            mode="markers+text",
            text=[f"<b>{one.short}</b>" for one in networks],
            textposition=_sides(networks),
            marker={"size": 15, "color": HELD_OUT},
            hovertext=[f"{one.short}: {as_count(one.cost)}, {axes.words(one.mean)}" for one in networks],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_traces(cliponaxis=False)
    costs = _ticks([one.cost for one in networks])
    errors = _ticks([error for one in networks for error in one.measured])
    figure.update_xaxes(
        title_text=axes.cost, type="log", tickvals=costs, ticktext=[as_count(one) for one in costs]
    )
    figure.update_yaxes(
        title_text=axes.error, type="log", tickvals=errors, ticktext=[axes.words(one) for one in errors]
    )
    return figure


def _ticks(values: Sequence[float]) -> list[float]:
    """Numbers 1, 2 and 5 times a power of ten, from below the least value to above the largest."""
    powers = range(math.floor(math.log10(min(values))), math.floor(math.log10(max(values))) + 2)
    steps = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    below = max((one for one in steps if one <= min(values)), default=steps[0])
    above = min((one for one in steps if one >= max(values)), default=steps[-1])
    return [one for one in steps if below <= one <= above]


def _sides(networks: Sequence[Measured]) -> list[str]:
    """At which side of its point a name stands: at the left where another point or the end is close."""
    across = [math.log(one.cost) for one in networks]
    up = [math.log(one.mean) for one in networks]
    width, height = max(across) - min(across) or 1, max(up) - min(up) or 1

    def crowded(at: int) -> bool:
        near = [
            0 <= across[other] - across[at] < CLOSE * width and abs(up[other] - up[at]) < CLOSE * height
            for other in range(len(networks))
            if other != at
        ]
        return any(near) or max(across) - across[at] < CLOSE * width

    return ["middle left" if crowded(at) else "middle right" for at in range(len(networks))]
