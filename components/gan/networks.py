"""The trained networks of the image GAN, read from weights/avatar_gan/."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import safe_open

from components.gan.model import Discriminator, Encoder, GANConfig, Generator
from components.gan.palette import load_palette

WEIGHTS = Path(__file__).parents[2] / "weights" / "avatar_gan"
FIGURES = WEIGHTS / "figures.json"  # measured by weights/measure_avatar_gan.py
ENCODER = WEIGHTS / "encoder.safetensors"
N = TypeVar("N", Generator, Discriminator, Encoder)


@dataclass(frozen=True)
class Stage:
    """A generator as it was after so many iterations of training: read only."""

    iteration: int
    generator: Generator


def load(kind: type[N], file: Path, device: str) -> N:
    """A network in evaluation mode, without gradients. Raises FileNotFoundError."""
    with safe_open(file, "pt") as stored:
        config = GANConfig(**json.loads(stored.metadata()["config"]))
        weights = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 (no dictionary)
    with torch.device("meta"):  # no need to draw initial weights
        network = kind(config)
    floats = {name: one.float() if one.is_floating_point() else one for name, one in weights.items()}
    network.load_state_dict(floats, assign=True)
    return network.to(device).eval().requires_grad_(False)


def stage_files() -> list[Path]:
    """The generators that were kept during the training, from the first to the last."""
    return sorted(WEIGHTS.glob("generator_*.safetensors"))


def iteration_of(file: Path) -> int:
    """How long the generator in a file had been trained."""
    return int(file.stem.removeprefix("generator_"))


def load_stages(device: str) -> tuple[Stage, ...]:
    """All generators that were kept, as they were trained. Raises FileNotFoundError if there is none."""
    files = stage_files()
    if not files:
        raise FileNotFoundError(f"{WEIGHTS} holds no generator.")
    return tuple(Stage(iteration_of(file), load(Generator, file, device)) for file in files)


def load_trained(device: str) -> Generator:
    """The generator at the end of its training, as it was trained. Raises FileNotFoundError."""
    files = stage_files()
    if not files:
        raise FileNotFoundError(f"{WEIGHTS} holds no generator.")
    return load(Generator, files[-1], device)


def load_generator(device: str) -> Generator:
    """The same, drawing with its palette. Raises FileNotFoundError."""
    generator = load_trained(device)
    generator.palette = load_palette().to(device)
    return generator


def load_discriminator(device: str) -> Discriminator:
    """The discriminator at the end of its training. Raises FileNotFoundError."""
    return load(Discriminator, WEIGHTS / "discriminator.safetensors", device)


def load_encoder(device: str) -> Encoder:
    """The network that guesses the latent of a picture. Raises FileNotFoundError."""
    return load(Encoder, ENCODER, device)
