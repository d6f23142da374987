"""Find named directions in the avatar generator's latent space.

`python -m weights.recipes.avatar_gan.find_directions`, minutes.

A network reads the traits of generated avatars (attributes.py); for each named attribute a logistic
regression on the latents finds the direction along which it changes, as in Shen et al. (2020,
arXiv:1907.10786). That looks at pictures near the middle only. So the directions are then improved on what a
slider really does: followed to its end, the wanted attribute is to be read there, and the others as before;
the gradient comes back through the reader and the generator, neither of which changes (Jahanian et al. 2020,
arXiv:1907.07171). After each step they are made orthogonal to one another all at once (Löwdin 1950), so that
each slider leaves the others' coordinates alone.

The search goes through the generator as it was trained: before colours are drawn exactly, pictures answer to
every small step. What each direction does is measured on new pictures with exact colours, by a second reader
that had no part in the search. Writes `avatar_gan/directions.safetensors`, with the effects in its header.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from components.gan.checkpoints import load_generator, load_trained_generator
from components.gan.directions import MEASURED_LIMIT, NAMED_FILE
from components.gan.images import generate
from components.gan.model import Generator
from weights.recipes.avatar_gan.attributes import Reader, Reading, load_or_teach, read, see
from weights.recipes.avatar_gan.avatars import load_avatars
from weights.recipes.avatar_gan.train import TRAINING_SEED, Recipe

PICTURES = Recipe().pictures
SAMPLES, TRIALS = 20_000, 1_000
TRIAL_SEED = 4  # others were tried while SIDE_EFFECT_WEIGHT was chosen
PENALTY = 1e-4
STEPS, BATCH, RATE = 2_500, 64, 1e-2  # of the improvement; each row of a batch follows one direction
SIDE_EFFECT_WEIGHT = 0.35  # weight of each other attribute against the wanted one


@dataclass(frozen=True)
class Attribute:
    """What a direction is to change: a trait's options at its lower and at its upper end."""

    name: str
    low: str
    high: str
    trait: str
    low_options: tuple[str, ...]
    high_options: tuple[str, ...]

    def state(self, reading: Reading) -> Tensor:
        """Of each picture -1 or 1, or 0 if it shows neither: (n,)."""
        options = reading.choices(self.trait)
        return torch.tensor([(one in self.high_options) - (one in self.low_options) for one in options])

    def surprise(self, reading: Reading, states: Tensor) -> Tensor:
        """Minus the log of the probability (n,) that the states (n,) of -1 or 1 are read; 0 where 0."""
        low, high = (reading.among(self.trait, options) for options in (self.low_options, self.high_options))
        wanted = torch.where(states > 0, high, low).clamp(min=1e-6)
        return -wanted.log() * (states != 0)


ATTRIBUTES = (
    Attribute("Smile", "serious", "smiling", "mouth", ("serious", "sad"), ("smile",)),
    Attribute("Glasses", "no glasses", "glasses", "glasses", ("none",), ("round", "square", "sunglasses")),
    Attribute("Beard", "no beard", "beard", "facial hair", ("none",), ("short beard", "full beard")),
    Attribute(
        "Hat",
        "bare head",
        "hat",
        "top",
        ("bald", "short", "quiff", "pixie", "bun", "bob", "curly", "straight", "side swept"),
        ("beanie", "brimmed hat"),
    ),
    Attribute(
        "Hair colour", "dark hair", "light hair", "hair colour", ("black", "brown"), ("blonde", "silver")
    ),
    Attribute("Skin", "deep skin", "pale skin", "skin", ("brown", "deep"), ("pale", "light")),
    Attribute("Eyes", "closed eyes", "open eyes", "eyes", ("happy",), ("surprised",)),
)
# Directions for these were tried and left out: at their ends only 56 to 70 % of the faces showed what their
# names promised. That the other directions leave them alone is asked for all the same.
WATCHED = (
    *ATTRIBUTES,
    Attribute(
        "Hair length",
        "short hair",
        "long hair",
        "top",
        ("bald", "short", "quiff", "pixie", "bun"),
        ("bob", "curly", "straight", "side swept"),
    ),
    Attribute("Brows", "worried", "angry", "brows", ("worried",), ("angry",)),
    Attribute("Background", "green ground", "violet ground", "background", ("mint",), ("lilac",)),
)


@dataclass(frozen=True)
class Measured:
    """What following a direction did."""

    name: str
    low: str
    high: str
    flips: float
    side_effect: float


def probe(latents: Tensor, states: Tensor) -> Tensor:
    """The unit vector (z,) along which an attribute's states (n,) change, by logistic regression."""
    x, target = latents[states != 0], (states[states != 0] > 0).float()
    weights = torch.zeros(latents.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = x @ weights[1:] + weights[0]
        value = F.binary_cross_entropy_with_logits(logits, target) + PENALTY * weights.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return F.normalize(weights.detach()[1:], dim=0)


def orthogonal(vectors: Tensor) -> Tensor:
    """The orthonormal rows (k, z) that lie nearest to the given ones, none preferred (Löwdin 1950)."""
    left, _, right = torch.linalg.svd(vectors, full_matrices=False)
    nearest: Tensor = left @ right
    return nearest


def follow(latents: Tensor, along: Tensor, ends: Tensor) -> Tensor:
    """The same latents (n, z) with other coordinates (n,) along a direction each, (n, z) or (z,)."""
    return latents + (ends - (latents * along).sum(1))[:, None] * along


def improve(generator: Generator, reader: Reader, vectors: Tensor, steps: int = STEPS) -> Tensor:
    """Directions (k, z) that change their own attribute more surely, and the others less; orthonormal."""
    random = torch.Generator().manual_seed(2)
    free = vectors.clone().requires_grad_()
    optimiser = torch.optim.Adam([free], RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        latents = torch.randn(BATCH, vectors.shape[1], generator=random)
        chosen = torch.randint(len(vectors), (BATCH,), generator=random)
        loss = _regret(generator, reader, latents, chosen, free)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            free.copy_(orthogonal(free))
    return free.detach()


def _regret(generator: Generator, reader: Reader, latents: Tensor, chosen: Tensor, vectors: Tensor) -> Tensor:
    """How unlike the wish it is to follow from each latent (B, z) the chosen direction (B,)."""
    with torch.no_grad():
        before = see(reader, generator(latents))
    states = torch.stack([attribute.state(before) for attribute in WATCHED])  # (k, B)
    rows = torch.arange(len(chosen))
    wanted = torch.where(states[chosen, rows] == 0, 1, -states[chosen, rows])
    after = see(reader, generator(follow(latents, vectors[chosen], MEASURED_LIMIT * wanted)))
    total = torch.zeros(len(chosen))
    for number, attribute in enumerate(WATCHED):
        own = chosen == number
        shared = torch.tensor([ATTRIBUTES[one].trait == attribute.trait for one in chosen.tolist()])
        total = total + own * attribute.surprise(after, wanted)
        total = total + SIDE_EFFECT_WEIGHT * ~shared * attribute.surprise(after, states[number])
    return total.mean()


def measure(generator: Generator, reader: Reader, vectors: Tensor) -> list[Measured]:
    """Follow each direction from new latents to that end which shows the other state."""
    latents = torch.randn(TRIALS, vectors.shape[1], generator=torch.Generator().manual_seed(TRIAL_SEED))
    before = read(reader, generate(generator, latents))
    states = [attribute.state(before) for attribute in WATCHED]
    found = []
    for number, (attribute, vector) in enumerate(zip(ATTRIBUTES, vectors, strict=True)):
        begin = states[number]
        chosen = begin != 0
        moved = follow(latents[chosen], vector, -MEASURED_LIMIT * begin[chosen])
        after = read(reader, generate(generator, moved))
        flips = (attribute.state(after) == -begin[chosen]).double().mean()
        others = [place for place in range(len(WATCHED)) if WATCHED[place].trait != attribute.trait]
        changed = [_changed(states[place][chosen], WATCHED[place].state(after)) for place in others]
        found.append(
            Measured(attribute.name, attribute.low, attribute.high, float(flips), sum(changed) / len(changed))
        )
    return found


def _changed(before: Tensor, after: Tensor) -> float:
    """The share of pictures that showed one state and now show the other, or none."""
    shown = before != 0
    return float((after[shown] != before[shown]).double().mean())


def find(generator: Generator, reader: Reader, samples: int = SAMPLES) -> Tensor:
    """The directions of all attributes: (attributes, z), orthonormal."""
    latents = torch.randn(samples, generator.config.latent_size, generator=torch.Generator().manual_seed(0))
    reading = read(reader, generate(generator, latents))
    return orthogonal(torch.stack([probe(latents, one.state(reading)) for one in ATTRIBUTES]))


def save(vectors: Tensor, effects: Sequence[Measured], file: Path) -> None:
    """Write the directions and what they do."""
    about = json.dumps([asdict(effect) for effect in effects])
    save_file({"vectors": vectors.contiguous()}, file, {"directions": about})


def main() -> None:
    """Find, measure and write."""
    parser = argparse.ArgumentParser(description="Find named directions of the avatar generator.")
    parser.add_argument("--out", type=Path, default=NAMED_FILE)
    chosen = parser.parse_args()
    trained, shown = load_trained_generator("cpu"), load_generator("cpu")
    avatars = load_avatars(PICTURES, TRAINING_SEED)
    searcher, judge = (load_or_teach(avatars, seed) for seed in (0, 1))
    vectors = improve(trained, searcher, find(trained, searcher))
    effects = measure(shown, judge, vectors)
    for effect in effects:
        print(f"{effect.name:12} flips {effect.flips:.3f}, others change {effect.side_effect:.3f}")
    save(vectors, effects, chosen.out)


if __name__ == "__main__":
    main()
