"""What the recipes of both GANs share: averaged generators, falling rates, and files that survive a kill."""

import argparse
import copy
import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, TypeVar

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

RUNS = Path(__file__).parents[2] / "runs"
N = TypeVar("N", bound=nn.Module)
STATISTICS_BATCHES = 20  # of 64 latents, to measure the batch statistics of the averaged generator


class Configured(Protocol):
    """A network that knows its sizes."""

    config: Any

    def state_dict(self) -> dict[str, Any]:
        """Its weights."""


def run_folder(name: str, chosen: argparse.Namespace) -> Path:
    """The folder that was asked for (`--run`), or the recipe's own; a smoke run has another."""
    folder: Path = chosen.run or RUNS / (f"{name}_smoke" if chosen.smoke else name)
    return folder


def output(shipped: Path, folder: Path, chosen: argparse.Namespace) -> Path:
    """The file that was asked for (`--out`), or the shipped one; a smoke run leaves its own in its folder."""
    file: Path = chosen.out or (folder / shipped.name if chosen.smoke else shipped)
    return file


def hinge_loss(real: Tensor, fake: Tensor) -> Tensor:
    """The discriminator's, of scores (B,): push real ones above 1, generated ones below -1, no further."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def descend(loss: Tensor, optimiser: torch.optim.Optimizer) -> None:
    """One step of an optimiser."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def pace(half_life: float) -> float:
    """The share of the way that is gone in one iteration, if half of it is in so many."""
    return 1 - math.exp2(-1 / half_life)


@torch.no_grad()
def average(kept: nn.Module, new: nn.Module, share: float | Tensor) -> None:
    """Let `kept` follow the weights of `new`, a share of the way.

    The share changes from step to step, and where a step is replayed on a GPU it lies in a tensor; that of
    `torch.optim.swa_utils.get_ema_multi_avg_fn` is one number for good.
    """
    for old, now in zip(kept.parameters(), new.parameters(), strict=True):
        old.lerp_(now, share)


@torch.no_grad()
def with_own_statistics(averaged: N, generate: Callable[[N], object]) -> N:
    """A copy of an averaged generator whose batch norms know its own activations; `generate` runs a batch."""
    generator = copy.deepcopy(averaged).train()
    for layer in generator.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # a plain mean over all batches
    for _ in range(STATISTICS_BATCHES):
        generate(generator)
    return generator.eval()


def replace_file(file: Path, write: Callable[[Path], object]) -> None:
    """Write beside `file` and put it in place in one go, so that a kill leaves the old one whole."""
    unfinished = file.with_name(f"unfinished-{file.name}")
    write(unfinished)
    os.replace(unfinished, file)


def read_checkpoint(file: Path, recipe: Any) -> dict[str, Any]:  # noqa: ANN401 -- any recipe's dataclass
    """What a run goes on from, on the CPU. Raises SystemExit if it belongs to another recipe."""
    state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    if state["recipe"] != asdict(recipe):
        raise SystemExit(f"{file} belongs to another recipe: {state['recipe']}")
    return state


def save_half(network: Configured, file: Path, iteration: int) -> None:
    """Write the weights in half precision, with the sizes and the iteration."""
    weights = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in network.state_dict().items()
    }
    notes = {"config": json.dumps(asdict(network.config)), "iteration": str(iteration)}
    replace_file(file, lambda path: save_file(weights, path, notes))
