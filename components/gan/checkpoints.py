"""The trained networks of the avatar GAN, loaded from weights/avatar_gan/."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch

from components.gan.model import Discriminator, Encoder, GANConfig, Generator
from components.gan.palette import load_palette
from components.weights_file import read_header, read_weights

WEIGHTS = Path(__file__).parents[2] / "weights" / "avatar_gan"
FIGURES = WEIGHTS / "figures.json"  # measured by weights/recipes/avatar_gan/measure.py
ENCODER = WEIGHTS / "encoder.safetensors"
N = TypeVar("N", Generator, Discriminator, Encoder)


@dataclass(frozen=True)
class Checkpoint:
    """A generator as it was after so many iterations of training: read only."""

    iteration: int
    generator: Generator


def load_gan_network(kind: type[N], file: Path, device: str) -> N:
    """Load a network in evaluation mode, without gradients. Raises FileNotFoundError."""
    config, weights = read_weights(file, "config")
    with torch.device("meta"):  # no need to draw initial weights
        network = kind(GANConfig(**config))
    floats = {name: one.float() if one.is_floating_point() else one for name, one in weights.items()}
    network.load_state_dict(floats, assign=True)
    return network.to(device).eval().requires_grad_(False)


def checkpoint_files() -> list[Path]:
    """List the generators that were kept during the training, from the first to the last."""
    return sorted(WEIGHTS.glob("generator_*.safetensors"))


def iteration_of(file: Path) -> int:
    """Read from its name after how many iterations a generator was kept."""
    return int(file.stem.removeprefix("generator_"))


def trained_config() -> GANConfig:
    """Read the sizes of the trained networks. Raises FileNotFoundError."""
    return GANConfig(**read_header(_last_generator(), "config"))


def _last_generator() -> Path:
    files = checkpoint_files()
    if not files:
        raise FileNotFoundError(f"{WEIGHTS} holds no generator.")
    return files[-1]


def load_checkpoints(device: str) -> tuple[Checkpoint, ...]:
    """Load all generators that were kept, without the palette. Raises FileNotFoundError if there is none."""
    files = checkpoint_files()
    if not files:
        raise FileNotFoundError(f"{WEIGHTS} holds no generator.")
    return tuple(Checkpoint(iteration_of(file), load_gan_network(Generator, file, device)) for file in files)


def load_trained_generator(device: str) -> Generator:
    """Load the generator at the end of its training, without the palette. Raises FileNotFoundError."""
    return load_gan_network(Generator, _last_generator(), device)


def load_generator(device: str) -> Generator:
    """Load the generator at the end of its training, with its palette. Raises FileNotFoundError."""
    generator = load_trained_generator(device)
    generator.palette = load_palette().to(device)
    return generator


def load_discriminator(device: str) -> Discriminator:
    """Load the discriminator at the end of its training. Raises FileNotFoundError."""
    return load_gan_network(Discriminator, WEIGHTS / "discriminator.safetensors", device)


def load_encoder(device: str) -> Encoder:
    """Load the encoder, which predicts an image's latent. Raises FileNotFoundError."""
    return load_gan_network(Encoder, ENCODER, device)
