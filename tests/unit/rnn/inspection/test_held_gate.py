"""An LSTM with one of its gates held open or shut."""

import pytest
import torch
from torch import nn

from components.rnn.forecast.model import Forecaster, ForecasterConfig
from components.rnn.forecast.sequences import INPUT_SIZE
from components.rnn.inspection.held_gate import OPEN, SHUT, with_gate_held
from components.rnn.inspection.lstm_cell import LstmTrace, trace_lstm


def traced(model: Forecaster, inputs: torch.Tensor) -> LstmTrace:
    (layer,) = model.rnn
    assert isinstance(layer, nn.LSTM)
    return trace_lstm(layer, inputs)


@pytest.fixture
def model() -> Forecaster:
    return Forecaster(ForecasterConfig(hidden=5), seed=3).requires_grad_(False)


@pytest.fixture
def inputs() -> torch.Tensor:
    return 9 * torch.randn(6, INPUT_SIZE, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("gate", ["input", "forget", "output"])
@pytest.mark.parametrize("value", [OPEN, SHUT])
def test_the_gate_is_held_and_the_others_follow_what_they_read(
    model: Forecaster, inputs: torch.Tensor, gate: str, value: float
) -> None:
    trace = traced(with_gate_held(model, gate, value), inputs)
    held = getattr(trace, gate)
    torch.testing.assert_close(held, torch.full_like(held, value))
    for other in {"input", "forget", "output"} - {gate}:
        assert getattr(trace, other).std(0).min() > 0
    # Pytorch's own layer gives the same.
    layer = with_gate_held(model, gate, value).rnn[0]
    torch.testing.assert_close(layer(inputs[None])[0][0], trace.hidden)


def test_before_a_second_visit_the_forget_gate_makes_no_difference(
    model: Forecaster, inputs: torch.Tensor
) -> None:
    learned, shut = traced(model, inputs), traced(with_gate_held(model, "forget", SHUT), inputs)
    torch.testing.assert_close(learned.hidden[0], shut.hidden[0])
    assert (learned.hidden[1] - shut.hidden[1]).abs().max() > 1e-3


def test_the_model_itself_stays_as_it_is(model: Forecaster) -> None:
    before = {name: one.clone() for name, one in model.state_dict().items()}
    with_gate_held(model, "output", SHUT)
    assert all(torch.equal(one, before[name]) for name, one in model.state_dict().items())


def test_the_candidate_is_no_gate(model: Forecaster) -> None:
    with pytest.raises(ValueError, match="no gate"):
        with_gate_held(model, "candidate", OPEN)
