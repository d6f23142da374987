"""*Training history*: the whole training to scrub through, the same faces at every checkpoint."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.checkpoints import Checkpoint
from components.gan.choices import load_choices
from components.gan.images import generate, image_grid
from components.gan.screens.checkpoint_state import ITERATIONS, LAST, MomentSettings, shared_checkpoints
from components.gan.screens.state import (
    FaceSettings,
    face_key,
    face_latent,
    face_settings,
)
from components.gan.screens.training_history_idea import training_idea
from components.gan.training_log import FACE_PIXELS, FACES_PER_SIDE, FRAMES, TrainingLog, load_training_log
from components.gan.training_phases import falling_penalty, load_training_phases
from components.gan.widgets.frame_scrubber import (
    FrameChart,
    FrameCurve,
    FrameRemark,
    FrameScrubber,
    frame_scrubber,
)
from components.render.colours import COMPARED, HELD_OUT, PREDICTED, TRUTH
from components.render.encode import lossless_webp
from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage

FIRST_FACES = min(bisect_left(ITERATIONS, load_choices().first_faces), LAST)
MOST_TICKS = 20  # numbers under the losses, about
CHARTS = QUALITY, LOSSES = "Quality", "Losses"


@dataclass(frozen=True)
class TrainingHistorySettings:
    """The charts beside the faces."""

    charts: str = url_state.choice(QUALITY, CHARTS)


CLAIM = f"{ITERATIONS[-1]:,} iterations of battle, from noise to faces. Drag through them."

EXPERIMENTS = (
    Experiment(
        "Noise",
        {"moment": 0},
        "Before the training the weights are random, and every latent gives noise.",
    ),
    Experiment(
        "First faces",
        {"moment": FIRST_FACES},
        f"After {ITERATIONS[FIRST_FACES]:,} of {ITERATIONS[-1]:,} iterations there are heads with eyes "
        "and mouths, still smeared: the coarse layout is learned first, details last.",
    ),
    Experiment(
        "The end",
        {},
        "The same latents now give clean faces, though the generator never saw a real one: it only "
        "followed the discriminator’s gradient.",
    ),
)
DEFAULTS = {"moment": LAST, "charts": QUALITY}


def training_history_screen() -> None:
    """Draw the screen."""
    face, view = face_settings(), url_state.settings(TrainingHistorySettings)
    moment = url_state.settings(MomentSettings).moment
    log: TrainingLog = runtime.shared(load_training_log)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, training_idea(load_training_phases(), log.begin))
    with place.picture:
        frame_scrubber(_scrubber(log, view.charts, face), moment, _rest, key="training history")
    with place.dock:
        st.segmented_control("Charts", CHARTS, key="charts", required=True)
        st.caption("Large: sixteen faces. The strip: the face of *Latent sliders* at the same checkpoints.")


def _rest(moment: int) -> None:
    st.session_state["moment"] = moment


def _scrubber(log: TrainingLog, charts: str, face: FaceSettings) -> FrameScrubber:
    return FrameScrubber(
        FRAMES.read_bytes(),
        FACES_PER_SIDE * FACE_PIXELS,
        [f"Iteration {one:,}" for one in log.iterations],
        "iteration",
        _quality(log) if charts == QUALITY else _losses(log),
        "Sixteen generated faces",
        _own_face(face),
        f"The same latent drawn by {len(ITERATIONS)} checkpoints of the training",
    )


def _short(iterations: int) -> str:
    """Write a number of iterations in few letters."""
    return f"{iterations / 1000:g} k" if iterations >= 1000 else str(iterations)


def _quality(log: TrainingLog) -> list[FrameChart]:
    """Draw one value for each checkpoint."""
    ticks = [(frame, _short(one)) for frame, one in enumerate(log.iterations)]
    frames = range(len(ticks))
    distance = FrameChart(
        "Squared Fréchet distance to real faces, log scale: lower is better",
        [FrameCurve("generated", list(zip(frames, log.frechet_distances, strict=True)), PREDICTED)],
        ticks,
        [(f"real, {name}", value) for name, value in log.blurred.items()],
        decades=True,
    )
    legible = FrameChart(
        "Share of faces of which every trait can be read",
        [FrameCurve("generated", list(zip(frames, log.legible, strict=True)), PREDICTED)],
        ticks,
    )
    return [distance, legible]


def _losses(log: TrainingLog) -> list[FrameChart]:
    """Draw the log over the iterations from which on it was kept."""
    curves = log.curves
    iterations: list[int] = curves["iteration"].tolist()
    tick = round_step((iterations[-1] - log.begin) / MOST_TICKS)
    round_numbers = range(log.begin // tick * tick, iterations[-1] + tick, tick)
    ticks = [(_frame(log, one), _short(one)) for one in round_numbers]
    places = [_frame(log, one) for one in iterations]

    def curve(name: str, column: str, colour: str, dashed: bool = False) -> FrameCurve:
        return FrameCurve(name, list(zip(places, curves[column].tolist(), strict=True)), colour, dashed)

    losses = FrameChart(
        f"Losses from iteration {log.begin:,} on",
        [
            curve("discriminator", "discriminator_loss", COMPARED[0].colour),
            curve("generator", "generator_loss", COMPARED[1].colour, dashed=True),
        ],
        ticks,
        remark=_falling_penalty(log),
    )
    scores = FrameChart(
        "The discriminator’s score of real avatars",
        [
            curve("trained on", "training_score", TRUTH),
            curve("held out", "held_out_score", HELD_OUT, dashed=True),
        ],
        ticks,
    )
    return [losses, scores]


def _falling_penalty(log: TrainingLog) -> FrameRemark | None:
    """Say where the generator's loss begins to rise, and why, if it does."""
    falling = falling_penalty(load_training_phases())
    if falling is None:
        return None
    lines = ("penalty γ falls:", "D wins by more,", "G’s loss rises")
    return FrameRemark(_frame(log, falling[0].begin), lines)


def round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, … that isn't less."""
    sizes = (int(digit * 10**power) for power in count() for digit in (1, 2, 5))
    return next(size for size in sizes if size >= least)


def _frame(log: TrainingLog, iteration: int) -> float:
    """Interpolate the place of an iteration among the frames."""
    return float(np.interp(iteration, log.iterations, range(len(log.iterations))))


# --- The visitor's own face ---------------------------------------------------------------------------------


def _own_face(settings: FaceSettings) -> bytes:
    return runtime.cached(_strip, face_key(settings), shared_checkpoints(), face_latent(settings))


def _strip(checkpoints: Sequence[Checkpoint], z: Tensor) -> bytes:
    pictures = [generate(one.generator, z[None]) for one in checkpoints]
    return lossless_webp(image_grid(np.concatenate(pictures), len(pictures)))


SCREEN = Screen(training_history_screen, (MomentSettings, TrainingHistorySettings), EXPERIMENTS, DEFAULTS)
