"""The figures that the page tells, beside the card's."""

import json

import pytest

from components.rnn.forecast.ensemble import WEIGHTS, last_value_baseline, load_ensembles
from components.rnn.forecast.model import MEDIAN
from components.rnn.forecast.results import OURS, boosting_comparison, lab_results, memory_ratio
from components.rnn.forecast.sequences import pad_visits
from components.rnn.forecast.training import AbsoluteErrors, absolute_errors
from components.rnn.patients import LABS, trial
from weights.recipes.rnn_forecast.comparison import Fold, coverage, table

CARD = WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")
RECIPES = json.loads(WEIGHTS.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_results_are_the_cards() -> None:
    for lab, found in zip(LABS, lab_results(), strict=True):
        (row,) = [line for line in CARD.splitlines() if line.startswith(f"| {lab.name} |")]
        _, _, last, boosting, ours, *_ = (cell.strip() for cell in row.split("|"))
        assert last == f"{found.last_value:.3f}"
        assert ours == f"{found.ensemble:.3f}"
        assert found.best_other_error <= float(boosting) + 5e-4


def test_where_another_method_is_better_the_ensemble_is_beaten() -> None:
    beaten = [lab.name for lab, found in zip(LABS, lab_results(), strict=True) if found.beaten]
    assert beaten == ["bilirubin", "alkaline phosphatase"]
    assert all(found.ensemble < found.last_value for found in lab_results())


def test_the_comparison_is_the_cards() -> None:
    found = boosting_comparison()
    assert f"{found.ratio:.3f} of its error; better for {found.better} of {found.patients} patients" in CARD
    assert f"cover {found.coverage:.1%}".replace("%", " %") in CARD


def test_every_row_of_the_card_is_the_recipes() -> None:
    for method, found in RECIPES["error"].items():
        (row,) = [line for line in CARD.replace("**", "").splitlines() if line.startswith(f"| {method} | ")]
        told = [float(cell) for cell in row.split("|")[2:-1]]
        of_last = RECIPES["of last value"][method][0], RECIPES["of last value, 1 to 4"][method]
        assert told == pytest.approx([*found, *of_last], abs=6e-4)


def test_the_shipped_weights_are_worth_what_the_card_says() -> None:
    """Each fold's patients, forecast anew by the ensemble that never saw them."""
    folds = []
    for ensemble in load_ensembles():
        held_out = [patient for patient in trial() if patient.name in ensemble.held_out]
        visits = pad_visits(held_out, ensemble.scale)
        quantiles = ensemble.predict_next_visits(visits)
        found: dict[str, AbsoluteErrors] = {
            OURS: absolute_errors([made[..., MEDIAN] for made in quantiles], visits)
        }
        found["last value"] = absolute_errors([last_value_baseline(visits)] * len(quantiles), visits)
        found["gradient boosting, history"] = found["last value"]  # takes long to learn: not compared here
        folds.append(Fold(ensemble, found, *coverage(quantiles, visits)))
    made = table(folds)
    for figure in ("of last value", "by lab"):
        assert made[figure][OURS] == pytest.approx(RECIPES[figure][OURS], abs=1e-3)
    assert made["of last value"][OURS][0] <= 0.90
    assert made["of last value, 1 to 4"][OURS] <= 0.83
    assert made["coverage"] == pytest.approx(0.80, abs=0.02)
    assert list(made["coverage by lab"].values()) == pytest.approx([0.80] * len(LABS), abs=0.05)


def test_the_memory_is_measured_by_networks_without_and_with_it() -> None:
    of_last = RECIPES["of last value, 1 to 4"]
    assert memory_ratio() == of_last["one feed-forward"] / of_last["one LSTM"]
    assert "one feed-forward" in CARD
