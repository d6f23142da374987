"""The training of the avatar generator: metrics of each checkpoint, losses and scores of its log."""

import json
from dataclasses import dataclass

import pandas as pd

from components.gan.checkpoints import FIGURES, WEIGHTS

FRAMES = WEIGHTS / "film.webp"  # drawn by weights/recipes/avatar_gan/draw_film.py
LOG = WEIGHTS / "log.csv"  # written by weights/recipes/avatar_gan/train.py
WINDOW = 500  # iterations over which the log is averaged
FACES_PER_SIDE, FACE_PIXELS = 4, 64  # faces along each side of a frame, and pixels along each side of a face


@dataclass(frozen=True)
class TrainingLog:
    """Metrics of the checkpoints, from the first to the last, and the log of the last part."""

    iterations: tuple[int, ...]
    frechet_distances: tuple[float, ...]  # to held-out avatars
    legible: tuple[float, ...]  # fractions of faces of which every trait is read with 90 % confidence
    blurred: dict[str, float]  # Fréchet distances of real avatars, blurred
    curves: pd.DataFrame  # losses and scores, see `window_means`

    @property
    def begin(self) -> int:
        """The iteration from which on the log was kept."""
        return max(0, int(self.curves["iteration"].iloc[0]) - WINDOW)


def load_training_log() -> TrainingLog:
    """Load what was kept of the training. Raises FileNotFoundError."""
    figures = json.loads(FIGURES.read_text())
    checkpoints = figures["stages"]
    return TrainingLog(
        tuple(int(one["iteration"]) for one in checkpoints),
        tuple(one["frechet"] for one in checkpoints),
        tuple(one["sure"] for one in checkpoints),
        {name: value for name, value in figures["stage_ladder"].items() if name.startswith("blurred")},
        window_means(pd.read_csv(LOG)),
    )


def window_means(log: pd.DataFrame) -> pd.DataFrame:
    """Average a log with a column `iteration` over windows of WINDOW iterations, `iteration` the last."""
    ends = -(-log["iteration"] // WINDOW) * WINDOW
    return log.assign(iteration=ends).groupby("iteration", as_index=False).mean()
