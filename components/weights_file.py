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
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dictionary)
    return read_header(path, key), tensors


def read_header(path: Path, key: str) -> Any:  # noqa: ANN401 -- whatever the JSON holds
    """Return what the header holds under `key`, without the tensors. Raises as `read_weights` does."""
    with safe_open(path, "pt") as file:
        return json.loads((file.metadata() or {})[key])


def write_weights(path: Path, key: str, about: object, tensors: Mapping[str, Tensor]) -> None:
    """Write tensors and, under `key` in the header, what belongs to them."""
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, {key: json.dumps(about)})
