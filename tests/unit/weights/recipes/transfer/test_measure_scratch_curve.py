"""The recipe of the curve from scratch: it can be stopped anywhere and goes on where it ended."""

import itertools
from pathlib import Path

import pytest

from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.learning_curve import PRECOMPUTED, SIZES, CurvePoint, precomputed_scratch_curve
from components.transfer.race import ClassificationTask
from components.vision.backbones import DEFAULT, load_network
from weights.recipes.transfer import measure_scratch_curve as recipe
from weights.recipes.transfer.measure_scratch_curve import measure, read, write

CHOSEN = (1, 2)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The (photos a class, seed) of each training, which is only pretended."""
    made: list[tuple[int, int]] = []

    def pretended(task: ClassificationTask, steps: int) -> float:
        made.append((len(task.split.train) // len(task.dataset.classes), task.seed))
        return len(task.split.train) / 100 + task.seed / 1000

    monkeypatch.setattr(recipe, "scratch_accuracy", pretended)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "curve.json"


def test_it_measures_every_size_before_it_draws_again(
    file: Path, runs: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = list(measure(first_per_class(load_fashion_mnist(), 4), None, file, CHOSEN, 2))  # type: ignore[arg-type]
    assert runs == [(1, 0), (2, 0), (1, 1), (2, 1)]
    assert lines[0] == "1 a class, draw 0: 0.100"
    monkeypatch.setattr("components.transfer.learning_curve.PRECOMPUTED", file)
    assert precomputed_scratch_curve() == (CurvePoint(1, (0.1, 0.101)), CurvePoint(2, (0.2, 0.201)))


def test_it_goes_on_where_it_was_stopped(file: Path, runs: list[tuple[int, int]]) -> None:
    dataset = first_per_class(load_fashion_mnist(), 4)
    stopped = measure(dataset, None, file, CHOSEN, 2)  # type: ignore[arg-type]
    list(itertools.islice(stopped, 3))
    assert read(file, CHOSEN) == {1: [0.1, 0.101], 2: [0.2]}
    list(measure(dataset, None, file, CHOSEN, 2))  # type: ignore[arg-type]
    assert runs == [(1, 0), (2, 0), (1, 1), (2, 1)]
    assert list(measure(dataset, None, file, CHOSEN, 2)) == []  # type: ignore[arg-type]


def test_a_curve_that_has_just_begun_can_be_read(
    file: Path, runs: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    next(measure(first_per_class(load_fashion_mnist(), 4), None, file, CHOSEN, 2))  # type: ignore[arg-type]
    monkeypatch.setattr("components.transfer.learning_curve.PRECOMPUTED", file)
    assert precomputed_scratch_curve() == (CurvePoint(1, (0.1,)),)


def test_figures_of_another_recipe_are_not_mixed_in(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, {1: [0.5], 2: []})
    monkeypatch.setattr(recipe, "scratch_steps", lambda size: 7)
    with pytest.raises(SystemExit, match="another recipe"):
        read(file, CHOSEN)


def test_it_really_trains(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "scratch_steps", lambda size: 2)
    network = load_network(DEFAULT, "cpu")
    (line,) = measure(first_per_class(load_fashion_mnist(), 2), network, file, (1,), 1)
    assert line.startswith("1 a class, draw 0: 0.")


def test_the_shipped_figures_are_of_this_recipe() -> None:
    assert PRECOMPUTED.is_file()
    assert tuple(read(PRECOMPUTED, SIZES)) == SIZES
