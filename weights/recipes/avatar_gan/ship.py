"""Ship a finished training: `python -m weights.recipes.avatar_gan.ship`, a second.

Copies into `avatar_gan/` the generators of the iterations in SHIPPED and of the end, the discriminator of
the end and the log; removes those of an earlier training. Writes `recipe.json`, all that decided the outcome:
from it the screen Training history says how the networks were trained.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch

from components.gan.checkpoints import WEIGHTS, iteration_of
from components.gan.training_log import LOG
from components.gan.training_phases import RECIPE
from weights.recipes.common.gan_training import replace_file, run_folder

SHIPPED = (0, 250, 500, 1000, 2000, 3500, 6000, 10_000, 20_000, 40_000, 60_000)  # denser where more changes


def finished_recipe(folder: Path) -> dict[str, Any]:
    """The recipe of a run in its folder. Raises SystemExit if it isn't at its end."""
    file = folder / "checkpoint.pt"
    if not file.is_file():
        raise SystemExit(f"{folder} holds no training.")
    state = torch.load(file, map_location="cpu", weights_only=True)
    recipe: dict[str, Any] = state["recipe"]
    end = recipe["phases"][-1]["until"]
    if state["iteration"] < end:
        raise SystemExit(f"{folder} holds {state['iteration']} of {end} iterations: train on first.")
    return recipe


def ship(folder: Path, out: Path) -> None:
    """Copy what is kept of a finished run, instead of what `out` held of another. Raises SystemExit."""
    recipe = finished_recipe(folder)
    kept = sorted(folder.glob("generator_*.safetensors"))
    chosen = [file for file in kept[:-1] if iteration_of(file) in SHIPPED] + kept[-1:]
    for old in out.glob("generator_*.safetensors"):
        old.unlink()
    last = kept[-1].with_name(kept[-1].name.replace("generator", "discriminator"))
    targets = {file: file.name for file in chosen}
    for file, name in (targets | {last: "discriminator.safetensors", folder / LOG.name: LOG.name}).items():
        _copy(file, out / name)
    text = json.dumps(recipe, indent=1) + "\n"
    replace_file(out / RECIPE.name, lambda path: path.write_text(text, encoding="utf-8"))


def _copy(file: Path, target: Path) -> None:
    replace_file(target, lambda path: shutil.copyfile(file, path))


def main() -> None:
    """Read the command line and copy."""
    parser = argparse.ArgumentParser(description="Ship a finished training of the avatar generator.")
    parser.add_argument("--run", type=Path, help="the run's folder (default: weights/runs/avatar_gan)")
    parser.add_argument("--out", type=Path, help="where to, instead of weights/avatar_gan")
    parser.add_argument("--smoke", action="store_true", help="the smoke run, into a folder of its own")
    chosen = parser.parse_args()
    folder = run_folder("avatar_gan", chosen)
    out = chosen.out or (folder / "shipped" if chosen.smoke else WEIGHTS)
    if chosen.smoke and out.resolve() == WEIGHTS.resolve():
        raise SystemExit("A smoke run is not for the app: say another folder.")
    out.mkdir(parents=True, exist_ok=True)
    ship(folder, out)


if __name__ == "__main__":
    main()
