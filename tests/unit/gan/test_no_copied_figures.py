"""What a retraining changes stands in the files of weights/ alone, never in the code or in its sentences."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from components.gan.checkpoints import FIGURES, checkpoint_files, iteration_of
from components.gan.choices import Choices, load_choices
from components.gan.faces import LAST_SEED
from components.gan.fashion_gan import class_accuracies
from components.gan.reference_images import REFERENCE_COUNT
from components.gan.training_log import load_training_log
from components.gan.training_phases import load_training_phases
from tests.unit.literals import literals

SOURCES = sorted((Path(__file__).parents[3] / "components" / "gan").rglob("*.py"))
COMMON = {1_000, 2_000, 10_000}  # iterations that are other things as well, outside of sentences


def iterations() -> set[int]:
    """The iterations from a thousand on that the training's files mention."""
    stages = [one["iteration"] for one in json.loads(FIGURES.read_text())["stages"]]
    files = [iteration_of(file) for file in checkpoint_files()]
    phases = [phase.until for phase in load_training_phases()]
    return {one for one in (*stages, *files, *phases, load_training_log().begin) if one >= 1_000}


def written(numbers: set[int]) -> re.Pattern[str]:
    """The numbers as a sentence may have them: 155,000 or 155000 or 155 k."""
    ways = [way for one in sorted(numbers) for way in (f"{one:,}", f"{one}", f"{one / 1000:g} k")]
    return re.compile(r"(?<![\d,.])(?:" + "|".join(map(re.escape, ways)) + r")(?![\d,]|\.\d)")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_iteration_of_the_training_is_copied(path: Path) -> None:
    numbers = iterations()
    assert len(numbers) > 5
    in_a_sentence = written(numbers)
    found = [
        one
        for one in literals(path)
        if (in_a_sentence.search(one) if isinstance(one, str) else one in numbers - COMMON)
    ]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_accuracy_of_the_conditional_gan_is_copied(path: Path) -> None:
    scores = {f"{100 * one:.1f}" for one in class_accuracies().values()} - {"100.0"}
    said = " ".join(one for one in literals(path) if isinstance(one, str))
    assert [score for score in scores if re.search(rf"(?<![\d.]){re.escape(score)}(?!\d)", said)] == []


def test_the_search_finds_what_it_looks_for() -> None:
    search = written({155_000, 3_500})
    for text in ("155,000 iterations", "iteration 3500.", "at 155 k"):
        assert search.search(text)
    for text in ("1,155,000", "3500,5", "13500", "155 kB"[:4]):
        assert not search.search(text)


def test_what_was_picked_is_there_to_be_shown() -> None:
    picked = load_choices()
    seeds = [getattr(picked, one.name) for one in fields(Choices) if one.name.endswith("seed")]
    avatars = [getattr(picked, one.name) for one in fields(Choices) if one.name.endswith("avatar")]
    assert len(seeds) == 4
    assert len(avatars) == 3
    assert all(0 <= seed <= LAST_SEED for seed in seeds)
    assert all(0 <= avatar < REFERENCE_COUNT for avatar in avatars)
    assert picked.first_faces in load_training_log().iterations
