"""The phases of the avatar generator's training, as its recipe has written them down."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from components.gan.checkpoints import WEIGHTS

RECIPE = WEIGHTS / "recipe.json"  # written by weights/recipes/avatar_gan/ship.py
RELATIVISTIC = "relativistic"


@dataclass(frozen=True)
class TrainingPhase:
    """A part of the training, from one iteration to another."""

    begin: int
    until: int
    loss: str  # "hinge" or RELATIVISTIC
    batch: int
    penalties: tuple[float, float]  # γ of the gradient penalty, at the begin and at the end

    @property
    def penalty_falls(self) -> bool:
        """Whether γ ends below where it began."""
        return self.penalties[1] < self.penalties[0]


def load_training_phases() -> tuple[TrainingPhase, ...]:
    """Load the phases, from the first to the last. Raises FileNotFoundError."""
    phases = json.loads(RECIPE.read_text(encoding="utf-8"))["phases"]
    begins = [0, *(one["until"] for one in phases)]
    return tuple(
        TrainingPhase(begin, one["until"], one["loss"], one["batch"], tuple(one["penalties"]))
        for begin, one in zip(begins, phases, strict=False)
    )


def batch_sizes(phases: Sequence[TrainingPhase]) -> list[tuple[int, int]]:
    """Return the iterations at which the batch size changes, each with the new one; the first is 0."""
    changes: list[tuple[int, int]] = []
    for phase in phases:
        if not changes or changes[-1][1] != phase.batch:
            changes.append((phase.begin, phase.batch))
    return changes


def relativistic_begin(phases: Sequence[TrainingPhase]) -> int:
    """Return the iteration from which on the loss is relativistic; the last if it never is."""
    return next((phase.begin for phase in phases if phase.loss == RELATIVISTIC), phases[-1].until)


def falling_penalty(phases: Sequence[TrainingPhase]) -> tuple[TrainingPhase, TrainingPhase] | None:
    """Return the first and the last phase in which γ falls, if there is one."""
    falling = [phase for phase in phases if phase.penalty_falls]
    return (falling[0], falling[-1]) if falling else None
