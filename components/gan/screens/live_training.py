"""*Live training*: a whole GAN on points in the plane, trained while one looks on."""

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from components.gan.screens.live_training_state import (
    JOB,
    OWN_DRAWING,
    RATES,
    LiveTrainingSettings,
    add_stroke,
    clear_strokes,
    gan_of,
    strokes,
    training_session,
)
from components.gan.toy_gan import (
    DISTRIBUTIONS,
    FIELD_LIMIT,
    GENERATOR_LOSSES,
    ToyGANSnapshot,
    downsampled_losses,
    equilibrium_losses,
    layer_sizes,
)
from components.gan.widgets.gan_field import FieldFrame, GANField, gan_field
from components.gan.widgets.two_networks import Moment, TwoNetworks, two_networks
from components.render.colours import COMPARED, PREDICTED, TRUTH
from components.ui import url_state
from components.ui.assets import style
from components.ui.controls.live_run import (
    draw_live,
    is_training,
    recent_snapshots,
    resume_turn,
    run_buttons,
    turn_words,
)
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words, plain
from components.ui.widgets.curves import Line, Plot, ReferenceLine, curves

REDRAW_SECONDS, LOSSES_SECONDS = 0.4, 0.8
SHOWN_REAL = 400
BELOW = 0.3  # of the chart, under the line of a draw that is negative: room for its name


CLAIM = "Two networks in constant battle. Press Run."
DEFAULTS = asdict(LiveTrainingSettings())
EXPERIMENTS = (
    Experiment(
        "Healthy",
        {},
        "Press **Run**: after some thousand iterations the generated points lie on all eight clusters, and "
        "there D stays near ½.",
    ),
    Experiment(
        "Mode collapse",
        {"g_steps": 10, "battle_seed": 1},
        "Press **Run**: all generated points lie on one spot, and as D follows, the spot moves on; it "
        "never covers all eight clusters.",
    ),
    Experiment(
        "Strong D",
        {"d_rate": "0.01", "g_rate": "0.0001", "d_steps": 5, "loss": "minimax", "battle_seed": 2},
        "Press **Run**: the generated points are driven onto one cluster and never leave it: D learns faster "
        "than G can move away.",
    ),
    Experiment(
        "Oscillation",
        {"d_rate": "0.01", "g_rate": "0.01", "momentum": "0.9", "battle_seed": 3},
        "Press **Run**: each side overshoots the other’s last move, so the losses swing, and few points "
        "ever lie on a cluster.",
    ),
)

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

**What the experiments change.** *Mode collapse*: the generator takes ten steps an iteration and puts all
points where $D$ is highest just now. $D$ can say no more than $\tfrac12$ anywhere: a pale field and losses at
a draw prove nothing. *Strong D*: it takes five steps an iteration, at a hundred times the rate, against the
minimax loss. *Oscillation*: high rates, and momentum ($\beta = 0.9$). In *Healthy*, $D$ grows sure only where
no points are.

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
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    training_session(settings)
    resume_turn(JOB)
    with place.picture:
        st.html(STYLE)
        with st.container(key="stretch-live"):
            field, side = st.columns([3, 2], gap="medium")
        with field:
            draw_live(JOB, REDRAW_SECONDS, _draw_field)
        with side:
            run_buttons(JOB, "One iteration")
            _say(settings)
            draw_live(JOB, REDRAW_SECONDS, _draw_networks)
            draw_live(JOB, LOSSES_SECONDS, _draw_losses)
    with place.dock:
        _draw_tools(settings)
        _controls()


STYLE = style(__file__)


def _say(settings: LiveTrainingSettings) -> None:
    error = training_session(settings).error
    if error:
        st.error(plain(error), icon=":material/error:")
    elif settings.data == OWN_DRAWING and not is_training(JOB) and not strokes():
        st.markdown(
            "Draw the real points into the square, then press Run. "
            "With the keyboard, arrows move the pen; the space bar puts it down and lifts it."
        )


def _draw_tools(settings: LiveTrainingSettings) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        if settings.data == OWN_DRAWING:
            st.button("Wipe", icon=":material/delete:", on_click=clear_strokes, disabled=not strokes())
        with st.popover("Guess", icon=":material/quiz:"):
            if guess_first(QUESTIONS):
                st.markdown(ANSWER)
    show_tally()


def _controls() -> None:
    """The hyperparameters, those of D and of G beside each other."""
    with st.container(key="hyperparameters", gap="xsmall"):
        data, seed = st.columns([3, 2], gap="xsmall")
        data.selectbox("Real points", (*DISTRIBUTIONS, OWN_DRAWING), key="data")
        seed.number_input("Seed", 0, 999, key="battle_seed")
        loss, beta = st.columns([2, 1], gap="xsmall")
        loss.selectbox("Loss of G", GENERATOR_LOSSES, key="loss")
        beta.selectbox("Adam’s β", ("0", "0.5", "0.9"), key="momentum")
        d_rate, g_rate = st.columns(2, gap="xsmall")
        d_rate.selectbox("Rate of D", RATES, key="d_rate")
        g_rate.selectbox("Rate of G", RATES, key="g_rate")
        d_steps, g_steps = st.columns(2, gap="xsmall")
        d_steps.number_input("D steps", 1, 10, key="d_steps")
        g_steps.number_input("G steps", 1, 10, key="g_steps")
        st.slider("Iterations", 1, 100, key="rounds", help="Iterations from one picture to the next.")


# --- What is seen -------------------------------------------------------------------------------------------


def _snapshots() -> Sequence[ToyGANSnapshot]:
    return recent_snapshots(JOB, training_session(url_state.settings(LiveTrainingSettings)))


def _draw_field() -> None:
    settings = url_state.settings(LiveTrainingSettings)
    real = gan_of(training_session(settings)).real.numpy()[:SHOWN_REAL]
    drawable = settings.data == OWN_DRAWING and not is_training(JOB)
    snapshots = _snapshots()
    frames = [_field_frame(one, len(real)) for one in snapshots]
    gan_field(
        GANField(real, frames, FIELD_LIMIT, drawable, (TRUTH, PREDICTED)),
        add_stroke,
        key="field",
    )


def _field_frame(snapshot: ToyGANSnapshot, real: int) -> FieldFrame:
    words = (
        f"{len(snapshot.generated)} generated and {real} real points after {snapshot.iteration} iterations"
    )
    return FieldFrame(snapshot.iteration, snapshot.generated, snapshot.field, words)


def _draw_networks() -> None:
    gan, snapshots = gan_of(training_session(url_state.settings(LiveTrainingSettings))), _snapshots()
    units = (layer_sizes(gan.generator), layer_sizes(gan.discriminator))
    shown = TwoNetworks(
        units,
        snapshots[-1].noise,
        gan.real.numpy(),
        [_moment(one) for one in snapshots],
        is_training(JOB),
        (TRUTH, PREDICTED),
    )
    two_networks(shown, key="two networks")


def _moment(snapshot: ToyGANSnapshot) -> Moment:
    return Moment(
        snapshot.iteration,
        snapshot.generated,
        (snapshot.at_real, snapshot.at_generated),
        (snapshot.generator_gradient, snapshot.discriminator_gradient),
    )


def _draw_losses() -> None:
    if words := turn_words(JOB):
        st.caption(words)
    snapshot = _snapshots()[-1]
    losses = list(downsampled_losses(snapshot.losses))
    first, second = COMPARED[:2]
    sides = [Line("discriminator’s loss", [(step, ours) for step, ours, _ in losses], first.colour)]
    sides.append(
        Line("generator’s loss", [(step, theirs) for step, _, theirs in losses], second.colour, True)
    )
    averaged = losses[0][0] if losses else 1  # the first point ends with the last iteration that it averages
    values = [y for line in sides for _, y in line.points]
    settings = url_state.settings(LiveTrainingSettings)
    discriminator, generator = equilibrium_losses(settings.loss)  # type: ignore[arg-type]  # one of GENERATOR_LOSSES
    rules = (
        ReferenceLine(f"D at a draw: {in_words(discriminator, '.3f')}", discriminator),
        ReferenceLine(f"G at a draw: {in_words(generator, '.3f')}", generator),
    )
    up = (min([0.0, generator - BELOW if generator < 0 else 0.0, *values]), max([2.0, *values]))
    curves(
        Plot(
            f"iteration {snapshot.iteration:,}",
            "losses" if averaged == 1 else f"losses, means of {averaged} iterations",
            (0, max(100, snapshot.iteration)),
            up,
            sides,
            rules,
        ),
        key="losses",
    )


SCREEN = Screen(live_training_screen, (LiveTrainingSettings,), EXPERIMENTS, DEFAULTS)
