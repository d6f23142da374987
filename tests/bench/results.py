"""The figures in bench.json, each with when, on which machine and at which commit it was measured."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from tests.bench.table import Row
from weights.recipes.common.gan_training import replace_file

ROOT = Path(__file__).parents[2]
UNKNOWN = "unknown"
CHANGED = " with changes"  # what follows a commit whose files were changed since
CPUS = Path("/proc/cpuinfo")  # of Linux


@dataclass(frozen=True)
class Origin:
    """Where figures come from: the machine with its torch, and the commit of the project."""

    machine: str
    commit: str

    @property
    def known(self) -> bool:
        """Whether the same words mean the same project."""
        return self.commit != UNKNOWN and not self.commit.endswith(CHANGED)


@dataclass(frozen=True)
class Result:
    """A row, when it was measured (UTC, ISO 8601), and where."""

    row: Row
    measured: str
    origin: Origin

    def __str__(self) -> str:
        return f"{self.measured}, commit {self.origin.commit}, {self.origin.machine}"


def here(project: Path = ROOT) -> Origin:
    """This machine and this state of the project."""
    machine = f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, torch {torch.__version__}"
    return Origin(machine, _commit(project))


def _processor() -> str:
    lines = CPUS.read_text(encoding="utf-8").splitlines() if CPUS.is_file() else []
    names = (text.split(":", 1)[1].strip() for text in lines if text.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _commit(project: Path) -> str:
    try:
        commit = _git(project, "rev-parse", "--short=12", "HEAD")
        return commit + CHANGED if _git(project, "status", "--porcelain") else commit
    except (OSError, subprocess.CalledProcessError):  # without git, or a copy without its history
        return UNKNOWN


def _git(project: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=project, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def measured_now(row: Row, origin: Origin) -> Result:
    """A row that was measured a moment ago."""
    return Result(row, datetime.now(UTC).isoformat(timespec="seconds"), origin)


def read(file: Path) -> dict[str, Result]:
    """What the file holds, by the rows' names; nothing where there is no file."""
    if not file.is_file():
        return {}
    listed = json.loads(file.read_text(encoding="utf-8"))
    return {found["name"]: _result(found) for found in listed}


def _result(found: dict[str, Any]) -> Result:
    figures = {key: found[key] for key in ("name", "ours", "reference", "unit", "goal")}
    row = Row(**figures, ratios=tuple(found["ratios"]))
    # Files of earlier versions don't say where they come from.
    origin = Origin(found.get("machine", UNKNOWN), found.get("commit", UNKNOWN))
    return Result(row, found.get("measured", UNKNOWN), origin)


def keep(results: Sequence[Result], file: Path, order: Sequence[str]) -> None:
    """Put results into the file, in place of older ones; the others stay, those no longer in `order` go."""
    all_results = read(file) | {result.row.name: result for result in results}
    listed = [_figures(all_results[name]) for name in order if name in all_results]
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    replace_file(file, lambda path: path.write_text(text, encoding="utf-8"))


def _figures(result: Result) -> dict[str, Any]:
    """A flat object, its figures cut to four digits."""
    row = result.row
    figures = {**asdict(row), "ratio": row.ratio, "ratios": [_cut(value) for value in row.ratios]}
    cut = {key: _cut(value) if isinstance(value, float) else value for key, value in figures.items()}
    return {**cut, "measured": result.measured, **asdict(result.origin)}


def _cut(value: float) -> float:
    return float(f"{value:.4g}")
