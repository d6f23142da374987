"""The trace cell beside PyTorch's own LSTM."""

import copy

import pytest
import torch
from torch import nn

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.sequences import INPUT_NAMES, INPUT_SIZE
from components.rnn.inspection.lstm_cell import (
    GATES,
    cluster_series,
    cluster_units,
    trace_lstm,
    trace_patients,
    unit_step,
)
from components.rnn.patients import trial

ENSEMBLE = load_ensembles()[0]
MEMBER = ENSEMBLE.members[0]
HELD_OUT = [patient for patient in trial() if patient.name in ENSEMBLE.held_out]
LONGEST = max(HELD_OUT, key=len)


def layers() -> list[nn.LSTM]:
    (shipped,) = MEMBER.rnn
    assert isinstance(shipped, nn.LSTM)
    torch.manual_seed(0)
    return [shipped, nn.LSTM(5, 7, batch_first=True), nn.LSTM(3, 1, batch_first=True)]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("visits", [1, 16, 100])
def test_the_traced_cell_is_pytorchs(number: int, visits: int) -> None:
    layer = layers()[number]
    inputs = torch.randn(visits, layer.input_size, generator=torch.Generator().manual_seed(visits))
    before = copy.deepcopy(layer.state_dict())
    trace = trace_lstm(layer, inputs)
    with torch.inference_mode():
        hidden, (_, cell) = layer(inputs[None])
    assert (trace.hidden - hidden[0]).abs().max() < 1e-5
    assert (trace.cell[-1] - cell[0, 0]).abs().max() < 1e-5
    assert all(torch.equal(before[name], now) for name, now in layer.state_dict().items())


def test_every_member_of_every_fold_opens() -> None:
    """The shipped networks on patients they never saw."""
    for ensemble in load_ensembles():
        patient = next(patient for patient in trial() if patient.name in ensemble.held_out)
        for member in ensemble.members:
            ((inputs, trace),) = trace_patients(member, ensemble.scale, [patient])
            with torch.inference_mode():
                hidden = member.hidden_states(inputs[None])[0]
            assert (trace.hidden - hidden).abs().max() < 1e-5


@pytest.mark.parametrize("visit", [0, 1, -1])
def test_one_units_arithmetic_is_the_cells(visit: int) -> None:
    ((inputs, trace),) = trace_patients(MEMBER, ENSEMBLE.scale, [LONGEST])
    layer = layers()[0]
    visit %= len(LONGEST)
    for unit in range(layer.hidden_size):
        found = unit_step(layer, inputs, trace, unit, visit)
        assert [gate.name for gate in found.gates] == list(GATES)
        for gate, values in zip(found.gates, vars(trace).values(), strict=False):
            assert gate.value == pytest.approx(float(values[visit, unit]), abs=1e-5)
            activation = torch.tanh if gate.name == "candidate" else torch.sigmoid
            assert float(activation(torch.tensor(gate.pre_activation))) == pytest.approx(gate.value, abs=1e-5)
            assert len(gate.input_terms) == len(INPUT_NAMES) == INPUT_SIZE
        assert found.before == pytest.approx(float(trace.cell[visit - 1, unit]) if visit else 0.0)
        assert found.cell == pytest.approx(float(trace.cell[visit, unit]), abs=1e-5)
        assert found.hidden == pytest.approx(float(trace.hidden[visit, unit]), abs=1e-5)


def test_units_that_rise_and_fall_together_are_put_together() -> None:
    generator = torch.Generator().manual_seed(1)
    kinds = torch.randn(3, 200, generator=generator)
    places = [2, 0, 1, 0, 2, 1, 1, 0]
    courses = kinds[places] * torch.linspace(1, 3, 8)[:, None] + 0.1 * torch.randn(
        8, 200, generator=generator
    )
    found = cluster_series(courses, 3)
    assert sorted(map(sorted, found)) == [[0, 4], [1, 3, 7], [2, 5, 6]]


def test_all_units_of_a_member_are_in_one_group_each() -> None:
    groups = cluster_units(MEMBER, ENSEMBLE.scale, HELD_OUT, 5)
    assert len(groups) == 5
    assert sorted(unit for group in groups for unit in group) == list(range(32))
