"""What a benchmark reports, on the screen and in bench.json."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measurement beside its reference, both from the same run."""

    name: str
    ours: float
    reference: float
    unit: str
    goal: str

    @property
    def ratio(self) -> float | None:
        """Ours ÷ reference; None where the reference is 0."""
        return self.ours / self.reference if self.reference else None


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(f"{'name':<18}{'ours':>10}{'reference':>12}{'ratio':>8}  {'unit':<12}goal")
    for row in rows:
        ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"{row.name:<18}{row.ours:>10.4g}{row.reference:>12.4g}{ratio:>8}  {row.unit:<12}{row.goal}")


def write(rows: Sequence[Row], file: Path) -> None:
    """Write the rows as a list of objects, figures cut to four digits."""
    listed = []
    for row in rows:
        figures = {**asdict(row), "ratio": row.ratio}
        listed.append({k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in figures.items()})
    file.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def in_turns(ours: Callable[[], float], reference: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Medians of two measurements taken in turns, so that a busy moment of the machine hits both."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
