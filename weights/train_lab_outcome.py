"""Train the judges of a patient's next two years: `python -m weights.train_lab_outcome`, minutes.

The folds are the forecasters' (weights/train_lab_lstm.py). Of each fold, scale, size of the network, number
of epochs, penalty of the regressions and the weights for censoring come from the patients outside it: each
fifth of them is left aside once, and the choice that suits those left aside best is taught to all of them.

Writes `lab_outcome.safetensors`, and `lab_outcome.json`, the figures of the card (weights/lab_outcome.md).
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from components.rnn.forecast.sequences import Scale, Visits, fit_scale, read_visits
from components.rnn.forecast.training import Plan
from components.rnn.patients import Numbers, Patient, trial
from components.rnn.risk.ensemble import WEIGHTS, Judges, save_judges
from components.rnn.risk.logistic import (
    Features,
    fit,
    hand_made,
    last_values,
    last_visit,
    probability,
)
from components.rnn.risk.model import (
    HORIZON,
    Classifier,
    ClassifierConfig,
    hazard_loss,
    read_outlook,
    read_rows,
)
from components.rnn.risk.results import NETWORK, REGRESSION
from components.rnn.risk.survival import Flags, censoring, known_weights, log_loss
from components.rnn.risk.training import train
from weights.lab_outcome_table import Risks, draws, pictured, table
from weights.train_lab_lstm import split, without

REGRESSIONS: dict[str, Features] = {
    REGRESSION: last_visit,
    "logistic regression, last values": last_values,
    "logistic regression, history": hand_made,
}
THIRD = 2  # the visit, counted from 0, that is planned a year after the first


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    configs: tuple[ClassifierConfig, ...] = tuple(ClassifierConfig(hidden) for hidden in (4, 8, 16))
    plan: Plan = field(default_factory=lambda: Plan(epochs=60, rate=1e-2))
    penalties: tuple[float, ...] = (1, 3, 10, 30, 100)
    folds: int = 5
    parts: int = 5  # of a fold's training patients; each is left aside once
    members: int = 10
    seed: int = 0


@dataclass(frozen=True)
class Lesson:
    """A fold's training patients, and the parts of them that are left aside in turn."""

    patients: list[Patient]
    parts: list[list[Patient]]
    scale: Scale
    seed: int

    def turns(self) -> list[tuple[list[Patient], list[Patient]]]:
        """For each part all others, and the part itself."""
        return [(without(self.patients, part), part) for part in self.parts]


def lesson(patients: Sequence[Patient], held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Lesson:
    """What may be learned from: nothing of the patients held out."""
    learners = without(patients, held_out)
    parts = split(learners, recipe.parts, recipe.seed + 100 + fold)
    return Lesson(learners, parts, fit_scale(learners), recipe.seed + 1000 * (fold + 1))


# --- The network ---------------------------------------------------------------------------------------


def teach(patients: Sequence[Patient], held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Judges:
    """The judges of a fold, from the patients outside it."""
    taught = lesson(patients, held_out, recipe, fold)
    config, epochs = best(taught, recipe)
    plans = [replace(recipe.plan, seed=taught.seed + 100 + number) for number in range(recipe.members)]
    members = [epoch_by_epoch(taught.patients, taught.scale, config, plan)[epochs - 1] for plan in plans]
    names = tuple(patient.name for patient in held_out)
    return Judges(tuple(members), regress(taught, last_visit, recipe), taught.scale, names)


def best(taught: Lesson, recipe: Recipe) -> tuple[ClassifierConfig, int]:
    """The size, and for how many epochs, with the smallest loss for patients left aside."""
    found = torch.stack([losses_aside(taught, config, recipe.plan) for config in recipe.configs])
    size, epoch = divmod(int(found.argmin()), recipe.plan.epochs)
    return recipe.configs[size], epoch + 1


@torch.no_grad()
def losses_aside(taught: Lesson, config: ClassifierConfig, plan: Plan) -> torch.Tensor:
    """The loss for patients left aside after each epoch (epochs,), mean over the parts."""
    losses = torch.zeros(plan.epochs)
    for number, (rest, aside) in enumerate(taught.turns()):
        visits = read_visits(aside, taught.scale)
        outlook = read_outlook(aside, visits)
        models = epoch_by_epoch(rest, taught.scale, config, replace(plan, seed=taught.seed + number))
        losses += torch.stack([hazard_loss(model(visits), visits, outlook) for model in models])
    return losses / len(taught.parts)


def epoch_by_epoch(
    patients: Sequence[Patient], scale: Scale, config: ClassifierConfig, plan: Plan
) -> list[Classifier]:
    """A classifier after each epoch."""
    visits = read_visits(patients, scale)
    with torch.enable_grad():
        return list(train(Classifier(config, plan.seed), visits, read_outlook(patients, visits), plan))


# --- The regressions -----------------------------------------------------------------------------------


def regress(taught: Lesson, features: Features, recipe: Recipe) -> Numbers:
    """The coefficients of a logistic regression, with the penalty that suits patients left aside best."""
    losses = [loss_aside(taught, features, penalty) for penalty in recipe.penalties]
    return fitted(taught.patients, taught.scale, features, recipe.penalties[int(np.argmin(losses))])


def loss_aside(taught: Lesson, features: Features, penalty: float) -> float:
    """The log loss of patients left aside, mean over the parts."""
    losses = []
    for rest, aside in taught.turns():
        said = of_visits(read_visits(aside, taught.scale), features)
        risk = probability(said, fitted(rest, taught.scale, features, penalty))
        losses.append(log_loss(risk, *answers(aside)))
    return float(np.mean(losses))


def fitted(patients: Sequence[Patient], scale: Scale, features: Features, penalty: float) -> Numbers:
    """The coefficients from all visits of these patients."""
    return fit(of_visits(read_visits(patients, scale), features), *answers(patients), penalty)


def answers(patients: Sequence[Patient]) -> tuple[Flags, Numbers]:
    """What came after each visit, and how much the visit counts: the two things a regression learns from."""
    rows = read_rows(patients)
    weights = known_weights(rows, censoring(rows, np.ones(len(patients))), HORIZON)
    return rows.within(HORIZON), weights


def of_visits(visits: Visits, features: Features) -> Numbers:
    """The features of all visits, one row each, in the order of `read_rows`."""
    return features(visits)[visits.there.numpy() > 0]


# --- All folds -----------------------------------------------------------------------------------------


def held_out_risks(judges: Judges, held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Risks:
    """What all methods say of the patients they never saw, one row a visit."""
    taught = lesson(trial(), held_out, recipe, fold)
    visits = read_visits(held_out, judges.scale)
    risks = {NETWORK: judges.of_members(visits).mean(0)[visits.there.numpy() > 0]}
    for name, features in REGRESSIONS.items():
        risks[name] = probability(of_visits(visits, features), regress(taught, features, recipe))
    return risks


def figures(patients: Sequence[Patient], risks: Risks) -> dict[str, Any]:
    """The card's figures: over all visits, and over each patient's third."""
    rows = read_rows(patients)
    drawn = draws(rows)
    every = table(rows, risks, drawn)
    for name in (NETWORK, REGRESSION):
        every["methods"][name] |= pictured(rows, risks[name], drawn)
    third = np.concatenate([np.arange(len(patient)) == THIRD for patient in patients])
    later, alone = rows.only(third), {name: risk[third] for name, risk in risks.items()}
    return {"all visits": every, "third visit": table(later, alone, draws(later))}


def main() -> None:
    """Train all folds, write the weights and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    start, recipe = time.monotonic(), Recipe()
    parts = split(trial(), recipe.folds, recipe.seed)
    judges, risks = [], []
    for fold, held_out in enumerate(parts):
        judges.append(teach(trial(), held_out, recipe, fold))
        risks.append(held_out_risks(judges[-1], held_out, recipe, fold))
        print(f"fold {fold} after {(time.monotonic() - start) / 60:.1f} min", flush=True)
    save_judges(judges, arguments.out)
    joined = {name: np.concatenate([part[name] for part in risks]) for name in risks[0]}
    made = figures([patient for part in parts for patient in part], joined)
    made["minutes"] = round((time.monotonic() - start) / 60, 1)
    arguments.out.with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
