"""The training of the avatar generator as it went: the same faces at every stage, quality and losses."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from components.gan.networks import FIGURES, WEIGHTS

FILM = Path(__file__).parent / "data" / "film.webp"  # drawn by weights/draw_film.py
LOG = WEIGHTS / "log.csv"  # written by weights/train_avatar_gan.py
SMOOTH = 500  # iterations over which the log is averaged
SHEET_SIDE, FACE_PIXELS = 4, 64  # faces along each side of a frame, and pixels along each side of a face


@dataclass(frozen=True)
class History:
    """The stages that were kept, from the first to the last."""

    iterations: tuple[int, ...]
    distances: tuple[float, ...]  # Fréchet distances to held-out avatars
    clear: tuple[float, ...]  # shares of faces of which every trait is read with 90 % confidence
    blurred: dict[str, float]  # Fréchet distances of real avatars, blurred
    log: pd.DataFrame  # see `smoothed`


def load_history() -> History:
    """What was kept of the training. Raises FileNotFoundError."""
    figures = json.loads(FIGURES.read_text())
    stages = figures["stages"]
    return History(
        tuple(int(stage["iteration"]) for stage in stages),
        tuple(stage["frechet"] for stage in stages),
        tuple(stage["sure"] for stage in stages),
        {name: value for name, value in figures["stage_ladder"].items() if name.startswith("blurred")},
        smoothed(pd.read_csv(LOG)),
    )


def smoothed(log: pd.DataFrame) -> pd.DataFrame:
    """The means of a log with a column `iteration`, SMOOTH iterations each, `iteration` the last."""
    ends = -(-log["iteration"] // SMOOTH) * SMOOTH
    return log.assign(iteration=ends).groupby("iteration", as_index=False).mean()
