"""Train the forecasters of laboratory values.

`python -m weights.recipes.rnn_forecast.train`, a quarter of an hour.

Patients are split into five folds, never visits. For each fold twelve LSTMs learn from all patients outside
it. For how long, five scouts find out: each learns from four fifths of these patients and is watched on the
fifth left aside; the epoch whose error is smallest on average is taken. How far the quantiles are spread is
set on the same patients left aside. Nothing here ever sees a patient of the fold: scale, epoch and spread
come from the others, and so did every choice of size and regularisation.

Writes `rnn_forecast.safetensors` and `rnn_forecast.json` (the table of the card: weights/rnn_forecast.md), in
which every baseline learned from the same patients and is measured on the same visits.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from components.rnn.forecast.ensemble import WEIGHTS, Ensemble, last_value_baseline, save_ensembles
from components.rnn.forecast.model import CELL_TYPES, MEDIAN, QUANTILES, Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import PaddedVisits, fit_scaler, pad_visits
from components.rnn.forecast.training import (
    AHEAD,
    SequenceTrainConfig,
    absolute_errors,
    forecast_next_visits,
    forecast_targets,
    train_forecaster,
)
from components.rnn.patients import LABS, Patient, trial
from weights.recipes.rnn_forecast.baselines import BASELINES
from weights.recipes.rnn_forecast.comparison import OURS, Fold, coverage, table
from weights.recipes.rnn_forecast.gru_d import GRUD

COVERED = QUANTILES[-1] - QUANTILES[0]


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome."""

    config: ForecasterConfig = field(default_factory=ForecasterConfig)
    plan: SequenceTrainConfig = field(default_factory=SequenceTrainConfig)
    folds: int = 5
    parts: int = 5  # of a fold's training patients; each scout leaves one aside
    members: int = 12
    patience: int = 30  # epochs without a better one, of the single networks in the table
    seed: int = 0


def split(patients: Sequence[Patient], parts: int, seed: int) -> list[list[Patient]]:
    """The patients in so many parts, at random and in their order."""
    order = np.random.default_rng(seed).permutation(len(patients))
    return [[patients[place] for place in sorted(order[part::parts])] for part in range(parts)]


def without(patients: Sequence[Patient], some: Sequence[Patient]) -> list[Patient]:
    """The patients that are not among some."""
    names = {patient.name for patient in some}
    return [patient for patient in patients if patient.name not in names]


def best_epoch(model: Forecaster, learners: PaddedVisits, aside: PaddedVisits, recipe: Recipe) -> Forecaster:
    """A forecaster at the epoch whose error is smallest for the patients left aside."""
    best, smallest, since = model, float("inf"), 0
    for epoch in train_forecaster(model, learners, recipe.plan):
        found = relative_error(epoch.model, aside)
        since += 1
        if found < smallest:
            best, smallest, since = epoch.model, found, 0
        if since >= recipe.patience:
            break
    return best


def relative_error(model: Forecaster, visits: PaddedVisits) -> float:
    """The error as a share of the last value's, mean over AHEAD."""
    ours = absolute_errors([made[..., MEDIAN] for made in forecast_next_visits(model, visits)], visits)
    last = absolute_errors([last_value_baseline(visits)] * len(AHEAD), visits)
    return float((ours.mean / last.mean).mean())


def teach(patients: Sequence[Patient], held_out: Sequence[Patient], recipe: Recipe, fold: int) -> Ensemble:
    """The ensemble of a fold, from the patients outside it."""
    learners = without(patients, held_out)
    scale = fit_scaler(learners)
    parts = split(learners, recipe.parts, recipe.seed + 100 + fold)
    asides = [pad_visits(part, scale) for part in parts]
    rests = [pad_visits(without(learners, part), scale) for part in parts]
    seed = recipe.seed + 1000 * (fold + 1)
    epochs, scouts = scout(rests, asides, recipe, seed)
    everybody = pad_visits(learners, scale)
    members = [learned(everybody, recipe, seed + 100 + number, epochs) for number in range(recipe.members)]
    names = tuple(patient.name for patient in held_out)
    return Ensemble(tuple(members), scale, fit_spread(scouts, asides), names)


def scout(
    rests: Sequence[PaddedVisits], asides: Sequence[PaddedVisits], recipe: Recipe, seed: int
) -> tuple[int, list[Forecaster]]:
    """For how many epochs to learn, and for each part left aside the scout that did so without it."""
    kept: list[list[Forecaster]] = []
    found = torch.zeros(recipe.plan.epochs)
    for number, (rest, aside) in enumerate(zip(rests, asides, strict=True)):
        plan = replace(recipe.plan, seed=seed + number)
        models = [epoch.model for epoch in train_forecaster(Forecaster(recipe.config, plan.seed), rest, plan)]
        found += torch.tensor([relative_error(model, aside) for model in models])
        kept.append(models)
    best = int(found.argmin())
    return best + 1, [models[best] for models in kept]


def learned(visits: PaddedVisits, recipe: Recipe, seed: int, epochs: int) -> Forecaster:
    """A forecaster after so many epochs of the plan."""
    steps = train_forecaster(Forecaster(recipe.config, seed), visits, replace(recipe.plan, seed=seed))
    return next(epoch.model for epoch in steps if epoch.number == epochs)


def fit_spread(scouts: Sequence[Forecaster], asides: Sequence[PaddedVisits]) -> tuple[float, ...]:
    """For each lab the factor by which the quantiles cover as they should the patients left aside.

    Each part is forecast by the scout that did not learn from it (split conformal prediction, scaled by
    what the model says itself: Romano, Patterson & Candès 2019, arXiv:1905.03222).
    """
    needed: list[list[Tensor]] = [[] for _ in LABS]
    for one, visits in zip(scouts, asides, strict=True):
        for ahead, quantiles in zip(AHEAD, forecast_next_visits(one, visits), strict=True):
            _, truth, counts = forecast_targets(visits, ahead)
            off = truth - quantiles[..., MEDIAN]
            up, down = quantiles[..., -1] - quantiles[..., MEDIAN], quantiles[..., MEDIAN] - quantiles[..., 0]
            factor = torch.where(off > 0, off / up, -off / down)
            for lab in range(len(LABS)):
                needed[lab].append(factor[..., lab][counts[..., lab] > 0])
    return tuple(float(torch.cat(found).quantile(COVERED)) for found in needed)


def single(learners: Sequence[Patient], model: Forecaster, recipe: Recipe, seed: int) -> Forecaster:
    """One forecaster of any kind, which learns as a member does."""
    scale = fit_scaler(learners)
    aside, *_ = split(learners, recipe.parts, seed)
    rest = pad_visits(without(learners, aside), scale)
    return best_epoch(model, rest, pad_visits(aside, scale), recipe)


def run_fold(recipe: Recipe, number: int) -> Fold:
    """Teach the ensemble and all it is compared with, and measure them on the fold's patients."""
    torch.set_num_threads(1)
    patients = trial()
    held_out = split(patients, recipe.folds, recipe.seed)[number]
    ensemble = teach(patients, held_out, recipe, number)
    learners = without(patients, held_out)
    visits, known = pad_visits(held_out, ensemble.scale), pad_visits(learners, ensemble.scale)
    quantiles = ensemble.predict_next_visits(visits)
    medians = {name: learn(known)(visits) for name, learn in BASELINES.items()}
    config = recipe.config
    kinds = {f"one {cell}": Forecaster(replace(config, cell=cell), number) for cell in CELL_TYPES}
    for name, model in (kinds | {"one GRU-D": GRUD(config, number)}).items():
        learned = single(learners, model, recipe, recipe.seed + 100 + number)
        medians[name] = [made[..., MEDIAN] for made in forecast_next_visits(learned, visits)]
    medians[OURS] = [made[..., MEDIAN] for made in quantiles]
    found = {name: absolute_errors(made, visits) for name, made in medians.items()}
    return Fold(ensemble, found, *coverage(quantiles, visits))


def all_folds(recipe: Recipe, processes: int) -> Iterator[Fold]:
    """All folds, each as soon as it is done."""
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(run_fold, [recipe] * recipe.folds, range(recipe.folds))


def main() -> None:
    """Train all folds, write the weights and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args()
    start = time.monotonic()
    folds = []
    recipe = Recipe()
    for fold in all_folds(recipe, arguments.processes):
        folds.append(fold)
        print(f"fold {len(folds)} after {(time.monotonic() - start) / 60:.1f} min", table([fold]), flush=True)
    save_ensembles([fold.ensemble for fold in folds], arguments.out)
    size = {"folds": recipe.folds, "members": recipe.members, "hidden": recipe.config.hidden}
    made = table(folds) | {"ensemble": size, "minutes": (time.monotonic() - start) / 60}
    arguments.out.with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
