"""Train the risk ensembles of a patient's next two years.

`python -m weights.recipes.rnn_outcome.train`, minutes.

The folds are the forecasters' (../rnn_forecast/train.py). Of each fold, scale, size of the network, number
of epochs, penalty of the regressions and the weights for censoring come from the patients outside it: each
fifth of them is left aside once, and the choice that suits those left aside best is taught to all of them.

Writes `rnn_outcome.safetensors`, and `rnn_outcome.json`, the figures of the card (weights/rnn_outcome.md).
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
from sklearn.linear_model import LogisticRegression

from components.rnn.forecast.sequences import LabScaler, PaddedVisits, fit_scaler, pad_visits
from components.rnn.forecast.training import SequenceTrainConfig
from components.rnn.patients import Numbers, Patient, trial
from components.rnn.risk.ensemble import WEIGHTS, RiskEnsemble, save_risk_ensembles
from components.rnn.risk.logistic import (
    Features,
    history_features,
    last_value_features,
    last_visit_features,
    predict_probability,
)
from components.rnn.risk.model import (
    HORIZON,
    HazardConfig,
    HazardModel,
    follow_up,
    hazard_loss,
    landmark_rows,
)
from components.rnn.risk.results import NETWORK, REGRESSION
from components.rnn.risk.survival import Flags, censoring_curve, ipcw_weights, log_loss
from components.rnn.risk.training import train_hazard_model
from weights.recipes.rnn_forecast.train import split, without
from weights.recipes.rnn_outcome.comparison import DRAWS, Risks, draws, pictured, table

REGRESSIONS: dict[str, Features] = {
    REGRESSION: last_visit_features,
    "logistic regression, last values": last_value_features,
    "logistic regression, history": history_features,
}
THIRD = 2  # the visit, counted from 0, that is planned a year after the first


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    configs: tuple[HazardConfig, ...] = tuple(HazardConfig(hidden) for hidden in (4, 8, 16))
    plan: SequenceTrainConfig = field(
        default_factory=lambda: SequenceTrainConfig(epochs=60, learning_rate=1e-2)
    )
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
    scale: LabScaler
    seed: int

    def turns(self) -> list[tuple[list[Patient], list[Patient]]]:
        """For each part all others, and the part itself."""
        return [(without(self.patients, part), part) for part in self.parts]


def lesson(patients: Sequence[Patient], held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Lesson:
    """What may be learned from: nothing of the patients held out."""
    learners = without(patients, held_out)
    parts = split(learners, recipe.parts, recipe.seed + 100 + fold)
    return Lesson(learners, parts, fit_scaler(learners), recipe.seed + 1000 * (fold + 1))


# --- The network ---------------------------------------------------------------------------------------


def teach(
    patients: Sequence[Patient], held_out: Sequence[Patient], recipe: Recipe, fold: int
) -> RiskEnsemble:
    """The risk ensemble of a fold, from the patients outside it."""
    taught = lesson(patients, held_out, recipe, fold)
    config, epochs = best(taught, recipe)
    plans = [replace(recipe.plan, seed=taught.seed + 100 + number) for number in range(recipe.members)]
    members = [epoch_by_epoch(taught.patients, taught.scale, config, plan)[epochs - 1] for plan in plans]
    names = tuple(patient.name for patient in held_out)
    return RiskEnsemble(tuple(members), regress(taught, last_visit_features, recipe), taught.scale, names)


def best(taught: Lesson, recipe: Recipe) -> tuple[HazardConfig, int]:
    """The size, and for how many epochs, with the smallest loss for patients left aside."""
    found = torch.stack([losses_aside(taught, config, recipe.plan) for config in recipe.configs])
    size, epoch = divmod(int(found.argmin()), recipe.plan.epochs)
    return recipe.configs[size], epoch + 1


@torch.no_grad()
def losses_aside(taught: Lesson, config: HazardConfig, plan: SequenceTrainConfig) -> torch.Tensor:
    """The loss for patients left aside after each epoch (epochs,), mean over the parts."""
    losses = torch.zeros(plan.epochs)
    for number, (rest, aside) in enumerate(taught.turns()):
        visits = pad_visits(aside, taught.scale)
        outlook = follow_up(aside, visits)
        models = epoch_by_epoch(rest, taught.scale, config, replace(plan, seed=taught.seed + number))
        losses += torch.stack([hazard_loss(model(visits), visits, outlook) for model in models])
    return losses / len(taught.parts)


def epoch_by_epoch(
    patients: Sequence[Patient], scale: LabScaler, config: HazardConfig, plan: SequenceTrainConfig
) -> list[HazardModel]:
    """A classifier after each epoch."""
    visits = pad_visits(patients, scale)
    with torch.enable_grad():
        return list(
            train_hazard_model(HazardModel(config, plan.seed), visits, follow_up(patients, visits), plan)
        )


# --- The regressions -----------------------------------------------------------------------------------


def regress(taught: Lesson, features: Features, recipe: Recipe) -> Numbers:
    """The coefficients of a logistic regression, with the penalty that suits patients left aside best."""
    losses = [loss_aside(taught, features, penalty) for penalty in recipe.penalties]
    return fitted(taught.patients, taught.scale, features, recipe.penalties[int(np.argmin(losses))])


def loss_aside(taught: Lesson, features: Features, penalty: float) -> float:
    """The log loss of patients left aside, mean over the parts."""
    losses = []
    for rest, aside in taught.turns():
        said = of_visits(pad_visits(aside, taught.scale), features)
        risk = predict_probability(said, fitted(rest, taught.scale, features, penalty))
        losses.append(log_loss(risk, *answers(aside)))
    return float(np.mean(losses))


def fitted(patients: Sequence[Patient], scale: LabScaler, features: Features, penalty: float) -> Numbers:
    """The coefficients (F + 1,) from all visits of these patients, the intercept last.

    The weighted negative log likelihood plus `penalty` / 2 times the squares of the others is smallest there.
    """
    came, weights = answers(patients)
    model = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-10)
    model.fit(of_visits(pad_visits(patients, scale), features), came, weights)
    return np.append(model.coef_[0], model.intercept_[0])


def answers(patients: Sequence[Patient]) -> tuple[Flags, Numbers]:
    """What came after each visit, and how much the visit counts: the two things a regression learns from."""
    rows = landmark_rows(patients)
    weights = ipcw_weights(rows, censoring_curve(rows, np.ones(len(patients))), HORIZON)
    return rows.within(HORIZON), weights


def of_visits(visits: PaddedVisits, features: Features) -> Numbers:
    """The features of all visits, one row each, in the order of `landmark_rows`."""
    return features(visits)[visits.mask.numpy() > 0]


# --- All folds -----------------------------------------------------------------------------------------


def held_out_risks(ensemble: RiskEnsemble, held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Risks:
    """What all methods say of the patients they never saw, one row a visit."""
    taught = lesson(trial(), held_out, recipe, fold)
    visits = pad_visits(held_out, ensemble.scale)
    risks = {NETWORK: ensemble.member_risks(visits).mean(0)[visits.mask.numpy() > 0]}
    for name, features in REGRESSIONS.items():
        risks[name] = predict_probability(of_visits(visits, features), regress(taught, features, recipe))
    return risks


def figures(patients: Sequence[Patient], risks: Risks) -> dict[str, Any]:
    """The card's figures: over all visits, and over each patient's third."""
    rows = landmark_rows(patients)
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
    ensembles, risks = [], []
    for fold, held_out in enumerate(parts):
        ensembles.append(teach(trial(), held_out, recipe, fold))
        risks.append(held_out_risks(ensembles[-1], held_out, recipe, fold))
        print(f"fold {fold} after {(time.monotonic() - start) / 60:.1f} min", flush=True)
    save_risk_ensembles(ensembles, arguments.out)
    joined = {name: np.concatenate([part[name] for part in risks]) for name in risks[0]}
    made = figures([patient for part in parts for patient in part], joined)
    made["ensemble"] = {"folds": recipe.folds, "members": recipe.members}
    made["bootstrap samples"] = DRAWS
    made["minutes"] = round((time.monotonic() - start) / 60, 1)
    arguments.out.with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
