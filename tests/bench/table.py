"""What a benchmark reports: a row of the table, and the line that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Samples = tuple[Sequence[float], Sequence[float]]  # ours and the reference's
PARTS = 5  # into which a run's samples are split, to see how far its ratio scatters
HEAD = f"{'name':<22}{'ours':>10}{'reference':>12}{'ratio':>8}  {'range of its parts':<20}{'unit':<13}goal"


@dataclass(frozen=True)
class Row:
    """One measurement beside its reference, both from the same run."""

    name: str
    ours: float
    reference: float
    unit: str
    goal: str
    ratios: tuple[float, ...] = ()  # of the parts of the run; none where nothing is timed

    @property
    def ratio(self) -> float | None:
        """Ours ÷ reference; None where the reference is 0."""
        return self.ours / self.reference if self.reference else None


def timed(name: str, samples: Samples, unit: str, goal: str) -> Row:
    """A row of samples that were taken in turns: medians, and the ratio of each fifth of the run."""
    ours, reference = samples
    return Row(name, median(ours), median(reference), unit, goal, _ratios(samples))


def _ratios(samples: Samples) -> tuple[float, ...]:
    parts = min(PARTS, *map(len, samples))
    cut = [[of[len(of) * n // parts : len(of) * (n + 1) // parts] for n in range(parts)] for of in samples]
    return tuple(median(ours) / median(reference) for ours, reference in zip(*cut, strict=True))


def line(row: Row) -> str:
    """A row as it stands under HEAD."""
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    scatter = f"{min(row.ratios):.2f} to {max(row.ratios):.2f} ({len(row.ratios)})" if row.ratios else ""
    return (
        f"{row.name:<22}{row.ours:>10.4g}{row.reference:>12.4g}{ratio:>8}"
        f"  {scatter:<20}{row.unit:<13}{row.goal}"
    )


def in_turns(ours: Callable[[], float], reference: Callable[[], float], rounds: int) -> Samples:
    """Two measurements taken in turns, so that a busy moment of the machine hits both."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
