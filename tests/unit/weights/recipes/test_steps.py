"""What the recipes promise: a target of make for each model, its steps in order, each with its command."""

import ast
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
RECIPES = ROOT / "weights" / "recipes"
MODULES = [path for path in sorted(RECIPES.rglob("*.py")) if path.name != "__init__.py"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
STEPS = sorted(set(re.findall(r"\$\(DONE\)/(\w+\.\w+)", MAKEFILE)))
TARGETS = re.findall(r"^RECIPES := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
AVATAR_GAN = ["train", "ship", "find_palette", "pick_avatars", "pick_seeds", "find_directions"]
AVATAR_GAN += ["train_encoder", "measure", "draw_film", "draw_sheets"]


def name_of(path: Path) -> str:
    """avatar_gan.train"""
    return ".".join(path.relative_to(RECIPES).with_suffix("").parts)


def planned(target: str, done: Path) -> list[str]:
    """The steps that make would take, in their order."""
    command = ["make", "--dry-run", f"DONE={done}", "DATA=fashion.npz", target]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return re.findall(r"-m weights\.recipes\.([\w.]+)", made.stdout)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_step_of_make_can_be_run_and_says_how(path: Path) -> None:
    module = import_module(f"weights.recipes.{name_of(path)}")
    assert module.__doc__
    assert callable(getattr(module, "main", None)) == (name_of(path) in STEPS)
    if name_of(path) in STEPS:
        assert f"python -m {module.__name__}" in module.__doc__
        last = ast.parse(path.read_text(encoding="utf-8")).body[-1]
        assert ast.unparse(last) == "if __name__ == '__main__':\n    main()"


def test_every_step_is_a_module() -> None:
    assert set(STEPS) <= {name_of(path) for path in MODULES}


def test_every_step_belongs_to_a_target(tmp_path: Path) -> None:
    taken = [step for target in TARGETS for step in planned(target, tmp_path)]
    assert sorted(taken) == STEPS


def test_the_steps_of_the_avatar_gan_come_in_order(tmp_path: Path) -> None:
    assert planned("avatar-gan", tmp_path) == [f"avatar_gan.{step}" for step in AVATAR_GAN]


def test_what_is_done_is_left_out_and_what_follows_a_new_step_is_done_again(tmp_path: Path) -> None:
    for step in AVATAR_GAN[:4]:
        (tmp_path / f"avatar_gan.{step}").touch()
    assert planned("avatar-gan", tmp_path) == [f"avatar_gan.{step}" for step in AVATAR_GAN[4:]]
    (tmp_path / "avatar_gan.ship").unlink()
    assert planned("avatar-gan", tmp_path) == [f"avatar_gan.{step}" for step in AVATAR_GAN[1:]]


def test_beside_the_recipes_weights_holds_no_code() -> None:
    assert [path.name for path in (ROOT / "weights").glob("**/*.py") if RECIPES not in path.parents] == [
        "__init__.py"
    ]


def test_every_target_stands_in_the_table_of_recipes() -> None:
    words = (ROOT / "docs" / "weights.md").read_text(encoding="utf-8")
    assert [target for target in TARGETS if f"`make {target}" not in words] == []
    assert [step for step in STEPS if f"`{step.split('.')[1]}`" not in words] == []
