"""*Wishes*: what each channel and each class responds to most, as pictures grown by gradient ascent."""

from dataclasses import asdict

import streamlit as st

from components import runtime
from components.cnn.feature_visualization.optimize import (
    WAYS,
    Plan,
    Wish,
    excitement,
    judged,
    judged_as_grown,
    raised,
)
from components.cnn.figures import jpeg
from components.cnn.gallery import overview, side_by_side_jpeg
from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.screens.feature_visualisation_guess import ask_another, guessed
from components.cnn.screens.feature_visualisation_run import (
    PICTURE_WIDTH,
    finish,
    growing,
    start,
)
from components.cnn.screens.feature_visualisation_state import (
    LABELS,
    REPRESENTATIVE,
    Asked,
    Grown,
    WishSettings,
    asked,
    blocks,
    grown,
    kept,
    shelves,
)
from components.cnn.screens.sample_patches import sample_patches
from components.cnn.screens.state import PhotoSettings, show_idea
from components.session import visitor
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.controls.network import network_or_default, pick_network
from components.ui.controls.photo import sample_photo
from components.ui.controls.quiz import show_tally
from components.ui.frame.heading import Experiment, heading
from components.ui.frame.screen import Screen
from components.ui.text import in_words
from components.ui.widgets.class_bars import Bar, class_bars, percent
from components.ui.widgets.shelf import Row, shelf
from components.vision.samples import SAMPLES

BEST = 3
ROW, SHELF = 5, 3  # pictures beside each other

CLAIM = "From edges to textures to parts to things: what excites each block most."

DEFAULTS = asdict(PhotoSettings()) | asdict(WishSettings())
EXPERIMENTS = (
    Experiment("Eyes", {"wish_block": 12, "wish_channel": 60}),
    Experiment("In plain pixels", {"way": "pixels, still"}),
    Experiment("Guess: whose picture?", {"wish_block": 11, "guess": True}),
)

IDEA = r"""
**Gradient ascent on the picture** ([Olah et al., 2017](https://doi.org/10.23915/distill.00007)). The network
stays as it is; the picture $x$ is what learns. It begins as grey noise, and each step changes it so that the
mean $a$ of one map of a block, or the logit of a class, rises (Adam, along $\nabla_x\, a(x)$). For a map
behind a ReLU, $a$ is taken before it, where the gradient doesn't vanish.

**Plain pixels fail.** The ascent finds noise that excites the channel as much, shows nothing, and is lost as
soon as the picture is resized. Two things help:

- *Frequencies:* $x$ is painted from its Fourier spectrum $z$, each part divided by its frequency $|f|$, in
  colours that are uncorrelated in photos. What Adam moves is then $z$, along $\nabla_z\, a$:

$$
x = \sigma\big(C\, \mathcal{F}^{-1}[\,z_f / |f|\,]\big)
$$

  with $\sigma(a) = 1/(1 + e^{-a})$, so that every pixel lies between 0 and 1.

- *Moved:* before each step $x$ is shifted, turned and scaled a little: only what survives that can grow.

**Neighbours look alike** where a block adds its input to its result: the channel is passed on.

**The judgement** is the network's answer to the finished picture, prepared like any photo: enlarged from 128
to 256 pixels and cut to 224.
"""


def feature_visualisation_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(WishSettings)
    wanted = asked(settings, split_into_operations(network_or_default(photo.model)))
    finish(wanted)
    heading(CLAIM, EXPERIMENTS, DEFAULTS)
    if settings.guess and not guessed(wanted):
        return
    shown = grown(wanted)
    _draw_controls(shown, settings, photo.model)
    comparing = "wish" in visitor().frozen
    if comparing:  # two pictures need the room of the overview
        middle, right = st.columns([4, 11], gap="medium")
    else:
        left, middle, right = st.columns([6, 4, 6], gap="medium")
        with left:
            _draw_climb(wanted)
    with middle:
        _draw_shelf(wanted)
    with right:
        if not growing():
            side_by_side("wish", shown, _draw_grown)


# --- The controls ---------------------------------------------------------------------------------------


def _draw_controls(shown: Grown, settings: WishSettings, model: str) -> None:
    wanted = shown.asked
    with st.container(horizontal=True, vertical_alignment="center"):
        _pick_wish(wanted)
        st.button("Let it grow", icon=":material/eco:", on_click=start, args=(wanted,))
        with st.popover("How", icon=":material/tune:"):
            st.slider("Steps", 16, 512, key="wish_steps", step=16)
            st.number_input("Seed", 0, 999, key="wish_seed")
            st.selectbox("Painted in", WAYS, key="way")
            pick_network(model)
        freeze_button("wish", shown)
        show_idea(IDEA)
        if wanted.shipped:
            st.toggle("Guess first", key="guess")
        if settings.guess and wanted.shipped:
            st.button("Next question", icon=":material/casino:", on_click=ask_another)
        show_tally()


def _pick_wish(wanted: Asked) -> None:
    st.markdown("Class" if wanted.of_class else "Channel", width="content")
    if wanted.of_class:
        st.selectbox("Class", LABELS, key="wish_class", label_visibility="collapsed", width=220)
        return
    last = wanted.channels - 1
    label = f"Channel, 0 to {last}"
    st.number_input(label, 0, last, key="wish_channel", label_visibility="collapsed", width=220)


# --- The gallery ----------------------------------------------------------------------------------------


def _draw_climb(wanted: Asked) -> None:
    places, names = blocks(wanted.graph), [block.name for block in wanted.graph.blocks]

    def pick(place: int) -> None:
        st.session_state.update(wish_block=places[place], wish_channel=REPRESENTATIVE)

    if not shelves(wanted.graph):
        st.selectbox("Block", places, format_func=lambda number: names[number], key="wish_block")
        st.markdown("The gallery is MobileNetV2’s. Of this network, let the pictures grow yourself.")
        return
    st.markdown("One channel of each block:")
    row = Row(overview(), [names[number] for number in places], ROW)
    shelf(row, places.index(wanted.wish.block), pick, key="overview")


def _draw_shelf(wanted: Asked) -> None:
    shown = wanted.shipped
    if shown is None:
        _draw_own_shelf(wanted.graph)
        return
    names = [LABELS[number] if wanted.of_class else f"channel {number}" for number in shown.channels]
    chosen = shown.channels.index(wanted.wish.channel) if wanted.wish.channel in shown.channels else None

    def pick(place: int) -> None:
        _ask_for(wanted.graph, Wish(wanted.wish.block, shown.channels[place]))

    all_of_them = f"{len(LABELS):,} classes" if wanted.of_class else f"{wanted.channels:,} channels"
    of_block = "" if wanted.of_class else f" of **{wanted.block}**"
    st.markdown(f"Some of the {all_of_them}{of_block}:")
    shelf(Row(shown.sheet, names, SHELF), chosen, pick, key="wish shelf")


def _draw_own_shelf(graph: NetworkGraph) -> None:
    """What this visitor has let grow of a network that has no gallery."""
    own = [one for one in kept().values() if one.asked.graph.network is graph.network]
    if not own:
        return

    def pick(place: int) -> None:
        chosen = own[place].asked
        _ask_for(graph, chosen.wish)
        st.session_state.update(wish_seed=chosen.plan.seed, wish_steps=chosen.plan.steps, way=chosen.plan.way)

    st.markdown("Grown so far:")
    sheet = side_by_side_jpeg([one.picture for one in own])
    shelf(Row(sheet, [one.asked.name for one in own], SHELF), None, pick, key="own shelf")


def _ask_for(graph: NetworkGraph, wish: Wish) -> None:
    st.session_state["wish_block"] = wish.block
    if wish.block == len(graph.blocks) - 1:
        st.session_state["wish_class"] = LABELS[wish.channel]
    else:
        st.session_state["wish_channel"] = wish.channel


# --- The picture, shipped or grown ----------------------------------------------------------------------


def _draw_grown(shown: Grown, key: str) -> None:
    st.image(jpeg(shown.picture), width=PICTURE_WIDTH)
    title = f"**{shown.asked.name}** {_how(shown)}"
    if shown.steps == 0:
        st.markdown(title)
    elif shown.asked.of_class:
        st.markdown(f"{title}  \n{_as_it_grew(shown)}")
        _draw_judgement(shown, key)
    else:
        st.markdown(f"{title}  \n{_excitement(shown)}")
        block = shown.asked.wish.block
        place = (block, raised(shown.asked.graph.blocks[block]), shown.asked.wish.channel)
        sample_patches(shown.asked.graph, place, key=f"wish patches {key}")


def _as_it_grew(shown: Grown) -> str:
    wanted = shown.asked
    about = (*shown.about, "as grown")
    found = runtime.cached(judged_as_grown, about, wanted.graph, shown.picture)
    share = percent(float(found[wanted.wish.channel]))
    return f"Answer: **{share}**. Resized and cropped as usual:"


def _excitement(shown: Grown) -> str:
    wanted = shown.asked
    reached = runtime.cached(excitement, shown.about, wanted.graph, wanted.wish, shown.picture)
    about = (wanted.graph.network.backbone.name, str(wanted.wish))
    best = runtime.cached(_best_sample, about, wanted.graph, wanted.wish)
    return f"Mean activation **{in_words(reached)}** (sample photos: at most {in_words(best)}). Their peaks:"


def _how(shown: Grown) -> str:
    plan = shown.asked.plan
    if shown.steps == 0:
        return "is not grown yet; it begins with this noise."
    if (plan, shown.steps) == (Plan(), Plan.steps):
        return ""
    return f"after {shown.steps} steps (seed {plan.seed}; {plan.way})"


def _draw_judgement(shown: Grown, key: str) -> None:
    wanted = shown.asked.wish.channel
    found = runtime.cached(judged, shown.about, shown.asked.graph, shown.picture)
    ranked = dict.fromkeys((*found.topk(BEST).indices.tolist(), wanted))
    bars = [Bar(LABELS[number], float(found[number]), "+" if number == wanted else "") for number in ranked]

    def pick(label: str) -> None:
        _ask_for(shown.asked.graph, Wish(shown.asked.wish.block, LABELS.index(label)))

    class_bars(bars, pick, key=f"judgement {key}")


def _best_sample(graph: NetworkGraph, wish: Wish) -> float:
    return max(excitement(graph, wish, sample_photo(name).image) for name in SAMPLES)


SCREEN = Screen(feature_visualisation_screen, (PhotoSettings, WishSettings), EXPERIMENTS, DEFAULTS)
