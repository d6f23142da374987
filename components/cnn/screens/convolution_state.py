"""State of the screen *Convolution*: the picture, the configuration and the outputs."""

from dataclasses import asdict, dataclass, replace

import streamlit as st
from torch import Tensor

from components import runtime
from components.cnn.convolution_demo import (
    PRESETS,
    ConvolutionConfig,
    LayerOutput,
    Pooling,
    Weights,
    Window,
    grey_square,
    kernel_size,
    learned_filters,
    run_layers,
)
from components.cnn.screens.state import PhotoSettings
from components.intake.photos import PhotoLike
from components.ui import url_state
from components.ui.controls.network import network, network_or_default
from components.ui.controls.photo import Subject, subject
from components.vision.backbones import Network

LEARNED, EDITED = "learned", "edited"
CHOICES = (*PRESETS, LEARNED, EDITED)
POOLS: tuple[Pooling, ...] = ("none", "max", "average")
COARSE, FINE = 28, 112  # places a side
PER_UNIT = 100  # edited weights are kept in hundredths
LARGEST = 999
MOST_FILTERS = 256  # of a first layer


@dataclass(frozen=True)
class ConvolutionSettings:
    """Kernel, geometry and layers; k0 to k8 are the edited kernel in hundredths, row by row."""

    fine: bool = url_state.boolean()
    preset: str = url_state.choice("Sobel x", CHOICES)
    learned: int = url_state.integer(2, 0, MOST_FILTERS - 1)
    k0: int = url_state.integer(0, -LARGEST, LARGEST)
    k1: int = url_state.integer(0, -LARGEST, LARGEST)
    k2: int = url_state.integer(0, -LARGEST, LARGEST)
    k3: int = url_state.integer(0, -LARGEST, LARGEST)
    k4: int = url_state.integer(PER_UNIT, -LARGEST, LARGEST)
    k5: int = url_state.integer(0, -LARGEST, LARGEST)
    k6: int = url_state.integer(0, -LARGEST, LARGEST)
    k7: int = url_state.integer(0, -LARGEST, LARGEST)
    k8: int = url_state.integer(0, -LARGEST, LARGEST)
    stride: int = url_state.integer(1, 1, 3)
    padding: int = url_state.integer(0, 0, 2)
    dilation: int = url_state.integer(1, 1, 3)
    relu: bool = url_state.boolean()
    pool: str = url_state.choice("none", POOLS)
    guess: bool = url_state.boolean()

    @property
    def edited(self) -> Weights:
        """Weights of the edited kernel of 3 × 3."""
        return tuple(getattr(self, f"k{cell}") / PER_UNIT for cell in range(9))


DEFAULTS = asdict(PhotoSettings()) | asdict(ConvolutionSettings())


@dataclass(frozen=True)
class ConvolutionDemo:
    """A photo, a network, and the outputs of the configured layers."""

    subject: Subject
    network: Network
    config: ConvolutionConfig
    outputs: tuple[LayerOutput, ...]

    @property
    def side(self) -> int:
        """Width and height of the picture, in places."""
        return len(self.outputs[0].values)

    @property
    def about(self) -> tuple[str, str, str]:
        """Key that tells its guesses from others."""
        return self.subject.photo.digest, str(self.config), str(self.side)


def run_demo(settings: ConvolutionSettings, photo: PhotoSettings) -> ConvolutionDemo:
    """Run the layers that the settings ask for on the photo."""
    chosen, shown = network_or_default(photo.model), subject(photo.sample)
    weights = _weights(settings, chosen)
    window = Window(kernel_size(weights), settings.stride, settings.padding, settings.dilation)
    side = FINE if settings.fine or window.effective_size > COARSE else COARSE
    picture = runtime.cached(_grey, (shown.photo.digest, str(side)), shown.photo, side)
    pool = next(pool for pool in POOLS if pool == settings.pool)
    config = ConvolutionConfig(weights, window, settings.relu, pool)
    return ConvolutionDemo(shown, chosen, config, runtime.run_short(run_layers, picture, config))


def _grey(photo: PhotoLike, side: int) -> Tensor:
    return grey_square(photo.image, side)


def outputs_of_kernel(demo: ConvolutionDemo, weights: Weights) -> tuple[LayerOutput, ...]:
    """Return the outputs of another kernel of the same size."""
    return runtime.run_short(run_layers, demo.outputs[0].values, replace(demo.config, weights=weights))


def filters(chosen: Network) -> Tensor:
    """Return the kernels (filters, k, k) of the network's first convolution, summed over colours."""
    return runtime.shared(_filters, chosen.backbone.name)


def _filters(name: str) -> Tensor:
    return learned_filters(network(name))


def _weights(settings: ConvolutionSettings, chosen: Network) -> Weights:
    if settings.preset == EDITED:
        return settings.edited
    if settings.preset == LEARNED:
        learned = filters(chosen)
        return tuple(learned[_filter(settings.learned, len(learned))].flatten().tolist())
    return PRESETS[settings.preset].weights


def _filter(asked: int, count: int) -> int:
    """Return the filter asked for, or the first one; the control for it (key `learned`) follows."""
    if asked >= count:
        st.warning(f"There is no filter {asked} here, so the first one is shown.")
        asked = 0
    url_state.follow(ConvolutionSettings, learned=asked)
    return asked
