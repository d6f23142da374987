"""The cell of an LSTM: its gates at each visit, and the arithmetic of one unit.

Hochreiter & Schmidhuber 1997 (Neural Computation 9:1735), with the forget gate of Gers et al. 2000, as
PyTorch's nn.LSTM computes it:

    i, f, o = σ(W x_t + U h_{t−1} + b), each with its own W, U and b;   g = tanh(W x_t + U h_{t−1} + b)
    c_t = f · c_{t−1} + i · g
    h_t = o · tanh(c_t)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from components.rnn.forecast.model import Forecaster
from components.rnn.forecast.sequences import LabScaler, input_features, lab_history, pad_visits
from components.rnn.patients import Patient

GATES = ("input", "forget", "candidate", "output")  # in the order of PyTorch's weights


@dataclass(frozen=True)
class LstmTrace:
    """Gates and states of an LSTM layer of H units at each of V visits, each (V, H)."""

    input: Tensor
    forget: Tensor
    candidate: Tensor
    output: Tensor
    cell: Tensor  # after the visit
    hidden: Tensor


@dataclass(frozen=True)
class LstmWeights:
    """The weights of an LSTM of one layer, the four gates' one under the other in the order of GATES."""

    weight_ih: Tensor  # (4 H, I)
    weight_hh: Tensor  # (4 H, H)
    bias: Tensor  # (4 H,)


def lstm_weights(layer: nn.LSTM) -> LstmWeights:
    """Return the weights of an LSTM of one layer, PyTorch's two biases added."""
    state = layer.state_dict()
    return LstmWeights(
        state["weight_ih_l0"], state["weight_hh_l0"], state["bias_ih_l0"] + state["bias_hh_l0"]
    )


@torch.inference_mode()
def trace_lstm(layer: nn.LSTM, inputs: Tensor) -> LstmTrace:
    """Compute all gates and states of a layer from the inputs (V, I) of its visits, from an empty state."""
    hidden = cell = torch.zeros(layer.hidden_size)
    weights = lstm_weights(layer)
    from_inputs = torch.addmm(weights.bias, inputs, weights.weight_ih.T)  # (V, 4 H)
    steps = []
    for visit in from_inputs:
        i, f, g, o = torch.addmv(visit, weights.weight_hh, hidden).chunk(4)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        cell = f * cell + i * g
        hidden = o * cell.tanh()
        steps.append(torch.stack([i, f, g, o, cell, hidden]))
    return LstmTrace(*torch.stack(steps, 1))


# --- One unit at one visit --------------------------------------------------------------------------------


@dataclass(frozen=True)
class GateSum:
    """One gate of one unit: the terms of its sum, and its value."""

    name: str  # of GATES
    input_terms: Tensor  # (I,) weight times input
    hidden_terms: Tensor  # (H,) weight times hidden state before
    bias: float
    value: float  # σ of the sum; tanh for the candidate

    @property
    def pre_activation(self) -> float:
        """The sum."""
        return float(self.input_terms.sum() + self.hidden_terms.sum()) + self.bias


@dataclass(frozen=True)
class UnitStep:
    """The arithmetic of one unit at one visit."""

    gates: tuple[GateSum, ...]  # in the order of GATES
    before: float  # its cell before the visit
    cell: float
    hidden: float


@torch.inference_mode()
def unit_step(layer: nn.LSTM, inputs: Tensor, trace: LstmTrace, unit: int, visit: int) -> UnitStep:
    """Compute one unit at one visit, both counted from 0; `trace` is that of the inputs (V, I)."""
    weights = lstm_weights(layer)
    hidden = trace.hidden[visit - 1] if visit else torch.zeros(layer.hidden_size)
    before = float(trace.cell[visit - 1, unit]) if visit else 0.0
    gates = []
    for number, name in enumerate(GATES):
        row = number * layer.hidden_size + unit
        terms = weights.weight_ih[row] * inputs[visit], weights.weight_hh[row] * hidden
        bias = float(weights.bias[row])
        activation = torch.tanh if name == "candidate" else torch.sigmoid
        total = terms[0].sum() + terms[1].sum() + bias
        gates.append(GateSum(name, *terms, bias, float(activation(total))))
    i, f, g, o = (gate.value for gate in gates)
    cell = f * before + i * g
    return UnitStep(tuple(gates), before, cell, o * float(torch.tanh(torch.tensor(cell))))


# --- Units whose cells correlate ----------------------------------------------------------------------------


def cluster_series(series: Tensor, count: int) -> list[list[int]]:
    """Group units whose series (units, times) rise and fall together into `count` clusters.

    Average linkage (Sokal & Michener 1958) of 1 − correlation; within a cluster, units that are alike are
    near each other.
    """
    distances = 1 - torch.corrcoef(series)
    clusters = [[unit] for unit in range(len(series))]
    while len(clusters) > count:
        first, second = min(
            ((a, b) for b in range(len(clusters)) for a in range(b)),
            key=lambda pair: _linkage(distances, clusters[pair[0]], clusters[pair[1]]),
        )
        clusters[first] += clusters.pop(second)
    return clusters


def _linkage(distances: Tensor, one: Sequence[int], other: Sequence[int]) -> float:
    return float(distances[one][:, other].mean())


def trace_patients(
    member: Forecaster, scale: LabScaler, patients: Sequence[Patient]
) -> list[tuple[Tensor, LstmTrace]]:
    """Return for each patient the inputs (V, I) of a member's LSTM of one layer, and its trace."""
    (layer,) = member.rnn
    assert isinstance(layer, nn.LSTM)
    found = []
    for patient in patients:
        visits = pad_visits([patient], scale)
        inputs = input_features(visits, lab_history(visits))[0]
        found.append((inputs, trace_lstm(layer, inputs)))
    return found


def cluster_units(
    member: Forecaster, scale: LabScaler, patients: Sequence[Patient], count: int
) -> list[list[int]]:
    """Group the member's units into `count` clusters, by their cells over all visits of these patients."""
    cells = [trace.cell for _, trace in trace_patients(member, scale, patients)]
    return cluster_series(torch.cat(cells).T, count)
