"""*Feature visualisation*: images that activate a channel or a class most, made by gradient ascent."""

from dataclasses import asdict

import streamlit as st

from components import runtime
from components.cnn.feature_visualization.evaluation import (
    preprocessed_activation,
    preprocessed_probabilities,
    unresized_probabilities,
)
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import METHODS, OptimizationConfig
from components.cnn.figures import photo_jpeg
from components.cnn.gallery import overview, side_by_side_jpeg
from components.cnn.graph import NetworkGraph
from components.cnn.screens.feature_visualisation_guess import ask_another, visualisation_guessed
from components.cnn.screens.feature_visualisation_run import (
    finish_optimization,
    optimizing,
    start_optimization,
)
from components.cnn.screens.feature_visualisation_state import (
    CLASSES,
    LABELS,
    REPRESENTATIVE,
    FeatureVisualisation,
    FeatureVisualisationSettings,
    VisualisationRequest,
    current_visualisation,
    finished_visualisations,
    gallery_of,
    objective_blocks,
    visualisation_request,
)
from components.cnn.screens.sample_patches import StrongestPatches, strongest_patches
from components.cnn.screens.state import PhotoSettings, graph_or_default
from components.cnn.widgets.visualisation import visualisation
from components.session import visitor
from components.ui import url_state
from components.ui.controls.compare import freeze_button, side_by_side
from components.ui.controls.network import pick_any_network
from components.ui.controls.photo import sample_photo
from components.ui.controls.quiz import show_tally
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.text import in_words, isolated, plain
from components.ui.widgets.class_bars import Bar, class_bars, percent
from components.ui.widgets.photo_rows import Captioned
from components.ui.widgets.shelf import Row, shelf
from components.vision.own_networks import is_own
from components.vision.samples import SAMPLES

BEST = 3  # classes

CLAIM = "From edges to textures to things: what activates each block most."

DEFAULTS = asdict(PhotoSettings()) | asdict(FeatureVisualisationSettings())
EXPERIMENTS = (
    Experiment(
        "Eyes",
        {"wish_block": 12, "wish_channel": 60},
        "We see eyes here, but the flower and the retina activate the channel more than the cat does: "
        "its name is only our guess.",
    ),
    Experiment(
        "In plain pixels",
        {"way": "pixels, still"},
        "Press **Optimise**: the network becomes sure of a strawberry where we see only noise, "
        "and once the picture is resized, the class is lost.",
    ),
    Experiment("Guess: whose picture?", {"wish_block": 11, "guess": True}),
)

IDEA = r"""
**Gradient ascent on the picture** ([Olah et al., 2017](https://doi.org/10.23915/distill.00007)). The network
stays as it is; the picture $x$ is what is optimised. It begins as grey noise, and each step changes it so
that the objective $a$ rises: the mean of one map of a block, or the logit of a class (Adam, along
$\nabla_x\, a(x)$). For a map behind a ReLU, $a$ is taken before it, where the gradient doesn't vanish.

**Plain pixels fail.** The ascent finds noise that activates the channel as much, shows nothing, and is lost
as soon as the picture is resized. Two things help:

- *Frequencies*, another parameterisation: $x$ is made of its Fourier spectrum $z$, each part divided by its
  frequency $|f|$, in colours that are uncorrelated in photos. What Adam changes is then $z$, along
  $\nabla_z\, a$:

$$
x = \sigma\big(C\, \mathcal{F}^{-1}[\,z_f / |f|\,]\big)
$$

  with $\sigma(a) = 1/(1 + e^{-a})$, so that every pixel lies between 0 and 1.

- *Moved*, random transforms: before each step $x$ is shifted, turned and scaled a little, and only what
  survives that can grow.

**Neighbours look alike** where a block adds its input to its result: the channel is passed on.
"""


def _evaluation_in_words(request: VisualisationRequest) -> str:
    how = request.graph.network.backbone.preprocessing
    return (
        "**The probabilities** are the network’s for the finished picture, prepared like any photo: "
        f"enlarged from {request.config.side} to {how.resize} pixels and cut to {how.crop}."
    )


def feature_visualisation_screen() -> None:
    """Draw the screen."""
    photo, settings = url_state.settings(PhotoSettings), url_state.settings(FeatureVisualisationSettings)
    request = visualisation_request(settings, graph_or_default(photo.model))
    finish_optimization(request)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, f"{IDEA}\n{_evaluation_in_words(request)}")
    with place.picture:
        if settings.guess and not visualisation_guessed(request):
            with place.dock:
                _draw_guess_controls(request, settings)
            return
        shown = current_visualisation(request)
        if "visualisation" in visitor().frozen:  # two pictures need the room of the overview
            large, sheet = st.columns([3, 1], gap="medium")
        else:
            large, blocks, sheet = st.columns([6, 5, 3], gap="medium")
            with blocks:
                _draw_overview(request)
        with large:
            if not optimizing():
                side_by_side("visualisation", shown, _draw_visualisation)
        with sheet:
            _draw_block_sheet(request)
    with place.dock:
        _draw_controls(shown, settings, photo.model)


# --- The controls ---------------------------------------------------------------------------------------


def _draw_controls(shown: FeatureVisualisation, settings: FeatureVisualisationSettings, model: str) -> None:
    request = shown.request
    _pick_block(request)
    _pick_objective(request)
    st.button("Optimise", icon=":material/trending_up:", on_click=start_optimization, args=(request,))
    freeze_button("visualisation", shown)
    _draw_guess_controls(request, settings)
    with st.popover("How", icon=":material/tune:"):
        st.slider("Steps", 16, 512, key="wish_steps", step=16)
        st.number_input("Seed", 0, 999, key="wish_seed")
        st.selectbox("Parameterisation, transforms", METHODS, key="way")
        pick_any_network(model)


def _draw_guess_controls(request: VisualisationRequest, settings: FeatureVisualisationSettings) -> None:
    if request.shipped:
        st.toggle("Guess first", key="guess")
    if settings.guess and request.shipped:
        st.button("Next question", icon=":material/casino:", on_click=ask_another)
    show_tally()


def _pick_block(request: VisualisationRequest) -> None:
    """Draw the control for the block, where no gallery stands for it."""
    if gallery_of(request.graph):
        return
    options = [*objective_blocks(request.graph)[:-1], CLASSES]
    names = [block.name for block in request.graph.blocks]
    st.selectbox("Block", options, format_func=lambda number: names[number], key="wish_block")


def _pick_objective(request: VisualisationRequest) -> None:
    if request.of_class and is_own(request.graph.network):
        _pick_own_class(request.graph.network.labels)
        return
    if request.of_class:
        st.selectbox("Class", LABELS, key="wish_class")
        return
    last = request.channels - 1
    st.number_input(f"Channel, 0 to {last}", 0, last, key="wish_channel")


def _pick_own_class(labels: tuple[str, ...]) -> None:
    st.selectbox(
        "Class",
        range(len(labels)),
        format_func=lambda number: isolated(labels[number]),
        key="wish_own_class",
    )


# --- The gallery ----------------------------------------------------------------------------------------


def _draw_overview(request: VisualisationRequest) -> None:
    places, names = objective_blocks(request.graph), [block.name for block in request.graph.blocks]

    def pick(place: int) -> None:
        st.session_state.update(wish_block=places[place], wish_channel=REPRESENTATIVE)

    if not gallery_of(request.graph):
        st.markdown("The gallery is MobileNetV2’s. Of this network, optimise the pictures yourself.")
        return
    st.markdown("One channel of each block:")
    row = Row(overview(), [names[number] for number in places])
    shelf(row, places.index(request.objective.block), pick, key="overview")


def _draw_block_sheet(request: VisualisationRequest) -> None:
    shown, objective = request.shipped, request.objective
    if shown is None:
        _draw_own_sheet(request.graph)
        return
    names = [LABELS[number] if request.of_class else f"channel {number}" for number in shown.channels]
    chosen = shown.channels.index(objective.channel) if objective.channel in shown.channels else None

    def pick(place: int) -> None:
        _select(request.graph, ChannelObjective(objective.block, shown.channels[place]))

    all_of_them = f"{len(LABELS):,} classes" if request.of_class else f"{request.channels:,} channels"
    of_block = "" if request.of_class else f" of **{request.block}**"
    st.markdown(f"Some of the {all_of_them}{of_block}:")
    shelf(Row(shown.sheet, names), chosen, pick, key="block sheet")


def _draw_own_sheet(graph: NetworkGraph) -> None:
    """Draw what this visitor has optimised for a network that has no gallery."""
    own = [one for one in finished_visualisations() if one.request.graph.network is graph.network]
    if not own:
        return

    def pick(place: int) -> None:
        chosen = own[place].request
        _select(graph, chosen.objective)
        config = chosen.config
        st.session_state.update(wish_seed=config.seed, wish_steps=config.steps, way=config.method)

    st.markdown("Optimised so far:")
    sheet = side_by_side_jpeg([one.image for one in own])
    shelf(Row(sheet, [one.request.name for one in own]), None, pick, key="own sheet")


def _select(graph: NetworkGraph, objective: ChannelObjective) -> None:
    st.session_state["wish_block"] = objective.block
    if objective.block == len(graph.blocks) - 1:
        _select_class(graph, objective.channel)
    else:
        st.session_state["wish_channel"] = objective.channel


def _select_class(graph: NetworkGraph, number: int) -> None:
    if is_own(graph.network):
        st.session_state["wish_own_class"] = number
    else:
        st.session_state["wish_class"] = LABELS[number]


# --- The picture ----------------------------------------------------------------------------------------


def _draw_visualisation(shown: FeatureVisualisation, key: str) -> None:
    request = shown.request
    title = f"**{plain(request.name)}** {_config_in_words(shown)}"
    with_patches = shown.steps > 0 and not request.of_class
    patches: list[Captioned] = []
    if with_patches:
        found = strongest_patches(request.graph, request.unit)
        patches = found.pictures
        title = f"{title}  \n{_activation_in_words(shown, found)}"
    st.markdown(title)
    visualisation(photo_jpeg(shown.image), patches, key=f"visualisation {key}")
    if request.of_class and shown.steps:
        st.markdown(_unresized_in_words(shown))
        _draw_probabilities(shown, key)


def _unresized_in_words(shown: FeatureVisualisation) -> str:
    request, about = shown.request, (*shown.about, "unresized")
    found = runtime.cached(unresized_probabilities, about, request.graph, shown.image)
    probability = percent(float(found[request.objective.channel]))
    return f"The network’s probability for it: **{probability}**. For the picture resized and cropped:"


def _activation_in_words(shown: FeatureVisualisation, patches: StrongestPatches) -> str:
    graph, objective = shown.request.graph, shown.request.objective
    reached = runtime.cached(preprocessed_activation, shown.about, graph, objective, shown.image)
    about = (graph.network.backbone.name, str(objective))
    best = runtime.cached(_best_sample, about, graph, objective)
    compared = f"**{in_words(reached)}** (sample photos: at most {in_words(best)})"
    beyond = " (black lies beyond the photo)" if patches.beyond else ""
    return f"Mean activation {compared}. Below: their strongest patches{beyond}."


def _config_in_words(shown: FeatureVisualisation) -> str:
    config = shown.request.config
    if shown.steps == 0:
        return "is not optimised yet; it begins with this noise."
    if (config, shown.steps) == (OptimizationConfig(), OptimizationConfig.steps):
        return ""
    return f"after {shown.steps} steps (seed {config.seed}; {config.method})"


def _draw_probabilities(shown: FeatureVisualisation, key: str) -> None:
    request, wanted = shown.request, shown.request.objective.channel
    found = runtime.cached(preprocessed_probabilities, shown.about, request.graph, shown.image)
    labels = request.graph.network.labels
    best = found.topk(min(BEST, len(labels))).indices.tolist()
    ranked = dict.fromkeys((*best, wanted))
    bars = [Bar(labels[number], float(found[number]), "+" if number == wanted else "") for number in ranked]

    def pick(label: str) -> None:
        _select(request.graph, ChannelObjective(request.objective.block, labels.index(label)))

    class_bars(bars, pick, key=f"probabilities {key}")


def _best_sample(graph: NetworkGraph, objective: ChannelObjective) -> float:
    return max(preprocessed_activation(graph, objective, sample_photo(name).image) for name in SAMPLES)


SCREEN = Screen(
    feature_visualisation_screen, (PhotoSettings, FeatureVisualisationSettings), EXPERIMENTS, DEFAULTS
)
