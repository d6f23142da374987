"""*Live training*: a whole GAN on points in the plane, trained while one looks on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components import jobs, runtime
from components.gan.screens.live_training_state import (
    JOB,
    OWN_DRAWING,
    RATES,
    LiveTrainingSettings,
    add_stroke,
    clear_strokes,
    is_training,
    pause_training,
    reconfigure,
    restart_training,
    resume_turn,
    start_training,
    strokes,
    train_once,
    training_session,
)
from components.gan.toy_gan import (
    DISTRIBUTIONS,
    FIELD_LIMIT,
    GENERATOR_LOSSES,
    ToyGANSnapshot,
    downsampled_losses,
    equilibrium_losses,
)
from components.gan.widgets.gan_field import FieldFrame, GANField, gan_field
from components.render.colours import GENERATED, REAL
from components.ui import url_state
from components.ui.controls.fields import fields
from components.ui.controls.idea import show_idea
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import in_words, plain
from components.ui.widgets.curves import Line, Plot, ReferenceLine, curves
from components.ui.widgets.legend import legend

REDRAW_SECONDS, LOSSES_SECONDS = 0.4, 0.8
SHOWN_REAL = 400
LOSS_ROOM = 19.0  # rem that the controls take


@dataclass(frozen=True)
class LiveTrainingPreset:
    """An instructive training: what is changed from the defaults, and what to look for."""

    title: str
    changes: Mapping[str, Any]
    sentence: str


LEGEND = {"real, and where D > ½": REAL, "generated, D < ½": GENERATED}

PRESETS = (
    LiveTrainingPreset(
        "Healthy",
        {},
        "**Healthy.** After some thousand iterations the generated points lie on all eight clusters, and "
        "there D stays near ½: it can hardly tell. Where no points are, it grows sure.",
    ),
    LiveTrainingPreset(
        "Mode collapse",
        {"g_steps": 10, "battle_seed": 1},
        "**Mode collapse.** The generator takes ten steps an iteration and puts all points on one spot, "
        "where D is highest just now. D follows, the spot moves on, over clusters and empty places; it never "
        "covers all eight. D can say no more than ½ anywhere: a pale field and losses at a draw prove "
        "nothing.",
    ),
    LiveTrainingPreset(
        "Strong D",
        {"d_rate": "0.01", "g_rate": "0.0001", "d_steps": 5, "loss": "minimax", "battle_seed": 2},
        "**Discriminator too strong.** It takes five steps an iteration, at a hundred times the rate, and "
        "log(1 − D) is flat where D is sure: the generator is driven onto one cluster and never leaves it.",
    ),
    LiveTrainingPreset(
        "Oscillation",
        {"d_rate": "0.01", "g_rate": "0.01", "momentum": "0.9", "battle_seed": 3},
        "**Oscillation.** High rates, and momentum (β = 0.9): each side overshoots the other’s last move, "
        "the losses swing, the points rush about, and few of them ever lie on a cluster.",
    ),
)

CLAIM = "Two networks in constant battle. Press Run."
DEFAULTS = asdict(LiveTrainingSettings())
EXPERIMENTS = tuple(Experiment(preset.title, preset.changes) for preset in PRESETS)

IDEA = r"""
**The game** ([Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)). The discriminator $D(x)$ gives the
probability that a point is real; the generator $G(z)$ makes points of noise. They play

$$ \min_G \max_D \; \mathbb E_x \log D(x) + \mathbb E_z \log\big(1 - D(G(z))\big). $$

**Equilibrium**, a draw. Where real and generated points lie alike, the best $D$ says $\tfrac12$. Then the
discriminator’s loss is $2\ln 2 \approx 1.386$ and the generator’s $\ln 2 \approx 0.693$ ($-0.693$ with the
minimax loss): the lines in the chart. Losses near them don’t prove that the points are right; look at the
points.

**Minimax loss**: $G$ minimises $\log(1 - D(G(z)))$, whose slope vanishes where $D$ is sure.
**Non-saturating loss**: $G$ minimises $-\log D(G(z))$ instead; same aim, strong slope just there.

**Why modes collapse.** For a fixed $D$, the best answer of $G$ is one point, where $D$ is highest. Only a
$D$ that adapts in time forces it to cover all clusters.

Both are networks with two hidden layers of 48 units, trained with Adam on 128 points a step. The picture
follows [GAN Lab](https://poloclub.github.io/ganlab/) (Kahng et al., 2018).
"""

QUESTIONS = (
    Question(
        "a perfect generator’s points lie as the real ones do. What does the best discriminator say there?",
        ("0: generated", "0.5: can’t tell", "1: real"),
        "0.5: can’t tell",
        "perfect generator",
    ),
    Question(
        "run Healthy for 3,000 iterations. Where is the discriminator surest of what it says?",
        ("at the points", "where no points are", "nowhere: it says 0.5 everywhere"),
        "where no points are",
        "surest discriminator",
    ),
)
ANSWER = r"""
At best $D = \dfrac{p_{real}}{p_{real} + p_{gen}}$, which is $\tfrac12$ wherever both lie equally densely.
Where neither lies, the loss says nothing about $D$: it may grow sure there, and it does. The other way
round, $D = \tfrac12$ everywhere proves nothing: an untrained discriminator says that too, and so does the
one of *Mode collapse*.
"""


def live_training_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(LiveTrainingSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
        show_tally()
    reconfigure(settings)
    resume_turn()
    stage, side = st.columns([7, 8], gap="large")
    with stage:
        _watch() if is_training() else _draw_field()
        legend(LEGEND, key="sides")
        _say(settings)
    with side:
        _buttons(settings)
        _controls()
        _watch_losses() if is_training() else _draw_losses()


def _say(settings: LiveTrainingSettings) -> None:
    shown = {**asdict(settings), "rounds": DEFAULTS["rounds"]}
    for preset in PRESETS:
        if {**DEFAULTS, **preset.changes} == shown:
            st.markdown(preset.sentence)


def _buttons(settings: LiveTrainingSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if is_training():
            st.button("Pause", icon=":material/pause:", on_click=pause_training)
        else:
            st.button("Run", icon=":material/play_arrow:", on_click=start_training)
        st.button("One iteration", icon=":material/skip_next:", on_click=train_once, disabled=is_training())
        st.button("Start again", icon=":material/replay:", on_click=restart_training)
        if settings.data == OWN_DRAWING:
            st.button("Wipe", icon=":material/delete:", on_click=clear_strokes, disabled=not strokes())
        with st.popover("Guess", icon=":material/quiz:"):
            if guess_first(QUESTIONS):
                st.markdown(ANSWER)


def _controls() -> None:
    data, loss, iterations, seed = fields("live training", [5, 6, 4, 4])
    data.selectbox("Real points", (*DISTRIBUTIONS, OWN_DRAWING), key="data")
    loss.selectbox("Loss of G", GENERATOR_LOSSES, key="loss")
    iterations.slider("Iterations", 1, 100, key="rounds", help="Iterations from one picture to the next.")
    seed.number_input("Seed", 0, 999, key="battle_seed")
    d_rate, g_rate, d_steps, g_steps, beta = fields("training", [5, 5, 4, 4, 4])
    d_rate.selectbox("Rate of D", RATES, key="d_rate")
    g_rate.selectbox("Rate of G", RATES, key="g_rate")
    d_steps.number_input("D steps", 1, 10, key="d_steps")
    g_steps.number_input("G steps", 1, 10, key="g_steps")
    beta.selectbox("Adam’s β", ("0", "0.5", "0.9"), key="momentum")


# --- What is seen -------------------------------------------------------------------------------------------


@st.fragment(run_every=REDRAW_SECONDS)
def _watch() -> None:
    job = jobs.get(JOB)
    if job is None or not job.active:
        st.rerun()
    _draw_field()
    jobs.tell_waiting(job)


@st.fragment(run_every=LOSSES_SECONDS)
def _watch_losses() -> None:
    _draw_losses()


def _snapshots() -> Sequence[ToyGANSnapshot]:
    """Return the newest snapshots of a running training, or the one of a paused one."""
    job = jobs.get(JOB)
    if job is not None and job.active and job.snapshot is not None:
        snapshots: Sequence[ToyGANSnapshot] = job.snapshot
        return snapshots
    return [runtime.run_short(training_session(url_state.settings(LiveTrainingSettings)).gan.snapshot)]


def _draw_field() -> None:
    settings = url_state.settings(LiveTrainingSettings)
    real = training_session(settings).gan.real.numpy()[:SHOWN_REAL]
    drawable = settings.data == OWN_DRAWING and not is_training()
    snapshots = _snapshots()
    frames = [_field_frame(one, len(real)) for one in snapshots]
    gan_field(
        GANField(real, frames, FIELD_LIMIT, drawable, (REAL, GENERATED)),
        add_stroke,
        key="field",
    )
    if drawable and not strokes():
        st.markdown(
            "Draw the real points into the square, then press Run. "
            "With the keyboard, arrows move the pen; the space bar puts it down and lifts it."
        )
    st.markdown(_mean_outputs(snapshots[-1]))
    error = training_session(settings).error
    if error:
        st.error(plain(error), icon=":material/error:")


def _field_frame(snapshot: ToyGANSnapshot, real: int) -> FieldFrame:
    words = (
        f"{len(snapshot.generated)} generated and {real} real points after {snapshot.iteration} iterations"
    )
    return FieldFrame(snapshot.iteration, snapshot.generated, snapshot.field, words)


def _mean_outputs(snapshot: ToyGANSnapshot) -> str:
    """Write the discriminator's mean outputs at the points, beside those of a draw."""
    return (
        f"Mean D at real points: **{snapshot.at_real:.2f}**; "
        f"at generated: **{snapshot.at_generated:.2f}**; a draw: 0.50."
    )


def _draw_losses() -> None:
    snapshot = _snapshots()[-1]
    losses = list(downsampled_losses(snapshot.losses))
    sides = [Line("discriminator’s loss", [(step, ours) for step, ours, _ in losses], REAL)]
    sides.append(Line("generator’s loss", [(step, theirs) for step, _, theirs in losses], GENERATED))
    values = [y for line in sides for _, y in line.points]
    settings = url_state.settings(LiveTrainingSettings)
    discriminator, generator = equilibrium_losses(settings.loss)  # type: ignore[arg-type]  # one of GENERATOR_LOSSES
    rules = (
        ReferenceLine(f"D at a draw: {in_words(discriminator, '.3f')}", discriminator),
        ReferenceLine(f"G at a draw: {in_words(generator, '.3f')}", generator),
    )
    up = (min([0.0, generator, *values]), max([2.0, *values]))
    curves(
        Plot(
            f"iteration {snapshot.iteration:,}",
            "losses",
            (0, max(100, snapshot.iteration)),
            up,
            sides,
            rules,
            below=LOSS_ROOM,
        ),
        key="losses",
    )


SCREEN = Screen(live_training_screen, (LiveTrainingSettings,), EXPERIMENTS, DEFAULTS)
