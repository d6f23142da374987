"""*Procedure*: a photo through the frozen network to the new last layer, which is seen to learn."""

from dataclasses import asdict, dataclass

import streamlit as st
import torch
from torch import Tensor

from components import runtime
from components.intake.photos import read_photo
from components.render.colours import Table
from components.render.map_picture import pixel_png
from components.render.map_tiles import map_tile, picture_tile, tiles_jpeg, vector_tile
from components.transfer.dataset import LabelledPhoto
from components.transfer.fashion_mnist import CREDIT
from components.transfer.frozen_pass import FrozenPass, frozen_parameters, frozen_pass
from components.transfer.learning_course import LearningCourse, learning_course
from components.transfer.linear_probe import STEPS
from components.transfer.screens.state import FASHION_MNIST, TeachSettings
from components.transfer.screens.trained_classifier import classifier_to_show
from components.transfer.train import TrainedClassifier
from components.transfer.widgets.procedure_drawing import NewLayer, OldLayer, procedure_drawing
from components.ui import url_state
from components.ui.controls.network import imagenet_network_or_default
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage
from components.ui.theme import diverging_scale
from components.ui.widgets.class_bars import percent
from components.ui.widgets.slabs import Given, Slab, SlabNetwork
from components.vision.backbones import Network
from components.vision.map_strength import strength
from components.vision.preprocessing import seen_pixels, visible_square

FIRST_PHOTO, LAST_PHOTO = 46, 999  # of the garments an ankle boot


@dataclass(frozen=True)
class ProcedureSettings:
    """The step of the training that is seen, and which of the held-out photos, in turn."""

    learned_step: int = url_state.integer(STEPS, 0, STEPS)
    held_out_photo: int = url_state.integer(FIRST_PHOTO, 0, LAST_PHOTO)


CLAIM = "Everything stays as it was; only the new last layer learns."

DEFAULTS = asdict(TeachSettings()) | asdict(ProcedureSettings())
EXPERIMENTS = (
    Experiment(
        "Before learning",
        {"learned_step": 0},
        "All weights of the new layer are 0: whatever the photo, each class gets the same probability.",
    ),
    Experiment(
        "Ten steps",
        {"learned_step": 10},
        "After ten of 100 steps most of the held-out garments are already right: the frozen features do "
        "nearly all of the work.",
    ),
)

IDEA = r"""
**What goes in** is one photo that the new layer never learned from. **The frozen network** was trained on 1.2
million photos of ImageNet; none of its parameters changes any more. Its last maps are averaged to a vector
$x$ of *features*.

**The old last layer** made logits of 1,000 ImageNet classes from these features. It is cut off.

**The new last layer** has one row of weights $w_c$ and one bias $b_c$ for each of your classes, all 0 at
first. The logit of class $c$ is $y_c = w_c \cdot x + b_c$, and softmax makes probabilities of the logits:

$$
p_c = \frac{e^{y_c}}{\sum_j e^{y_j}}
$$

**What is learned** are these weights and biases alone. Press **Train** and watch: each row is a class, each
column a feature. Of all features the drawing shows those that get the largest weights in the end, equally
many for each class, those of a class beside each other: the diagonal of orange places comes of this order.
Probabilities are computed from all features. There is no memory: each photo is answered by itself.

*Teach* has the photos that are learned from, *Evaluate* what becomes of it. The idea of features that
transfer is from [Donahue et al., 2013](https://arxiv.org/abs/1310.1531) and
[Yosinski et al., 2014](https://arxiv.org/abs/1411.1792).
"""


def procedure_screen() -> None:
    """Draw the screen."""
    settings, chosen = url_state.settings(TeachSettings), url_state.settings(ProcedureSettings)
    place = stage(CLAIM, EXPERIMENTS, DEFAULTS, IDEA)
    trained = classifier_to_show(settings, place)
    if trained is None:
        return
    held_out = trained.split.held_out
    number = held_out[chosen.held_out_photo % len(held_out)]
    with place.picture:
        _draw(trained, number, chosen.learned_step)
    with place.dock:
        after = (chosen.held_out_photo + 1) % len(held_out)
        st.button("Another photo", icon=":material/casino:", on_click=_look_at, args=(after,))
        own = "of your own" if settings.album != FASHION_MNIST else "that Teach shows"
        st.caption(f"One of {len(held_out)} held-out photos {own}. ✓ marks its class.")
        if settings.album == FASHION_MNIST:
            st.caption(f"{CREDIT}.")


def _draw(trained: TrainedClassifier, number: int, step: int) -> None:
    network = imagenet_network_or_default(trained.classifier.backbone)
    photo = trained.dataset.photos[number]
    about = (photo.digest, network.backbone.name)
    found = runtime.cached(_frozen, about, network, photo)
    signed = diverging_scale()
    tiles = runtime.cached(_tiles, (*about, signed.ground), network, photo, found, signed.table)
    course = learning_course(trained, number)
    old = OldLayer(len(network.labels), found.best, percent(found.probability))
    new = _new_layer(trained, course, number, signed.table)
    procedure_drawing(_slabs(network, found, tiles), (old, new), step, _rest_on, key="procedure")


def _look_at(number: int) -> None:
    st.session_state["held_out_photo"] = number


def _rest_on(step: int) -> None:
    st.session_state["learned_step"] = step


# --- The frozen network -------------------------------------------------------------------------------------


def _frozen(network: Network, photo: LabelledPhoto) -> FrozenPass:
    pixels = seen_pixels(read_photo(photo.data).image, network.backbone.preprocessing)
    return frozen_pass(network, torch.from_numpy(pixels))


def _tiles(network: Network, photo: LabelledPhoto, found: FrozenPass, diverging: Table) -> bytes:
    square = visible_square(read_photo(photo.data).image, network.backbone.preprocessing)
    maps = [map_tile(one[strength(one).argmax()], diverging) for one in found.maps]
    return tiles_jpeg([picture_tile(square), *maps, vector_tile(found.features, diverging)])


def _slabs(network: Network, found: FrozenPass, tiles: bytes) -> SlabNetwork:
    slabs = [
        Slab(f"Part {number}", channels, side, f"{channels} maps of {side} × {side} places, frozen.")
        for number, (channels, side) in enumerate(found.shapes, 1)
    ]
    count = len(found.features)
    slabs.append(Slab("Features", count, 1, f"{count:,} numbers: what the network knows of the photo."))
    frozen = f"frozen: {frozen_parameters(network):,} parameters of {network.backbone.name} stay as they are"
    side = network.backbone.preprocessing.crop
    return SlabNetwork(Given(3, side), slabs, ("photo", frozen, "features x"), tiles)


# --- The new layer ------------------------------------------------------------------------------------------


def _new_layer(trained: TrainedClassifier, course: LearningCourse, number: int, diverging: Table) -> NewLayer:
    weights = course.weights.flatten(0, 1)  # ((S + 1) · C, K)
    top = float(course.weights.abs().max().clamp(min=1e-12))
    values = course.values[None]  # (1, K)
    return NewLayer(
        trained.dataset.names,
        int(trained.targets[number]),
        trained.features.shape[1],
        len(course.numbers),
        pixel_png(weights, top, diverging),
        pixel_png(values, float(values.abs().max().clamp(min=1e-12)), diverging),
        _rounded(course.logits),
        _rounded(course.probabilities),
        [round(one, 6) for one in course.accuracies],
        [round(step.loss, 6) for step in trained.steps],
    )


def _rounded(values: Tensor) -> list[list[float]]:
    return [[round(one, 6) for one in row] for row in values.tolist()]


SCREEN = Screen(procedure_screen, (TeachSettings, ProcedureSettings), EXPERIMENTS, DEFAULTS)
