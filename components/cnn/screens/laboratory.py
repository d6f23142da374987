"""*Kernels*: one 3×3 kernel at work on one's own photo, place by place."""

from dataclasses import asdict, dataclass, replace

import streamlit as st

from components import runtime
from components.cnn.laboratory import (
    PHOTO_SCALE,
    POOLING,
    PRESETS,
    Pool,
    Recipe,
    Step,
    Weights,
    Window,
    grey_square,
    learned_weights,
    png,
    rival_sizes,
    rivals,
    scales,
    steps,
)
from components.cnn.screens.desk import show_idea
from components.ui import link
from components.ui.guess import Question, guess_first, show_tally
from components.ui.heading import Experiment, heading
from components.ui.network_source import network
from components.ui.photo_source import Subject, pick_own, pick_sample, subject
from components.ui.sliding_window import Map, Slide, sliding_window
from components.vision.backbones import DEFAULT
from components.vision.samples import SAMPLES

LEARNED, EDITED = "learned", "edited"
CHOICES = (*PRESETS, LEARNED, EDITED)
FILTERS = 32
POOLS: tuple[Pool, ...] = ("none", "max", "average")
COARSE, FINE = 28, 112  # places a side
PER_UNIT = 100  # edited weights are kept in hundredths
LARGEST = 999
LETTERS = "ABCD"
PUZZLE_WIDTH = 200  # pixels


@dataclass(frozen=True)
class LaboratorySettings:
    """What the link of this screen holds; k0 to k8 are the edited kernel in hundredths, row by row."""

    sample: str = link.choice("cat", tuple(SAMPLES))
    fine: bool = link.switch()
    preset: str = link.choice("Sobel x", CHOICES)
    learned: int = link.whole(2, 0, FILTERS - 1)
    k0: int = link.whole(0, -LARGEST, LARGEST)
    k1: int = link.whole(0, -LARGEST, LARGEST)
    k2: int = link.whole(0, -LARGEST, LARGEST)
    k3: int = link.whole(0, -LARGEST, LARGEST)
    k4: int = link.whole(PER_UNIT, -LARGEST, LARGEST)
    k5: int = link.whole(0, -LARGEST, LARGEST)
    k6: int = link.whole(0, -LARGEST, LARGEST)
    k7: int = link.whole(0, -LARGEST, LARGEST)
    k8: int = link.whole(0, -LARGEST, LARGEST)
    stride: int = link.whole(1, 1, 3)
    padding: int = link.whole(0, 0, 2)
    dilation: int = link.whole(1, 1, 3)
    relu: bool = link.switch()
    pool: str = link.choice("none", POOLS)
    guess: bool = link.switch()


CLAIM = "Nine numbers decide what a filter sees."

EXPERIMENTS = (
    Experiment("Half the size", {"preset": "blur", "stride": 2, "padding": 1}),
    Experiment(
        "First step of a network",
        {"preset": LEARNED, "padding": 1, "relu": True, "pool": "max", "fine": True},
    ),
    Experiment("Guess: Sobel y", {"preset": "Sobel y", "stride": 2, "padding": 2, "guess": True}),
)
DEFAULTS = asdict(LaboratorySettings())

IDEA = r"""
**A kernel** $w$ of 3 × 3 weights slides over the picture $x$. At each place its weights are multiplied with
the nine values under it, and the products are added up. With stride $s$, padding $p$ and dilation $d$:

$$
y(r, c) = \sum_{u=0}^{2} \sum_{v=0}^{2} w(u, v)\; x(s r + d u - p,\; s c + d v - p)
$$

Strictly, this is *cross-correlation*: a convolution would turn the kernel by 180°. Since networks learn their
kernels, it makes no difference to them.

**Padding** is a rim of zeros, **stride** the step from place to place, **dilation** the distance between the
places under the kernel. A picture $n$ places wide becomes $\lfloor (n + 2p - d\,(3 - 1) - 1) / s \rfloor + 1$
places wide.

**Weights that add up to 1** keep the brightness of even areas, so the result is drawn like the photo. All
other results are drawn in **orange** where they are positive and in **purple** where they are negative; the
strongest colour is for the largest result away from the padding.

**ReLU** replaces negative values by 0; from there on, dark is zero. **Pooling** keeps the largest or the mean
of each square of 2 × 2 places.

**Learned** kernels are the first 32 of MobileNetV2. Each has 3 × 3 weights for red, green and blue; for this
grey picture the three are added up. Filters that look for colour come close to zero then.
"""


@dataclass(frozen=True)
class Bench:
    """What lies on the bench: the picture, what is done to it, and what came of it."""

    subject: Subject
    recipe: Recipe
    made: tuple[Step, ...]

    @property
    def side(self) -> int:
        """The width and height of the picture, in places."""
        return len(self.made[0].values)

    @property
    def about(self) -> tuple[str, str, str]:
        """What tells its guesses from others."""
        return self.subject.photo.digest, str(self.recipe), str(self.side)


def laboratory_screen() -> None:
    """Draw the screen."""
    settings = link.settings(LaboratorySettings)
    bench = _bench(settings, subject(settings.sample))
    head, idea = st.columns([5, 1], vertical_alignment="center")
    with head:
        heading(CLAIM, EXPERIMENTS, DEFAULTS)
    with idea:
        show_idea(IDEA)
    _pick_kernel(bench)
    stage, controls = st.columns([15, 4], gap="medium")
    with stage:
        if not settings.guess or _guessed(bench):
            _draw(settings, bench)
    with controls, st.container(gap="xsmall"):
        _pick_steps(settings)


def _bench(settings: LaboratorySettings, shown: Subject) -> Bench:
    side = FINE if settings.fine else COARSE
    about = (shown.photo.digest, str(side))
    picture = runtime.remembered(grey_square, about, shown.photo.image, side)
    window = Window(3, settings.stride, settings.padding, settings.dilation)
    pool = next(pool for pool in POOLS if pool == settings.pool)
    recipe = Recipe(_weights(settings), window, settings.relu, pool)
    return Bench(shown, recipe, runtime.answer(steps, picture, recipe))


def _weights(settings: LaboratorySettings) -> Weights:
    if settings.preset == EDITED:
        return tuple(getattr(settings, f"k{cell}") / PER_UNIT for cell in range(9))
    if settings.preset == LEARNED:
        return learned_weights(network(DEFAULT), settings.learned)
    return PRESETS[settings.preset].weights


# --- What is chosen -----------------------------------------------------------------------------------


def _pick_kernel(bench: Bench) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            "Kernel",
            CHOICES,
            default=LaboratorySettings.preset,
            required=True,
            key="preset",
            wrap=True,
            label_visibility="collapsed",
            width="content",
        )
        with st.popover("Photo", icon=":material/add_a_photo:"):
            pick_sample(LaboratorySettings.sample, _nothing)
            pick_own(_nothing)
            st.caption(bench.subject.credit)
        st.toggle("Guess first", key="guess", width="content")


def _pick_steps(settings: LaboratorySettings) -> None:
    if settings.preset == LEARNED:
        st.number_input("Filter of MobileNetV2", 0, FILTERS - 1, key="learned")
    _pick("Stride", (1, 2, 3), "stride")
    _pick("Padding", (0, 1, 2), "padding")
    _pick("Dilation", (1, 2, 3), "dilation")
    _pick("Pooling", POOLS, "pool")
    st.toggle("ReLU", key="relu")
    st.toggle("Fine picture", key="fine")
    show_tally()


def _pick(label: str, options: tuple[str, ...] | tuple[int, ...], key: str) -> None:
    default = DEFAULTS[key]
    st.segmented_control(
        label, options, default=default, required=True, key=key, wrap=True, format_func=_short
    )


def _short(option: str | int) -> str:
    return "avg" if option == "average" else str(option)


def _edit(weights: list[float]) -> None:
    kept = [round(min(max(weight * PER_UNIT, -LARGEST), LARGEST)) for weight in weights]
    st.session_state.update({f"k{cell}": weight for cell, weight in enumerate(kept)}, preset=EDITED)


def _nothing() -> None:
    """What another photo changes of the kernel."""


# --- What is drawn ------------------------------------------------------------------------------------


def _draw(settings: LaboratorySettings, bench: Bench) -> None:
    about = f"{_about_kernel(settings)} {_about_sum(bench.recipe.weights)}"
    st.markdown(f"{about}  \n{_about_size(bench)}")
    colours = scales(bench.made, bench.recipe.weights)
    maps = [
        Map(
            step.kind,
            step.values.numpy(),
            Slide(**asdict(step.window)),
            scale.table,
            scale.low,
            scale.high,
        )
        for step, scale in zip(bench.made, colours, strict=True)
    ]
    sliding_window(maps, bench.recipe.weights, _edit, key="sliding window")


def _about_kernel(settings: LaboratorySettings) -> str:
    if settings.preset == EDITED:
        return "Your own kernel."
    if settings.preset == LEARNED:
        return f"Filter {settings.learned} of MobileNetV2’s first {FILTERS}, its colours added up."
    return PRESETS[settings.preset].about


def _about_sum(weights: Weights) -> str:
    total = sum(weights)
    if abs(total) < 0.005:
        return "The weights add up to 0: even areas become 0."
    if abs(total - 1) < 0.005:
        return "The weights add up to 1: even areas keep their brightness."
    return f"The weights add up to {total:.2f}.".replace("-", "−")


def _about_size(bench: Bench) -> str:
    window, side = bench.recipe.window, bench.side
    text = (
        r"**Size** $\lfloor (n + 2p - d\,(k - 1) - 1) / s \rfloor + 1$"
        rf" $= {window.formula(side)}$"
    )
    if bench.recipe.pool == "none":
        return text
    width = window.places(side)
    return f"{text}, pooled ${POOLING.places(width)}$"


# --- What is guessed ----------------------------------------------------------------------------------


def _guessed(bench: Bench) -> bool:
    """Two questions: how large the result is, and which of four it is; their pictures would tell the size."""
    window, side = bench.recipe.window, bench.side
    others = rivals(bench.recipe, str(bench.recipe.weights))
    sizes = Question(
        f"how many places wide is the convolution of the {side} × {side} photo?",
        [str(size) for size in rival_sizes(window, side)],
        str(window.places(side)),
        (*bench.about, "size"),
    )
    pictures = Question(
        "which of the four results has this kernel made?",
        LETTERS[: len(others)],
        LETTERS[others.index(bench.recipe.weights)],
        (*bench.about, "result"),
    )
    if not guess_first((sizes,)):
        _draw_given(bench)
        return False
    if not guess_first((pictures,)):
        _draw_given(bench)
        _draw_candidates(bench, others)
        return False
    return True


def _draw_given(bench: Bench) -> None:
    """The photo and the kernel."""
    numbers = [f"{weight:.2f}".removesuffix(".00") for weight in bench.recipe.weights]
    rows = r" \\ ".join(" & ".join(numbers[start : start + 3]) for start in (0, 3, 6))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(png(bench.made[0].values, PHOTO_SCALE), width=PUZZLE_WIDTH)
        st.markdown(rf"Kernel $\begin{{bmatrix}} {rows} \end{{bmatrix}}$", width="content")


def _draw_candidates(bench: Bench, others: tuple[Weights, ...]) -> None:
    with st.container(horizontal=True):
        for letter, other in zip(LETTERS, others, strict=False):
            made = runtime.answer(steps, bench.made[0].values, replace(bench.recipe, weights=other))
            st.image(png(made[-1].values, scales(made, other)[-1]), caption=letter, width=PUZZLE_WIDTH)
