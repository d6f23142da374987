"""Small networks of a lecturer's own, untrained, and their cards."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor
from torchvision import models

CLASSES = ["*rose*", "tulip & lily", "<b>daisy</b>"]  # marks that must be shown as they are
CARD = {
    "architecture": "mobilenet_v3_small",
    "title": "Flowers of the *campus*",
    "classes": CLASSES,
    "preprocessing": {"resize": 240, "crop": 224, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
    "source": "A seed",
    "licence": "CC0",
}


def weights(architecture: str = "mobilenet_v3_small", classes: int = len(CLASSES)) -> dict[str, Tensor]:
    """The state of an untrained network."""
    torch.manual_seed(0)
    state: dict[str, Tensor] = models.get_model(architecture, weights=None, num_classes=classes).state_dict()
    return state


def write_card(folder: Path, name: str, **changes: object) -> None:
    """Write a card; None takes an entry away."""
    card: dict[str, Any] = {key: one for key, one in (CARD | changes).items() if one is not None}
    (folder / f"{name}.json").write_text(json.dumps(card), encoding="utf-8")


def write_own(folder: Path, name: str, state: dict[str, Tensor] | None = None, **changes: object) -> Path:
    """Write a network as safetensors, and its card."""
    file = folder / f"{name}.safetensors"
    save_file(state or weights(), file)
    write_card(folder, name, **changes)
    return file
