"""Weights in one file of safetensors, and in its header as JSON what belongs to them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor


def read_weights(path: Path, key: str) -> tuple[Any, dict[str, Tensor]]:
    """Return what the header holds under `key`, and the tensors by name.

    Raises FileNotFoundError without such a file, KeyError without such a key.
    """
    with safe_open(path, "pt") as file:
        about = json.loads((file.metadata() or {})[key])
        return about, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dictionary)


def write_weights(path: Path, key: str, about: object, tensors: Mapping[str, Tensor]) -> None:
    """Write tensors and, under `key` in the header, what belongs to them."""
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, {key: json.dumps(about)})
