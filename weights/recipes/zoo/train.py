"""Train the digit networks of the zoo: `python -m weights.recipes.zoo.train [--data PATH] [--only NAME …]`.

Each network is trained three times, from three seeds, and measured on the 10,000 held-out digits; the first
seed's weights are shipped in half precision (weights/zoo/NAME.safetensors), and measured as they are shipped.
The figures of all three stand in weights/zoo/figures.json. The same command goes on where the last one ended:
a training keeps a checkpoint after each epoch.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from components.weights_file import write_weights
from components.zoo.library import BESIDE, READERS, TRAINED
from weights.recipes.common.gan_training import replace_file, run_folder
from weights.recipes.zoo.mnist import Mnist, data_argument, load_mnist
from weights.recipes.zoo.recipes import RECIPES, Recipe

WEIGHTS = Path(__file__).parents[2] / "zoo"
SEEDS = (0, 1, 2)
SHIPPED = {one.file for one in (*TRAINED.values(), *BESIDE, *READERS)}  # the others are measured only
Figures = dict[str, float]


@dataclass
class Training:
    """A network on its way: what a checkpoint holds, and of which recipe."""

    about: str
    network: nn.Module
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    epochs: int = 0
    seconds: float = 0.0

    def state(self) -> dict[str, object]:
        """Everything needed to go on."""
        return {
            "about": self.about,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "epochs": self.epochs,
            "seconds": self.seconds,
            "random": torch.get_rng_state(),
        }

    def restore(self, file: Path) -> None:
        """Go on from what `state` gave."""
        state = torch.load(file, weights_only=True)
        if state["about"] != self.about:
            raise SystemExit(f"{file} belongs to another recipe: {state['about']}")
        for name in ("network", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.epochs, self.seconds = state["epochs"], state["seconds"]
        torch.set_rng_state(state["random"])


def begin(recipe: Recipe, seed: int, mnist: Mnist) -> Training:
    """A network that has not learned yet, with its optimiser."""
    torch.manual_seed(seed)
    network = recipe.begin(mnist)
    optimiser = torch.optim.AdamW(
        network.parameters(), recipe.rate, weight_decay=recipe.weight_decay, fused=True
    )
    steps = recipe.epochs * (len(mnist.classes) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
    about = f"{network.config} {recipe.numbers}"
    return Training(about, network, optimiser, schedule)


def run_epoch(recipe: Recipe, training: Training, mnist: Mnist) -> float:
    """One pass over the data; the mean loss of its batches."""
    start, losses = time.perf_counter(), []
    training.network.train()
    order = torch.randperm(len(mnist.classes))
    for places in torch.split(order, recipe.batch)[: len(order) // recipe.batch]:
        loss = recipe.loss(training.network, mnist.pictures[places], mnist.classes[places])
        training.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(training.network.parameters(), recipe.clip)
        training.optimiser.step()
        training.schedule.step()
        losses.append(float(loss.detach()))
    training.epochs += 1
    training.seconds += time.perf_counter() - start
    return sum(losses) / len(losses)


def train(name: str, recipe: Recipe, seed: int, mnist: Mnist, folder: Path) -> Training:
    """Train one network to the recipe's end, going on from its checkpoint if there is one."""
    file = folder / f"{name}-{seed}.pt"
    training = begin(recipe, seed, mnist)
    if file.exists():
        training.restore(file)
    while training.epochs < recipe.epochs:
        loss = run_epoch(recipe, training, mnist)
        replace_file(file, lambda path: torch.save(training.state(), path))
        print(
            f"{name} {seed}: epoch {training.epochs}, loss {loss:.4f}, {training.seconds:.0f} s", flush=True
        )
    training.network.eval()
    return training


def halved(network: nn.Module) -> dict[str, Tensor]:
    """Its weights in half precision; what isn't a weight as it is."""
    return {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in network.state_dict().items()
    }


def ship(network: nn.Module, file: Path) -> None:
    """Write the weights in half precision, and let the network have them as they will be read."""
    weights = halved(network)
    write_weights(file, "config", asdict(network.config), weights)  # type: ignore[call-overload]
    network.load_state_dict(weights)


@dataclass(frozen=True)
class Folders:
    """Where a run keeps its checkpoints, and where its weights and figures go."""

    run: Path
    out: Path


def figures(
    name: str, recipe: Recipe, mnist: Mnist, seeds: Sequence[int], folders: Folders
) -> dict[str, object]:
    """Train with every seed, ship the first of SEEDS, and measure all."""
    found: list[Figures] = []
    trainings = [train(name, recipe, seed, mnist, folders.run) for seed in seeds]
    for seed, training in zip(seeds, trainings, strict=True):
        if seed == SEEDS[0] and name in SHIPPED:
            ship(training.network, folders.out / f"{name}.safetensors")
        with torch.inference_mode():
            found.append(recipe.measure(training.network, mnist))
    return {
        "seeds": {key: [round(one[key], 5) for one in found] for key in found[0]},
        "epochs": recipe.epochs,
        "seconds": round(trainings[0].seconds),
    }


def write_figures(file: Path, name: str, found: dict[str, object]) -> None:
    """Put one network's figures among the others'."""
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    text = json.dumps(known | {name: found}, indent=1, sort_keys=True) + "\n"
    replace_file(file, lambda path: path.write_text(text, encoding="utf-8"))


def main() -> None:
    """Read the command line, train, measure and write."""
    parser = argparse.ArgumentParser(description="Train the digit networks of the zoo.")
    data_argument(parser)
    parser.add_argument("--only", nargs="*", choices=RECIPES, default=list(RECIPES), help="some of them")
    parser.add_argument("--seeds", nargs="*", type=int, default=list(SEEDS), help="other seeds, or some")
    parser.add_argument("--run", type=Path, help="the run's folder")
    parser.add_argument("--out", type=Path, help="the folder of the weights; a smoke run has its own")
    parser.add_argument("--smoke", action="store_true", help="few digits, one epoch")
    chosen = parser.parse_args()
    mnist, folder = load_mnist(chosen.data), run_folder("zoo", chosen)
    out: Path = chosen.out or (folder if chosen.smoke else WEIGHTS)
    for place in (folder, out):
        place.mkdir(parents=True, exist_ok=True)
    if chosen.smoke:
        mnist = mnist.first(2_048)
    for name in chosen.only:
        recipe = RECIPES[name].smoke() if chosen.smoke else RECIPES[name]
        found = figures(name, recipe, mnist, chosen.seeds, Folders(folder, out))
        write_figures(out / "figures.json", name, found)
        print(name, json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
