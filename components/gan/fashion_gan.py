"""A conditional GAN of Fashion-MNIST: the generator gets the class of garment beside the latent.

The architecture is that of the avatars' (components/gan/model.py) at 32 × 32 in grey. The class enters as a
vector beside the latent (Mirza & Osindero 2014, arXiv:1411.1784), so that mixtures of classes can be
generated too; the discriminator also classifies, as in AC-GAN (Odena et al. 2017, arXiv:1610.09585).

Shapes: B pictures in a batch, z latent numbers each, w the width. Pictures lie in [-1, 1].
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.gan.model import KERNEL_SIZE, LEAKY_SLOPE, Upsample, init_weights
from components.weights_file import read_weights

WEIGHTS = Path(__file__).parents[2] / "weights" / "fashion_gan.safetensors"
FIGURES = WEIGHTS.with_suffix(".json")  # measured by weights/recipes/fashion_gan/train.py
IMAGE_SIDE = 32
CLASSES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


@dataclass(frozen=True)
class FashionConfig:
    """The sizes of both networks."""

    latent_size: int = 64
    width: int = 32


class FashionGenerator(nn.Module):
    """Conditional generator: a latent and class weights to a picture of 32 × 32 pixels."""

    def __init__(self, config: FashionConfig) -> None:
        super().__init__()
        w = config.width
        self.config = config
        self.to_4 = nn.ConvTranspose2d(config.latent_size + len(CLASSES), 4 * w, KERNEL_SIZE, bias=False)
        self.norm_4 = nn.BatchNorm2d(4 * w)
        self.to_8 = Upsample(4 * w, 2 * w)
        self.to_16 = Upsample(2 * w, w)
        self.to_32 = nn.ConvTranspose2d(w, 1, KERNEL_SIZE, stride=2, padding=1)
        self.apply(init_weights)

    def forward(self, z: Tensor, classes: Tensor) -> Tensor:
        """Latents (B, z) and class weights (B, 10) to pictures (B, 1, 32, 32)."""
        x = torch.cat([z, classes], 1)[:, :, None, None]  # (B, z + 10, 1, 1)
        x = F.relu(self.norm_4(self.to_4(x)))  # (B, 4w, 4, 4)
        x = self.to_16(self.to_8(x))  # (B, w, 16, 16)
        return torch.tanh(self.to_32(x))  # (B, 1, 32, 32)


class FashionDiscriminator(nn.Module):
    """Auxiliary-classifier discriminator: a plain CNN that scores a picture and classifies it."""

    def __init__(self, config: FashionConfig) -> None:
        super().__init__()
        w = config.width
        self.to_16 = nn.Conv2d(1, w, KERNEL_SIZE, stride=2, padding=1)
        self.to_8 = nn.Conv2d(w, 2 * w, KERNEL_SIZE, stride=2, padding=1)
        self.to_4 = nn.Conv2d(2 * w, 4 * w, KERNEL_SIZE, stride=2, padding=1)
        self.to_score = nn.Conv2d(4 * w, 1, KERNEL_SIZE)
        self.to_class = nn.Conv2d(4 * w, len(CLASSES), KERNEL_SIZE)
        self.apply(init_weights)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures (B, 1, 32, 32) to scores (B,) and logits of the classes (B, 10)."""
        for layer in (self.to_16, self.to_8, self.to_4):
            x = F.leaky_relu(layer(x), LEAKY_SLOPE)  # (B, C, h, w) -> (B, C', h/2, w/2)
        return self.to_score(x).flatten(), self.to_class(x).flatten(1)  # (B,), (B, 10)


@cache
def class_accuracies() -> dict[str, float]:
    """Load how often a classifier recognises the generated garments of each class, from 0 to 1."""
    accuracies: dict[str, float] = json.loads(FIGURES.read_text(encoding="utf-8"))["by_class"]
    return accuracies


def load_fashion(device: str) -> FashionGenerator:
    """Load the trained generator, in evaluation mode. Raises FileNotFoundError."""
    config, weights = read_weights(WEIGHTS, "config")
    network = FashionGenerator(FashionConfig(**config))
    network.load_state_dict(weights)  # in half precision on disk, as floats here
    return network.to(device).eval().requires_grad_(False)
