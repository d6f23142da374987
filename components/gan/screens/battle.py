"""*Battle*: a whole GAN on points in the plane, trained while one looks on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components import jobs, runtime
from components.gan.battle import EDGE, LOSSES, SHAPES, View, draw_losses, thinned
from components.gan.screens.battle_desk import (
    DRAWING,
    JOB,
    RATES,
    BattleSettings,
    draw_stroke,
    fight,
    orders,
    pause,
    restart,
    run,
    running,
    step,
    strokes,
    take_next_turn,
    wipe,
)
from components.gan.screens.desk import GENERATED_COLOUR, REAL_COLOUR, show_idea
from components.gan.widgets.gan_field import Arena, Scene, arena
from components.ui import url_state
from components.ui.controls.fields import fields
from components.ui.controls.quiz import Question, guess_first, show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import in_words, plain
from components.ui.widgets.curves import Line, Plot, Rule, curves
from components.ui.widgets.legend import legend

REDRAW_SECONDS, LOSSES_SECONDS = 0.4, 0.8
SHOWN_REAL = 400
LOSS_ROOM = 19.0  # rem that the controls take


@dataclass(frozen=True)
class Preset:
    """A battle worth seeing: what is changed from the defaults, and what to look for."""

    title: str
    changes: Mapping[str, Any]
    sentence: str


LEGEND = {"real, and where D > ½": REAL_COLOUR, "generated, D < ½": GENERATED_COLOUR}

PRESETS = (
    Preset(
        "Healthy",
        {},
        "**Healthy.** After some thousand rounds the generated points lie on all eight heaps, and there D "
        "stays near ½: it can hardly tell. Where no points are, it grows sure.",
    ),
    Preset(
        "Mode collapse",
        {"g_steps": 10, "battle_seed": 1},
        "**Mode collapse.** The generator learns ten times a round and puts all points on one spot, where D "
        "is highest just now. D follows, the spot moves on, over heaps and empty places; it never covers all "
        "eight. D can say no more than ½ anywhere: a pale field and losses at a draw prove nothing.",
    ),
    Preset(
        "Strong D",
        {"d_rate": "0.01", "g_rate": "0.0001", "d_steps": 5, "loss": "minimax", "battle_seed": 2},
        "**Discriminator too strong.** It learns five times a round, at a hundred times the rate, and "
        "log(1 − D) is flat where D is sure: the generator is driven onto one heap and never leaves it.",
    ),
    Preset(
        "Oscillation",
        {"d_rate": "0.01", "g_rate": "0.01", "momentum": "0.9", "battle_seed": 3},
        "**Oscillation.** High rates, and momentum (β = 0.9): each side overshoots the other’s last move, "
        "the losses swing, the points rush about, and few of them ever lie on a heap.",
    ),
)

CLAIM = "Two networks in constant battle. Press Run."
DEFAULTS = asdict(BattleSettings())
EXPERIMENTS = tuple(Experiment(preset.title, preset.changes) for preset in PRESETS)

IDEA = r"""
**The game** ([Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)). The discriminator $D(x)$ gives the
probability that a point is real; the generator $G(z)$ makes points of noise. They play

$$ \min_G \max_D \; \mathbb E_x \log D(x) + \mathbb E_z \log\big(1 - D(G(z))\big). $$

**A draw.** Where real and generated points lie alike, the best $D$ says $\tfrac12$. Then the discriminator’s
loss is $2\ln 2 \approx 1.386$ and the generator’s $\ln 2 \approx 0.693$ ($-0.693$ with the minimax loss): the
lines in the chart. Losses near them don’t prove that the points are right; look at the points.

**Minimax loss**: $G$ minimises $\log(1 - D(G(z)))$, whose slope vanishes where $D$ is sure.
**Non-saturating loss**: $G$ minimises $-\log D(G(z))$ instead; same aim, strong slope just there.

**Why modes collapse.** For a fixed $D$, the best answer of $G$ is one point, where $D$ is highest. Only a
$D$ that adapts in time forces it to cover all heaps.

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
        "run Healthy for 3,000 rounds. Where is the discriminator surest of what it says?",
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


def battle_screen() -> None:
    """Draw the screen."""
    settings = url_state.settings(BattleSettings)
    with heading(CLAIM, EXPERIMENTS, DEFAULTS):
        show_idea(IDEA)
        show_tally()
    fight(settings)
    orders(settings)
    take_next_turn()
    stage, side = st.columns([7, 8], gap="large")
    with stage:
        _watch() if running() else _draw_arena()
        legend(LEGEND, key="sides")
        _say(settings)
    with side:
        _buttons(settings)
        _controls()
        _watch_losses() if running() else _draw_losses()


def _say(settings: BattleSettings) -> None:
    shown = {**asdict(settings), "rounds": DEFAULTS["rounds"]}
    for preset in PRESETS:
        if {**DEFAULTS, **preset.changes} == shown:
            st.markdown(preset.sentence)


def _buttons(settings: BattleSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if running():
            st.button("Pause", icon=":material/pause:", on_click=pause)
        else:
            st.button("Run", icon=":material/play_arrow:", on_click=run)
        st.button("One round", icon=":material/skip_next:", on_click=step, disabled=running())
        st.button("Start again", icon=":material/replay:", on_click=restart)
        if settings.data == DRAWING:
            st.button("Wipe", icon=":material/delete:", on_click=wipe, disabled=not strokes())
        with st.popover("Guess", icon=":material/quiz:"):
            if guess_first(QUESTIONS):
                st.markdown(ANSWER)


def _controls() -> None:
    data, loss, rounds, seed = fields("battle", [5, 6, 4, 4])
    data.selectbox("Real points", (*SHAPES, DRAWING), key="data")
    loss.selectbox("Loss of G", LOSSES, key="loss")
    rounds.slider("Rounds", 1, 100, key="rounds", help="Rounds from one drawing to the next.")
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
    _draw_arena()
    jobs.tell_waiting(job)


@st.fragment(run_every=LOSSES_SECONDS)
def _watch_losses() -> None:
    _draw_losses()


def _views() -> Sequence[View]:
    """The newest views of a running battle, or the one of the battle that stands."""
    job = jobs.get(JOB)
    if job is not None and job.active and job.snapshot is not None:
        views: Sequence[View] = job.snapshot
        return views
    return [runtime.run_short(fight(url_state.settings(BattleSettings)).look)]


def _draw_arena() -> None:
    settings = url_state.settings(BattleSettings)
    real = fight(settings).battle.real.numpy()[:SHOWN_REAL]
    drawable = settings.data == DRAWING and not running()
    views = _views()
    scenes = [_scene(view, len(real)) for view in views]
    arena(Arena(real, scenes, EDGE, drawable, (REAL_COLOUR, GENERATED_COLOUR)), draw_stroke, key="arena")
    if drawable and not strokes():
        st.markdown(
            "Draw the real points into the square, then press Run. "
            "With the keyboard, arrows move the pen; the space bar puts it down and lifts it."
        )
    st.markdown(_verdict(views[-1]))
    trouble = fight(settings).trouble
    if trouble:
        st.error(plain(trouble), icon=":material/error:")


def _scene(view: View, real: int) -> Scene:
    words = f"{len(view.generated)} generated and {real} real points after {view.step} rounds"
    return Scene(view.step, view.generated, view.field, words)


def _verdict(view: View) -> str:
    """What the discriminator says at the points themselves, beside a draw."""
    return (
        f"Mean D at real points: **{view.at_real:.2f}**; "
        f"at generated: **{view.at_generated:.2f}**; a draw: 0.50."
    )


def _draw_losses() -> None:
    view = _views()[-1]
    scores = list(thinned(view.history))
    sides = [Line("discriminator’s loss", [(step, ours) for step, ours, _ in scores], REAL_COLOUR)]
    sides.append(Line("generator’s loss", [(step, theirs) for step, _, theirs in scores], GENERATED_COLOUR))
    values = [y for line in sides for _, y in line.points]
    settings = url_state.settings(BattleSettings)
    ours, theirs = draw_losses(settings.loss)  # type: ignore[arg-type]  # one of LOSSES
    rules = (
        Rule(f"D at a draw: {in_words(ours, '.3f')}", ours),
        Rule(f"G at a draw: {in_words(theirs, '.3f')}", theirs),
    )
    up = (min([0.0, theirs, *values]), max([2.0, *values]))
    curves(
        Plot(f"round {view.step:,}", "losses", (0, max(100, view.step)), up, sides, rules, below=LOSS_ROOM),
        key="scores",
    )


SCREEN = Screen(battle_screen, (BattleSettings,), EXPERIMENTS, DEFAULTS)
