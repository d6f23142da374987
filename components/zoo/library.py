"""The networks of the zoo: what each is called, and how its trained weights are loaded."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from torch import nn

from components.weights_file import read_weights
from components.zoo.networks.adversarial import Adversarial, AdversarialConfig
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.networks.variational import Variational, VariationalConfig

WEIGHTS = Path(__file__).parents[2] / "weights" / "zoo"
FIGURES = WEIGHTS / "figures.json"  # measured by weights/recipes/zoo/train.py


@dataclass(frozen=True)
class Trained:
    """A trained network: its short name on the chart, its file, its architecture and its sizes' dataclass."""

    short: str
    file: str
    architecture: type[nn.Module]
    config: type[Any]


CLASSIFIERS = (
    Trained("FF", "ff", FeedForward, FeedForwardConfig),
    Trained("DFF", "dff", FeedForward, FeedForwardConfig),
    Trained("RBF", "rbf", RadialBasis, RadialBasisConfig),
    Trained("RNN", "rnn", Recurrent, RecurrentConfig),
    Trained("LSTM", "lstm", Recurrent, RecurrentConfig),
    Trained("GRU", "gru", Recurrent, RecurrentConfig),
    Trained("CNN", "cnn", Convolutional, ConvolutionalConfig),
)
AUTOENCODERS = (
    Trained("AE", "ae", Autoencoder, AutoencoderConfig),
    Trained("VAE", "vae", Variational, VariationalConfig),
    Trained("DAE", "dae", Autoencoder, AutoencoderConfig),
    Trained("SAE", "sae", Sparse, SparseConfig),
)
GENERATORS = (Trained("GAN", "gan", Adversarial, AdversarialConfig),)
BESIDE = (
    Trained("AE, code of 64", "ae_64", Autoencoder, AutoencoderConfig),
)  # what the DAE is compared with
TRAINED = {one.short: one for one in (*CLASSIFIERS, *AUTOENCODERS, *GENERATORS)}

CELLS = ("RNN", "LSTM", "GRU")
GAPS = (0, 10, 20, 30, 50, 75, 100, 150, 200)  # black rows after the digit at which they are measured
LEARNED_GAP = 50  # the longest that they were trained with


def reader_of(cell: str, by: str) -> Trained:
    """Find the network of that kind of cell which reads digits by rows with a gap, or by pixels."""
    return Trained(f"{cell}, {by} by {by}", f"{cell.lower()}_by_{by}", Recurrent, RecurrentConfig)


READERS = tuple(reader_of(cell, by) for cell in CELLS for by in ("row", "pixel"))


def gap_accuracy(gap: int) -> str:
    """What the accuracy after so many black rows is called among the figures."""
    return f"accuracy_gap_{gap}"


def load_digit_network(short: str, device: str) -> nn.Module:
    """Load a trained network by its short name, in evaluation mode. Raises FileNotFoundError."""
    about = next(one for one in (*TRAINED.values(), *BESIDE, *READERS) if one.short == short)
    config, weights = read_weights(WEIGHTS / f"{about.file}.safetensors", "config")
    sizes = {name: tuple(value) if isinstance(value, list) else value for name, value in config.items()}
    network = about.architecture(about.config(**sizes))
    network.load_state_dict(weights)  # in half precision on disk, as floats here
    return network.to(device).eval().requires_grad_(False)


def measured_of(about: Trained) -> dict[str, list[float]]:
    """What was measured of a network on held-out digits, by its kind: a number for each training's seed."""
    found: dict[str, list[float]] = digit_figures()[about.file]["seeds"]
    return found


@cache
def digit_figures() -> dict[str, dict[str, Any]]:
    """Load what was measured of each network on held-out digits, by its file: per seed, with the training."""
    figures: dict[str, dict[str, Any]] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures
