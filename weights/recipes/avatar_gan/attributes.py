"""A network that reads an avatar's traits, to measure what the generator draws; the app doesn't need it."""

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from weights.recipes.avatar_gan.avatars import HIDDEN, RUNS, TRAITS, AvatarSet
from weights.recipes.common.gan_training import replace_file

Pictures = NDArray[np.uint8]  # (count, 64, 64, 3)
OPTIONS = {name: (*trait, HIDDEN) for name, trait in TRAITS.items()}
BATCH, EPOCHS, RATE = 128, 4, 2e-3
SURE = 0.9


class Reader(nn.Module):
    """A plain CNN with one softmax for each trait."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        sizes = [3, width, 2 * width, 4 * width, 8 * width]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
            for inputs, outputs in pairwise(sizes)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) for size in sizes[1:])
        self.hidden = nn.Linear(8 * width * 4 * 4, 256)
        self.heads = nn.Linear(256, sum(map(len, OPTIONS.values())))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Pictures (B, 3, 64, 64) in [-1, 1] to one tensor of logits (B, options) for each trait."""
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = F.relu(norm(convolution(x)))  # (B, C, h, w) -> (B, 2C, h/2, w/2)
        x = F.relu(self.hidden(x.flatten(1)))  # (B, 256)
        return list(self.heads(x).split([len(options) for options in OPTIONS.values()], 1))


@dataclass(frozen=True)
class Reading:
    """What the network reads from n pictures: for each trait the probabilities (n, options)."""

    probabilities: dict[str, Tensor]

    def choices(self, trait: str) -> list[str]:
        """The likeliest option of each picture."""
        return [OPTIONS[trait][number] for number in self.probabilities[trait].argmax(1).tolist()]

    def among(self, trait: str, options: tuple[str, ...]) -> Tensor:
        """The probability (n,) that the trait is one of some options."""
        return self.probabilities[trait][:, [OPTIONS[trait].index(option) for option in options]].sum(1)

    def sure(self) -> Tensor:
        """Whether (n,) every trait is read with a probability of at least 90 %."""
        best = torch.stack([values.max(1).values for values in self.probabilities.values()])
        return (best >= SURE).all(0)


def teach(avatars: AvatarSet, seed: int = 0, epochs: int = EPOCHS) -> Reader:
    """Train on labelled avatars; minutes."""
    torch.manual_seed(seed)
    reader = Reader().to(memory_format=torch.channels_last)
    targets = targets_of(avatars)
    optimiser = torch.optim.AdamW(reader.parameters(), RATE, weight_decay=1e-2)
    steps = epochs * (len(targets) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(epochs):
        for part in torch.split(torch.randperm(len(targets)), BATCH)[: len(targets) // BATCH]:
            logits = reader(scaled(avatars.pictures[part.numpy()]))
            losses = [
                F.cross_entropy(one, target)
                for one, target in zip(logits, targets[part].unbind(1), strict=True)
            ]
            optimiser.zero_grad()
            torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return reader.eval().requires_grad_(False)


def targets_of(avatars: AvatarSet) -> Tensor:
    """The true options' numbers (n, traits)."""
    return torch.tensor(np.stack([avatars.labels[name].cat.codes for name in OPTIONS], 1)).long()


def scaled(pictures: Pictures) -> Tensor:
    """Bytes (n, 64, 64, 3) to (n, 3, 64, 64) in [-1, 1]."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def see(reader: Reader, pictures: Tensor) -> Reading:
    """Read the traits of pictures (n, 3, 64, 64) in [-1, 1]; gradients come back through it."""
    return Reading(dict(zip(OPTIONS, [logits.softmax(1) for logits in reader(pictures)], strict=True)))


@torch.inference_mode()
def read(reader: Reader, pictures: Pictures) -> Reading:
    """Read the traits of pictures (n, 64, 64, 3)."""
    parts = [
        [logits.softmax(1) for logits in reader(scaled(pictures[start : start + 500]))]
        for start in range(0, len(pictures), 500)
    ]
    joined = [torch.cat(values) for values in zip(*parts, strict=True)]
    return Reading(dict(zip(OPTIONS, joined, strict=True)))


def accuracy(reader: Reader, avatars: AvatarSet) -> dict[str, float]:
    """The share of right answers, trait by trait."""
    found = torch.stack(
        [values.argmax(1) for values in read(reader, avatars.pictures).probabilities.values()], 1
    )
    shares = (found == targets_of(avatars)).double().mean(0).tolist()
    return dict(zip(OPTIONS, shares, strict=True))


def load_or_teach(avatars: AvatarSet, seed: int, folder: Path = RUNS) -> Reader:
    """The network of an earlier run with the same avatars and recipe, or a new one, kept in `folder`."""
    file = folder / f"reader_{seed}_{_recipe_digest(avatars)}.safetensors"
    if not file.is_file():
        taught = teach(avatars, seed).to(memory_format=torch.contiguous_format)
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(file, lambda path: save_file(taught.state_dict(), path))
    reader = Reader().eval().requires_grad_(False)
    reader.load_state_dict(load_file(file))
    return reader


def _recipe_digest(avatars: AvatarSet) -> str:
    """All that decides what a network learns, beside its seed, in sixteen digits."""
    digest = hashlib.sha256(repr((Reader(), OPTIONS, BATCH, EPOCHS, RATE)).encode())
    digest.update(np.ascontiguousarray(avatars.pictures).data)
    digest.update(targets_of(avatars).numpy().data)
    return digest.hexdigest()[:16]
