"""The phases of the training, and the sentences about them."""

from components.gan.screens.training_history import round_step
from components.gan.screens.training_history_idea import training_idea
from components.gan.training_log import load_training_log
from components.gan.training_phases import (
    TrainingPhase,
    batch_sizes,
    falling_penalty,
    load_training_phases,
    relativistic_begin,
)

FLAT = (1.0, 1.0)
HINGE = TrainingPhase(0, 30, "hinge", 8, FLAT)
LARGE = TrainingPhase(30, 2_000, "relativistic", 16, FLAT)
FALLING = TrainingPhase(2_000, 3_000, "relativistic", 16, (1.0, 0.5))
LAST = TrainingPhase(3_000, 4_000, "relativistic", 32, (0.5, 0.25))


def idea(*phases: TrainingPhase, log_begin: int = 0) -> str:
    return " ".join(training_idea(phases, log_begin).split())


def test_the_phases_are_one_after_the_other() -> None:
    phases = load_training_phases()
    assert phases[0].begin == 0
    assert [phase.begin for phase in phases[1:]] == [phase.until for phase in phases[:-1]]
    assert phases[-1].until == load_training_log().iterations[-1]


def test_what_changes_when() -> None:
    phases = (HINGE, LARGE, FALLING, LAST)
    assert batch_sizes(phases) == [(0, 8), (30, 16), (3_000, 32)]
    assert relativistic_begin(phases) == 30
    assert falling_penalty(phases) == (FALLING, LAST)
    assert falling_penalty(phases[:2]) is None
    assert relativistic_begin((HINGE,)) == 30


def test_the_sentences_follow_the_phases() -> None:
    said = idea(HINGE, LARGE, FALLING, LAST, log_begin=1_000)
    assert "8 at first and 16 from iteration 30 on and 32 from iteration 3,000 on; then" in said
    assert "from iteration 30 on with the relativistic one" in said
    assert "from iteration 1,000 to 2,000 they hardly move" in said
    assert "(Of the first 1,000 no log was kept.)" in said
    assert r"From there $\gamma$ falls from 1 to 0.25:" in said


def test_of_what_did_not_happen_nothing_is_said() -> None:
    said = idea(TrainingPhase(0, 30, "relativistic", 8, FLAT))
    assert "generated ones $G(z)$, 8 at a time; then" in said
    assert "neither loss falls for long. What is worth watching" in said
    assert "no log was kept" not in said


def test_ticks_stand_at_round_numbers() -> None:
    assert [round_step(least) for least in (0.3, 1, 1.2, 4_750, 5_001)] == [1, 1, 2, 5_000, 10_000]
