"""*Training history*: the whole training to scrub through, the same faces at every checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from torch import Tensor

from components import runtime
from components.gan.checkpoints import Checkpoint, load_checkpoints
from components.gan.images import generate, image_grid
from components.gan.screens.state import (
    FaceSettings,
    face_key,
    face_latent,
    face_settings,
)
from components.gan.training_log import FACE_PIXELS, FACES_PER_SIDE, FRAMES, TrainingLog, load_training_log
from components.gan.widgets.frame_scrubber import FrameChart, FrameCurve, FrameScrubber, frame_scrubber
from components.gan.widgets.strip import strip
from components.render.colours import GENERATED, REAL, REAL_HELD_OUT
from components.render.encode import lossless_webp
from components.ui import url_state
from components.ui.controls.idea import show_idea
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen

CHECKPOINTS = 12
TICK = 5_000  # iterations between two numbers under the losses
CHARTS = QUALITY, LOSSES = "Quality", "Losses"


@dataclass(frozen=True)
class TrainingHistorySettings:
    """The checkpoint that is looked at, and the charts beside it."""

    moment: int = url_state.integer(CHECKPOINTS - 1, 0, CHECKPOINTS - 1)
    charts: str = url_state.choice(QUALITY, CHARTS)


CLAIM = "155,000 iterations of battle, from noise to faces. Drag through them."

EXPERIMENTS = (
    Experiment("Noise", {"moment": 0}),
    Experiment("First faces", {"moment": 4}),
    Experiment("The end", {}),
)
DEFAULTS = {"moment": CHECKPOINTS - 1, "charts": QUALITY}

IDEA = r"""
**The battle.** In each iteration the discriminator $D$ learns to score real avatars $x$ above as many
generated ones $G(z)$, 64 at first and 256 from iteration 60,000 on; then the generator $G$ learns to raise
its score ([Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)). First with the hinge loss
([Lim & Ye, 2017](https://arxiv.org/abs/1705.02894)) under spectral normalisation
([Miyato et al., 2018](https://arxiv.org/abs/1802.05957)), from iteration 6,000 on with the relativistic one
([Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734);
[Huang et al., 2024](https://arxiv.org/abs/2501.05441)), which only compares:

$$
L_D = \operatorname{softplus}\big(D(G(z)) - D(x)\big)
$$

$$
L_G = \operatorname{softplus}\big(D(x) - D(G(z))\big).
$$

A penalty of $\tfrac{\gamma}{2}\lVert\nabla D\rVert^2$ at real and at generated pictures keeps $D$ smooth.

**The losses say little.** Both sides get better together, so neither loss falls for long: from iteration
60,000 to 105,000 they hardly move, while the faces become visibly better. (Of the first 60,000 no log was
kept.) From there $\gamma$ falls from 1 to 0.02: $D$ sees ever finer faults and wins by ever more, so its
loss falls and the generator’s rises. The faces become cleaner than ever, at the cost of the rarest kinds.
What is worth watching is the score of real avatars that $D$ never saw: if it fell below the score of
those that it trained on, $D$ would have begun to learn them by heart.

**Quality** needs a judge from outside. The *Fréchet distance*
([Heusel et al., 2017](https://arxiv.org/abs/1706.08500)) fits a normal distribution to the features of real
and one to those of generated pictures, here MobileNetV2’s, and measures how far apart they are. As everyone
does, the *squared* distance is given:

$$
d^2 = \lVert \mu_r - \mu_g \rVert^2
+ \operatorname{tr}\big(\Sigma_r + \Sigma_g - 2\,(\Sigma_r \Sigma_g)^{1/2}\big).
$$

Each checkpoint is judged by 500 pictures, and so are the blurred ones; with more pictures the distance would
come out smaller. Every generator draws as it was trained here, without the exact colours that the other
screens add at the end.
"""


def training_history_screen() -> None:
    """Draw the screen."""
    face, view = face_settings(), url_state.settings(TrainingHistorySettings)
    log: TrainingLog = runtime.shared(load_training_log)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
    frame_scrubber(_scrubber(log, view.charts), view.moment, _rest, key="training history")
    _own_face(face)


def _rest(moment: int) -> None:
    st.session_state["moment"] = moment


def _scrubber(log: TrainingLog, charts: str) -> FrameScrubber:
    return FrameScrubber(
        FRAMES.read_bytes(),
        FACES_PER_SIDE * FACE_PIXELS,
        [f"Iteration {one:,}" for one in log.iterations],
        _quality(log) if charts == QUALITY else _losses(log),
        "Sixteen generated faces",
    )


def _short(iterations: int) -> str:
    """Write a number of iterations in few letters."""
    return f"{iterations / 1000:g} k" if iterations >= 1000 else str(iterations)


def _quality(log: TrainingLog) -> list[FrameChart]:
    """Draw one value for each checkpoint."""
    ticks = [(frame, _short(one)) for frame, one in enumerate(log.iterations)]
    frames = range(len(ticks))
    distance = FrameChart(
        "Fréchet distance (squared) to held-out avatars: lower is better; logarithmic scale",
        [FrameCurve("generated", list(zip(frames, log.frechet_distances, strict=True)), GENERATED)],
        ticks,
        [(f"real, {name}", value) for name, value in log.blurred.items()],
        decades=True,
    )
    legible = FrameChart(
        "Share of faces of which every trait can be read",
        [FrameCurve("generated", list(zip(frames, log.legible, strict=True)), GENERATED)],
        ticks,
    )
    return [distance, legible]


def _losses(log: TrainingLog) -> list[FrameChart]:
    """Draw the log over the iterations from which on it was kept."""
    curves = log.curves
    iterations: list[int] = curves["iteration"].tolist()
    round_numbers = range(iterations[0] // TICK * TICK, iterations[-1] + TICK, TICK)
    ticks = [(_frame(log, one), _short(one)) for one in round_numbers]
    places = [_frame(log, one) for one in iterations]

    def curve(name: str, column: str, colour: str) -> FrameCurve:
        return FrameCurve(name, list(zip(places, curves[column].tolist(), strict=True)), colour)

    losses = FrameChart(
        "Losses from iteration 60,000 on",
        [
            curve("discriminator", "discriminator_loss", REAL),
            curve("generator", "generator_loss", GENERATED),
        ],
        ticks,
    )
    scores = FrameChart(
        "The discriminator’s score of real avatars",
        [
            curve("trained on", "training_score", REAL),
            curve("held out", "held_out_score", REAL_HELD_OUT),
        ],
        ticks,
    )
    return [losses, scores]


def _frame(log: TrainingLog, iteration: int) -> float:
    """Interpolate the place of an iteration among the frames."""
    return float(np.interp(iteration, log.iterations, range(len(log.iterations))))


# --- The visitor's own face ---------------------------------------------------------------------------------


def _checkpoints(device: str) -> tuple[Checkpoint, ...]:
    return load_checkpoints(device)


def _own_face(settings: FaceSettings) -> None:
    checkpoints = runtime.shared(_checkpoints, str(runtime.device()))
    faces = runtime.cached(_strip, face_key(settings), checkpoints, face_latent(settings))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown("The face of *Latent sliders* at the same checkpoints:", width="content")
        st.segmented_control(
            "Charts", CHARTS, key="charts", required=True, label_visibility="collapsed", width="content"
        )
    strip(faces, "The same latent drawn by twelve checkpoints of the training")


def _strip(checkpoints: Sequence[Checkpoint], z: Tensor) -> bytes:
    pictures = [generate(one.generator, z[None]) for one in checkpoints]
    return lossless_webp(image_grid(np.concatenate(pictures), len(pictures)))


SCREEN = Screen(training_history_screen, (TrainingHistorySettings,), EXPERIMENTS, DEFAULTS)
