"""Garments on request: a class, a mixture of two, and how often the request was met."""

import json
from dataclasses import dataclass

import torch
from torch import Tensor

from components.gan.fashion import CLASSES, WEIGHTS, FashionGenerator
from components.gan.sprites import Pictures, as_bytes

REPORT = WEIGHTS.with_suffix(".json")  # written by weights/train_fashion_gan.py


@dataclass(frozen=True)
class Report:
    """What a classifier that took no part in the training sees: shares from 0 to 1."""

    judge_on_real: float  # of real held-out garments, how many it tells rightly
    asked_class: float  # of generated ones, how many it takes for the class that was asked for
    by_class: dict[str, float]


def load_report() -> Report:
    """What was measured after the training. Raises FileNotFoundError."""
    return Report(**json.loads(REPORT.read_text()))


def share(garment: str) -> Tensor:
    """A class as the generator is asked for it: its place among the ten holds a 1, (10,)."""
    return torch.eye(len(CLASSES))[CLASSES.index(garment)]


def mixtures(first: str, last: str, count: int) -> Tensor:
    """The shares of both classes from one to the other in equal steps, (count, 10)."""
    part = torch.linspace(0, 1, count)[:, None]
    return (1 - part) * share(first) + part * share(last)


@torch.inference_mode()
def draw_garments(generator: FashionGenerator, latents: Tensor, shares: Tensor) -> Pictures:
    """The pictures (n, 32, 32, 3) of latents (n, z) and shares of classes (n, 10)."""
    place = next(generator.parameters()).device
    grey = generator(latents.to(place), shares.to(place))  # (n, 1, 32, 32)
    return as_bytes(grey.expand(-1, 3, -1, -1))


def cross_fade(first: Pictures, last: Pictures) -> Pictures:
    """Half of one picture laid over half of another, pixel by pixel: (n, h, w, 3)."""
    return ((first.astype(int) + last) // 2).astype(first.dtype)
