"""The gradient on its way back through time."""

import numpy as np
import pytest
import torch

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.model import CellType, Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import input_features, lab_history, pad_visits
from components.rnn.inspection.gradients import add_forget_bias, gradient_norms_through_time
from components.rnn.patients import trial

FOLD = load_ensembles()[0]
LONG = [patient for patient in trial() if patient.name in FOLD.held_out and len(patient) >= 12]


def fading(model: Forecaster, patients: int = len(LONG)) -> list[float]:
    found: list[float] = gradient_norms_through_time(model, FOLD.scale, LONG[:patients], 12).tolist()
    return found


def fresh(cell: CellType, bias: float = 0) -> Forecaster:
    return add_forget_bias(Forecaster(ForecasterConfig(cell), 0), bias)


@pytest.mark.parametrize("cell", ["RNN", "GRU", "LSTM"])
def test_the_shares_are_those_of_small_changes(cell: CellType) -> None:
    """Against finite differences of the last hidden state, input by input."""
    model, patient = fresh(cell).double(), LONG[0]
    visits = pad_visits([patient], FOLD.scale)
    seen = input_features(visits, lab_history(visits))[:, :12].double()
    with torch.inference_mode():
        norms = []
        for visit in range(12):
            squares = 0.0
            for place in range(seen.shape[2]):
                unit_step = torch.zeros_like(seen)
                unit_step[0, visit, place] = 1e-4
                change = (model.hidden_states(seen + unit_step) - model.hidden_states(seen - unit_step))[
                    0, -1
                ] / 2e-4
                squares += float(change.square().sum())
            norms.append(squares**0.5)
    expected = np.array(norms[::-1]) / norms[-1]
    np.testing.assert_allclose(fading(fresh(cell), 1), expected, rtol=1e-3)


def test_an_rnn_forgets_faster_than_an_lstm() -> None:
    rnn, lstm, trained = fading(fresh("RNN")), fading(fresh("LSTM")), fading(FOLD.members[0])
    assert rnn[0] == lstm[0] == trained[0] == 1
    assert rnn[-1] < 1e-3 < lstm[-1] < 0.1 < trained[-1]


def test_open_forget_gates_let_the_gradient_through() -> None:
    ends = [fading(fresh("LSTM", bias))[-1] for bias in range(4)]
    assert ends == sorted(ends)
    assert ends[-1] > 10 * ends[0]


def test_without_a_memory_nothing_comes_back() -> None:
    assert max(fading(fresh("feed-forward"))[1:]) <= 1e-12


def test_the_model_stays_as_it_is() -> None:
    before = {name: part.clone() for name, part in FOLD.members[0].state_dict().items()}
    fading(FOLD.members[0])
    assert all(torch.equal(before[name], part) for name, part in FOLD.members[0].state_dict().items())
    assert all(part.grad is None for part in FOLD.members[0].parameters())
