"""The course of a training's losses, bounded in its length."""

MOST_ROWS = 400

# The step or epoch, the loss on what is learned from, and on what is held out.
LossRow = tuple[int, float, float]


def thinned(rows: list[LossRow]) -> list[LossRow]:
    """The same course in MOST_ROWS rows at most: every second of the older half goes."""
    if len(rows) <= MOST_ROWS:
        return rows
    half = len(rows) // 2
    return rows[:half:2] + rows[half:]
