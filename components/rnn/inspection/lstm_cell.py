"""The memory cell of an LSTM, opened: what its gates do at each visit, and the arithmetic of one unit.

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
from components.rnn.forecast.sequences import Scale, history, inputs, read_visits
from components.rnn.patients import Patient

GATES = ("input", "forget", "candidate", "output")  # in the order of PyTorch's weights


@dataclass(frozen=True)
class Opened:
    """What happens in a layer of H units at each of V visits, each (V, H)."""

    input: Tensor
    forget: Tensor
    candidate: Tensor
    output: Tensor
    cell: Tensor  # after the visit
    hidden: Tensor


@dataclass(frozen=True)
class Weights:
    """Of an LSTM of one layer, the four gates' one under the other in the order of GATES."""

    inputs: Tensor  # (4 H, I)
    memory: Tensor  # (4 H, H)
    bias: Tensor  # (4 H,)


def weights(layer: nn.LSTM) -> Weights:
    """The weights of an LSTM of one layer."""
    of = layer.state_dict()
    return Weights(of["weight_ih_l0"], of["weight_hh_l0"], of["bias_ih_l0"] + of["bias_hh_l0"])


@torch.inference_mode()
def open_cell(layer: nn.LSTM, seen: Tensor) -> Opened:
    """All that a layer computes from the inputs (V, I) of its visits, beginning with an empty memory."""
    hidden = cell = torch.zeros(layer.hidden_size)
    own = weights(layer)
    told = torch.addmm(own.bias, seen, own.inputs.T)  # (V, 4 H)
    found = []
    for part in told:
        i, f, g, o = torch.addmv(part, own.memory, hidden).chunk(4)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        cell = f * cell + i * g
        hidden = o * cell.tanh()
        found.append(torch.stack([i, f, g, o, cell, hidden]))
    return Opened(*torch.stack(found, 1))


# --- One unit at one visit --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gate:
    """One gate of one unit: the parts of its sum, and what the sum becomes."""

    name: str  # of GATES
    inputs: Tensor  # (I,) weight times input
    memory: Tensor  # (H,) weight times hidden state before
    bias: float
    value: float  # σ of the sum; tanh for the candidate

    @property
    def total(self) -> float:
        """The sum."""
        return float(self.inputs.sum() + self.memory.sum()) + self.bias


@dataclass(frozen=True)
class Step:
    """What one unit does at one visit."""

    gates: tuple[Gate, ...]  # in the order of GATES
    before: float  # its cell before the visit
    cell: float
    hidden: float


@torch.inference_mode()
def step(layer: nn.LSTM, seen: Tensor, opened: Opened, unit: int, visit: int) -> Step:
    """The arithmetic of a unit at a visit, both counted from 0; `opened` is of the inputs `seen` (V, I)."""
    own = weights(layer)
    memory = opened.hidden[visit - 1] if visit else torch.zeros(layer.hidden_size)
    before = float(opened.cell[visit - 1, unit]) if visit else 0.0
    gates = []
    for place, name in enumerate(GATES):
        row = place * layer.hidden_size + unit
        parts = own.inputs[row] * seen[visit], own.memory[row] * memory
        bias = float(own.bias[row])
        bend = torch.tanh if name == "candidate" else torch.sigmoid
        total = parts[0].sum() + parts[1].sum() + bias
        gates.append(Gate(name, *parts, bias, float(bend(total))))
    i, f, g, o = (gate.value for gate in gates)
    cell = f * before + i * g
    return Step(tuple(gates), before, cell, o * float(torch.tanh(torch.tensor(cell))))


# --- Units that do alike ------------------------------------------------------------------------------------


def clusters(courses: Tensor, count: int) -> list[list[int]]:
    """The units in so many groups whose courses (units, times) rise and fall together.

    Average linkage (Sokal & Michener 1958) of 1 − correlation; within a group, units that are alike are
    near each other.
    """
    apart = 1 - torch.corrcoef(courses)
    groups = [[unit] for unit in range(len(courses))]
    while len(groups) > count:
        first, second = min(
            ((a, b) for b in range(len(groups)) for a in range(b)),
            key=lambda pair: _apart(apart, groups[pair[0]], groups[pair[1]]),
        )
        groups[first] += groups.pop(second)
    return groups


def _apart(apart: Tensor, one: Sequence[int], other: Sequence[int]) -> float:
    return float(apart[one][:, other].mean())


def of_patients(member: Forecaster, scale: Scale, patients: Sequence[Patient]) -> list[tuple[Tensor, Opened]]:
    """For each patient what the member's LSTM of one layer reads (V, I), and its opened cell."""
    (layer,) = member.memory
    assert isinstance(layer, nn.LSTM)
    found = []
    for patient in patients:
        visits = read_visits([patient], scale)
        seen = inputs(visits, history(visits))[0]
        found.append((seen, open_cell(layer, seen)))
    return found


def alike(member: Forecaster, scale: Scale, patients: Sequence[Patient], count: int) -> list[list[int]]:
    """The member's units in so many groups, by their cells over all visits of these patients."""
    courses = [opened.cell for _, opened in of_patients(member, scale, patients)]
    return clusters(torch.cat(courses).T, count)
