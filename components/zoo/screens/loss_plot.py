"""The chart of a training's losses, as *Points* and *Training* show it."""

import math
from collections.abc import Sequence

from components.render.colours import HELD_OUT, REFERENCE
from components.ui.widgets.curves import Line, Plot
from components.zoo.losses import LossRow

EXPLODED = 5_000.0  # a loss that no network begins with
LEAST = 1e-6  # at the foot of a logarithmic axis
SHORTEST = 5  # steps or epochs along the axis


def loss_plot(rows: Sequence[LossRow], across: str) -> Plot:
    """The losses on what is learned from and on what is held out, over steps or epochs."""
    learned = [(step, loss) for step, loss, _ in rows]
    held_out = [(step, loss) for step, _, loss in rows]
    lines = (
        Line("learned from", learned, REFERENCE, dashed=True),
        Line("held out", held_out, HELD_OUT),
    )
    newest = [(float(step), loss, "") for step, loss in held_out[-1:]]
    up, decades = loss_axis([loss for _, loss in (*learned, *held_out)])
    last = max([SHORTEST, *(step for step, _ in learned)])
    return Plot(across, "loss", (0, last), up, lines, marks=newest, decades=decades)


def loss_axis(losses: Sequence[float]) -> tuple[tuple[float, float], bool]:
    """The ends of the axis, and whether it is logarithmic: as it is once a loss has exploded."""
    most = max(losses, default=1.0)
    if most < EXPLODED:
        return (0.0, most), False
    low, high = math.log10(max(LEAST, min(losses))), math.log10(most)
    return (10.0 ** math.floor(low), 10.0 ** math.ceil(high)), True
