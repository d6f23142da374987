"""*Wishes*: what each channel and each class responds to most, as pictures grown by gradient ascent."""

import random
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import streamlit as st
import torch
from PIL import Image

from components import jobs, runtime
from components.cnn.anatomy import Anatomy, dissect
from components.cnn.dreaming import WAYS, Plan, Step, Wish, dream, excitement, judged, raised
from components.cnn.excitement import Peaks, peaks
from components.cnn.figures import encoded, patch
from components.cnn.gallery import Shelf, climb, covers, gallery
from components.cnn.screens.desk import show_idea
from components.session import visitor
from components.ui import link
from components.ui.class_bars import Bar, class_bars
from components.ui.compare import freeze_button, side_by_side
from components.ui.guess import Question, guess_first, show_tally
from components.ui.heading import Experiment, heading
from components.ui.network_source import network
from components.ui.photo_rows import Captioned
from components.ui.photo_source import sample_photo
from components.ui.shelf import Row, shelf
from components.ui.tiles import tiles
from components.vision.backbones import BACKBONES, DEFAULT, labels_of
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.samples import SAMPLES

GROWTH = "grow a wish"
CLASSES = "Classes"
BLOCKS = ("Stem", *(f"Block {number}" for number in range(1, 19)), CLASSES)
LABELS = labels_of(BACKBONES[DEFAULT].weights)
COVER = -1  # the channel that stands for its block
PICTURE_WIDTH = 380  # pixels
PATCHES, BEST = 3, 3
LETTERS = "ABCD"


@dataclass(frozen=True)
class WishSettings:
    """What the link of this screen holds."""

    wish_block: str = link.choice(CLASSES, BLOCKS)
    wish_channel: int = link.whole(COVER, COVER, 9999)
    wish_class: str = link.choice("strawberry", LABELS)
    wish_seed: int = link.whole(0, 0, 999)
    wish_steps: int = link.whole(128, 16, 512)
    way: str = link.choice(WAYS[0], WAYS)
    guess: bool = link.switch()


CLAIM = "From edges to textures to parts to things: what excites each block most."

EXPERIMENTS = (
    Experiment("Eyes", {"wish_block": "Block 12", "wish_channel": 60}),
    Experiment("In plain pixels", {"way": "pixels, still"}),
    Experiment("Guess: whose picture?", {"wish_block": "Block 11", "guess": True}),
)

IDEA = r"""
**Gradient ascent on the picture** ([Olah et al., 2017](https://doi.org/10.23915/distill.00007)). The network
stays as it is; the picture $x$ is what learns. It begins as grey noise, and each step changes it so that the
mean $a$ of one map of a block, or the logit of a class, rises (Adam on $\nabla_x\, a(x)$). For a map
behind a ReLU, $a$ is taken before it, where the gradient doesn't vanish.

**Plain pixels fail.** The ascent finds noise that excites the channel as much, and shows nothing. Two things
help:

- *Frequencies:* $x$ is painted as its Fourier spectrum $z$, each frequency divided by its size, in colours
  that are uncorrelated in photos:

$$
x = \sigma\big(C\, \mathcal{F}^{-1}[\,z_f / |f|\,]\big)
$$

- *Moved:* before each step $x$ is shifted, turned and scaled a little: only what survives that can grow.

**Neighbours look alike** where a block adds its input to its result: the channel is passed on.

**The judgement** is the network's answer to the finished picture, prepared like any photo.
"""


@dataclass(frozen=True)
class Asked:
    """What is to be seen: a channel or class, and how its picture grows."""

    anatomy: Anatomy
    wish: Wish
    plan: Plan

    @property
    def of_class(self) -> bool:
        """Whether the wish is a class's."""
        return self.wish.block == len(self.anatomy.blocks) - 1

    @property
    def name(self) -> str:
        """The channel or class in words."""
        if self.of_class:
            return LABELS[self.wish.channel]
        return f"{self.anatomy.blocks[self.wish.block].name}, channel {self.wish.channel}"

    @property
    def shipped(self) -> Shelf:
        """The gallery's pictures of its block."""
        return next(one for one in gallery() if one.block == self.wish.block)


@dataclass(frozen=True)
class Grown:
    """A picture as far as it has grown, and what it is of: all that is needed to draw it, now or frozen."""

    asked: Asked
    picture: Image.Image
    steps: int

    @property
    def about(self) -> tuple[str, ...]:
        """What its judgement is remembered by."""
        return tuple(str(part) for part in (self.asked.wish, self.asked.plan, self.steps))


def wishes_screen() -> None:
    """Draw the screen."""
    settings = link.settings(WishSettings)
    asked = _asked(dissect(network(DEFAULT)), settings)
    _finish(asked)
    heading(CLAIM, EXPERIMENTS, asdict(WishSettings()))
    if settings.guess and not _guessed(asked):
        return
    grown = _grown(asked)
    _draw_controls(grown, settings)
    comparing = "wish" in visitor().frozen
    blocks, channels, result = st.columns([6, 4, 10] if comparing else [6, 4, 6], gap="medium")
    with blocks:
        _draw_climb(asked)
    with channels:
        _draw_shelf(asked)
    with result:
        _draw_result(grown)


def _asked(anatomy: Anatomy, settings: WishSettings) -> Asked:
    way = next(way for way in WAYS if way == settings.way)
    plan = Plan(steps=settings.wish_steps, seed=settings.wish_seed, way=way)
    if settings.wish_block == CLASSES:
        return Asked(anatomy, Wish(len(anatomy.blocks) - 1, LABELS.index(settings.wish_class)), plan)
    block = BLOCKS.index(settings.wish_block)
    return Asked(anatomy, Wish(block, _channel(anatomy, block, settings.wish_channel)), plan)


def _channel(anatomy: Anatomy, block: int, asked: int) -> int:
    """The channel asked for, or the block's cover; the control for it (key `wish_channel`) follows."""
    if asked >= _channels(anatomy, block):
        st.warning(f"There is no channel {asked} here, so another one is shown.")
        asked = COVER
    channel = covers()[block] if asked == COVER else asked
    st.session_state["wish_channel"] = channel
    return channel


def _channels(anatomy: Anatomy, block: int) -> int:
    return runtime.shared(_sizes, anatomy.network.backbone.name)[block]


@torch.inference_mode()
def _sizes(name: str) -> tuple[int, ...]:
    return tuple(result.shape[1] for result in dissect(network(name)).outputs(torch.zeros(1, 3, 32, 32)))


# --- The gallery ----------------------------------------------------------------------------------------


def _draw_climb(asked: Asked) -> None:
    blocks = [one.block for one in gallery()]
    st.markdown("One channel of each block:")
    shelf(Row(climb(), BLOCKS, 5), blocks.index(asked.wish.block), _pick_block, key="climb")


def _pick_block(place: int) -> None:
    st.session_state.update(wish_block=BLOCKS[place], wish_channel=COVER)


def _draw_shelf(asked: Asked) -> None:
    shown = asked.shipped
    names = [LABELS[number] if asked.of_class else f"channel {number}" for number in shown.channels]
    chosen = shown.channels.index(asked.wish.channel) if asked.wish.channel in shown.channels else None

    def pick(place: int) -> None:
        _pick(asked, shown.channels[place])

    st.markdown(_some_of_how_many(asked))
    shelf(Row(shown.sheet, names, 3), chosen, pick, key="wish shelf")


def _some_of_how_many(asked: Asked) -> str:
    if asked.of_class:
        return f"Some of the {len(LABELS):,} classes:"
    count = _channels(asked.anatomy, asked.wish.block)
    return f"Some of the {count:,} channels of **{asked.anatomy.blocks[asked.wish.block].name}**:"


def _pick(asked: Asked, number: int) -> None:
    if asked.of_class:
        st.session_state["wish_class"] = LABELS[number]
    else:
        st.session_state["wish_channel"] = number


# --- The picture, shipped or grown ----------------------------------------------------------------------


def _draw_result(grown: Grown) -> None:
    job = jobs.get(GROWTH)
    if job is not None and job.active:
        jobs.watch(GROWTH, _draw_growth)
        return
    side_by_side("wish", grown, _draw_grown)


def _grown(asked: Asked) -> Grown:
    """What this visitor has let grow, or the gallery's picture, or the noise that growth begins with."""
    kept = _kept().get((asked.wish, asked.plan))
    if kept:
        return kept
    if asked.plan == Plan() and asked.wish.channel in asked.shipped.channels:
        return Grown(asked, asked.shipped.picture(asked.wish.channel), asked.plan.steps)
    start = runtime.answer(next, dream(asked.anatomy, asked.wish, asked.plan))
    return Grown(asked, Image.fromarray(start.picture), 0)


def _kept() -> dict[tuple[Wish, Plan], Grown]:
    kept: dict[tuple[Wish, Plan], Grown] = st.session_state.setdefault("wishes grown", {})
    return kept


def _draw_grown(grown: Grown, key: str) -> None:
    st.image(encoded(grown.picture), width=PICTURE_WIDTH)
    st.markdown(f"**{grown.asked.name}** {_how(grown)}")
    if grown.asked.of_class:
        _draw_judgement(grown, key)
    else:
        reached, best = _excitements(grown)
        st.markdown(
            f"Mean activation **{_signed(reached)}** (sample photos: at most {_signed(best)}). Their peaks:"
        )
        _draw_patches(grown.asked, key)


def _how(grown: Grown) -> str:
    plan = grown.asked.plan
    if grown.steps == 0:
        return "is not grown yet; it begins with this noise."
    if (plan, grown.steps) == (Plan(), Plan.steps):
        return ""
    return f"after {grown.steps} steps (seed {plan.seed}; {plan.way})"


def _signed(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def _draw_judgement(grown: Grown, key: str) -> None:
    found = runtime.remembered(judged, grown.about, grown.asked.anatomy, grown.picture)
    ranked = dict.fromkeys((*found.topk(BEST).indices.tolist(), grown.asked.wish.channel))
    bars = [
        Bar(LABELS[number], float(found[number]), "+" if number == grown.asked.wish.channel else "")
        for number in ranked
    ]
    class_bars(bars, _pick_class, key=f"judgement {key}")


def _pick_class(label: str) -> None:
    st.session_state.update(wish_block=CLASSES, wish_class=label)


def _excitements(grown: Grown) -> tuple[float, float]:
    anatomy, wish = grown.asked.anatomy, grown.asked.wish
    reached = runtime.remembered(excitement, grown.about, anatomy, wish, grown.picture)
    return reached, runtime.remembered(_best_sample, (str(wish),), anatomy, wish)


def _best_sample(anatomy: Anatomy, wish: Wish) -> float:
    return max(excitement(anatomy, wish, sample_photo(name).image) for name in SAMPLES)


# --- Growth ---------------------------------------------------------------------------------------------


def _start(asked: Asked) -> None:
    def work(_cancel: threading.Event) -> Iterator[Grown]:
        for step in dream(asked.anatomy, asked.wish, asked.plan):
            yield _as_grown(asked, step)

    jobs.start(GROWTH, work)
    st.session_state["growing"] = asked


def _as_grown(asked: Asked, step: Step) -> Grown:
    return Grown(asked, Image.fromarray(step.picture), step.number)


def _draw_growth(job: jobs.Job[Grown]) -> None:
    if job.snapshot is None:
        return
    steps = job.snapshot.asked.plan.steps
    st.image(encoded(job.snapshot.picture), width=PICTURE_WIDTH)
    st.progress(
        job.snapshot.steps / steps, f"{job.snapshot.asked.name}: step {job.snapshot.steps} of {steps}"
    )


def _finish(asked: Asked) -> None:
    """Take over a picture that has ended its growth; one that is no longer asked for stops growing."""
    job = jobs.get(GROWTH)
    if job is None:
        return
    growing: Asked = st.session_state["growing"]
    wanted = (growing.wish, growing.plan) == (asked.wish, asked.plan)
    if job.active and wanted:
        return
    jobs.forget(GROWTH)
    if job.trouble:
        st.error(job.trouble)
    if job.snapshot and job.snapshot.steps:
        _kept()[growing.wish, growing.plan] = job.snapshot


def _draw_controls(grown: Grown, settings: WishSettings) -> None:
    asked = grown.asked
    with st.container(horizontal=True, vertical_alignment="center"):
        _pick_wish(asked)
        st.button("Let it grow", icon=":material/eco:", on_click=_start, args=(asked,))
        with st.popover("How", icon=":material/tune:"):
            st.slider("Steps", 16, 512, key="wish_steps", step=16)
            st.number_input("Seed", 0, 999, key="wish_seed")
            st.selectbox("Painted in", WAYS, key="way")
        freeze_button("wish", grown)
        show_idea(IDEA)
        st.toggle("Guess first", key="guess")
        if settings.guess:
            st.button("Next question", icon=":material/casino:", on_click=_ask_another)
        show_tally()


def _pick_wish(asked: Asked) -> None:
    st.markdown("Class" if asked.of_class else "Channel", width="content")
    if asked.of_class:
        st.selectbox("Class", LABELS, key="wish_class", label_visibility="collapsed", width=220)
        return
    last = _channels(asked.anatomy, asked.wish.block) - 1
    label = f"Channel, 0 to {last}"
    st.number_input(label, 0, last, key="wish_channel", label_visibility="collapsed", width=220)


# --- What it is in photos -------------------------------------------------------------------------------


def _draw_patches(asked: Asked, key: str) -> None:
    found: Peaks = runtime.remembered(_sample_peaks, (str(asked.wish.block),), asked)
    anatomy, block = asked.anatomy, asked.wish.block
    reach = anatomy.reach(block, raised(anatomy.blocks[block]))
    how = anatomy.network.backbone.preprocessing
    names = list(SAMPLES)
    pictures = [
        Captioned(
            patch(visible_square(sample_photo(names[number]).image, how), reach.square(row, column)),
            _signed(value),
        )
        for number, value, row, column in found.best(asked.wish.channel, PATCHES)
    ]
    tiles(pictures, "", [False] * len(pictures), key=f"wish patches {key}")


def _sample_peaks(asked: Asked) -> Peaks:
    anatomy, block = asked.anatomy, asked.wish.block
    how = anatomy.network.backbone.preprocessing
    photos = [torch.from_numpy(seen_pixels(sample_photo(name).image, how)) for name in SAMPLES]
    return peaks(anatomy, photos, block, raised(anatomy.blocks[block]))


# --- Guess first ----------------------------------------------------------------------------------------


def _guessed(asked: Asked) -> bool:
    """Whether the question which picture is the wish's has been answered; where it can't be asked, so too."""
    number, shown = asked.wish.channel, asked.shipped
    if number not in shown.channels:
        return True
    options = _options(asked)
    right = LETTERS[options.index(number)]
    question = Question("which of the four is its picture?", LETTERS, right, ("wish", asked.wish))
    if question.about in visitor().guesses:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        shown_by = "" if asked.of_class else ": the sample photos excite it most here."
        st.markdown(f"**{asked.name}**{shown_by}", width="content")
        st.toggle("Guess first", key="guess")
    if not asked.of_class:
        _draw_patches(asked, "guess")
    for column, letter, option in zip(st.columns(len(LETTERS)), LETTERS, options, strict=True):
        with column:
            st.markdown(f"**{letter}**")
            st.image(encoded(shown.picture(option)), width=300)
    return guess_first([question])


def _options(asked: Asked) -> list[int]:
    """The channel and three others of its shelf, in an order that is always the same for it."""
    chance = random.Random(f"{asked.wish}")
    others = [number for number in asked.shipped.channels if number != asked.wish.channel]
    options = [asked.wish.channel, *chance.sample(others, len(LETTERS) - 1)]
    chance.shuffle(options)
    return options


def _ask_another() -> None:
    """A channel of the gallery that hasn't been guessed yet."""
    chance = random.Random(len(visitor().guesses))
    shown = chance.choice(gallery()[:-1])
    st.session_state.update(wish_block=BLOCKS[shown.block], wish_channel=chance.choice(shown.channels))
