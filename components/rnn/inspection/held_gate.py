"""An LSTM with one of its gates held open or shut: what the gate was good for shows in what changes."""

import copy

import torch
from torch import nn

from components.rnn.forecast.model import Forecaster
from components.rnn.inspection.lstm_cell import GATES

OPEN, SHUT = 1.0, 0.0
_SATURATED = 40.0  # the sigmoid of this is 1 in 32 bits, that of its negative 4e-18


@torch.no_grad()
def with_gate_held(model: Forecaster, gate: str, value: float) -> Forecaster:
    """Return a copy of a forecaster whose LSTMs have a gate OPEN or SHUT in every unit, whatever they read.

    `gate` is "input", "forget" or "output". The gate's weights become 0, and its bias as large as its
    sigmoid needs. Raises ValueError for the candidate, which is no gate.
    """
    if gate == "candidate":
        raise ValueError("The candidate is squeezed by tanh: it is no gate.")
    changed, number = copy.deepcopy(model), GATES.index(gate)
    for layer in changed.rnn:
        if isinstance(layer, nn.LSTM):
            rows = slice(number * layer.hidden_size, (number + 1) * layer.hidden_size)
            for name in ("weight_ih_l0", "weight_hh_l0", "bias_hh_l0"):
                layer.get_parameter(name)[rows] = 0
            layer.get_parameter("bias_ih_l0")[rows] = _SATURATED if value == OPEN else -_SATURATED
    return changed
