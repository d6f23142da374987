"""The opened cell beside PyTorch's own LSTM."""

import copy

import pytest
import torch
from torch import nn

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.sequences import INPUT_NAMES, INPUTS
from components.rnn.inspection.lstm_cell import (
    GATES,
    alike,
    clusters,
    of_patients,
    open_cell,
    step,
)
from components.rnn.patients import trial

ENSEMBLE = load_ensembles()[0]
MEMBER = ENSEMBLE.members[0]
HELD_OUT = [patient for patient in trial() if patient.name in ENSEMBLE.held_out]
LONGEST = max(HELD_OUT, key=len)


def layers() -> list[nn.LSTM]:
    (shipped,) = MEMBER.memory
    assert isinstance(shipped, nn.LSTM)
    torch.manual_seed(0)
    return [shipped, nn.LSTM(5, 7, batch_first=True), nn.LSTM(3, 1, batch_first=True)]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("visits", [1, 16, 100])
def test_the_opened_cell_is_pytorchs(number: int, visits: int) -> None:
    layer = layers()[number]
    seen = torch.randn(visits, layer.input_size, generator=torch.Generator().manual_seed(visits))
    before = copy.deepcopy(layer.state_dict())
    opened = open_cell(layer, seen)
    with torch.inference_mode():
        hidden, (_, cell) = layer(seen[None])
    assert (opened.hidden - hidden[0]).abs().max() < 1e-5
    assert (opened.cell[-1] - cell[0, 0]).abs().max() < 1e-5
    assert all(torch.equal(before[name], now) for name, now in layer.state_dict().items())


def test_every_member_of_every_fold_opens() -> None:
    """The shipped networks on patients they never saw."""
    for ensemble in load_ensembles():
        patient = next(patient for patient in trial() if patient.name in ensemble.held_out)
        for member in ensemble.members:
            ((seen, opened),) = of_patients(member, ensemble.scale, [patient])
            with torch.inference_mode():
                hidden = member.states(seen[None])[0]
            assert (opened.hidden - hidden).abs().max() < 1e-5


@pytest.mark.parametrize("visit", [0, 1, -1])
def test_one_units_arithmetic_is_the_cells(visit: int) -> None:
    ((seen, opened),) = of_patients(MEMBER, ENSEMBLE.scale, [LONGEST])
    layer = layers()[0]
    visit %= len(LONGEST)
    for unit in range(layer.hidden_size):
        found = step(layer, seen, opened, unit, visit)
        assert [gate.name for gate in found.gates] == list(GATES)
        for gate, values in zip(found.gates, vars(opened).values(), strict=False):
            assert gate.value == pytest.approx(float(values[visit, unit]), abs=1e-5)
            bend = torch.tanh if gate.name == "candidate" else torch.sigmoid
            assert float(bend(torch.tensor(gate.total))) == pytest.approx(gate.value, abs=1e-5)
            assert len(gate.inputs) == len(INPUT_NAMES) == INPUTS
        assert found.before == pytest.approx(float(opened.cell[visit - 1, unit]) if visit else 0.0)
        assert found.cell == pytest.approx(float(opened.cell[visit, unit]), abs=1e-5)
        assert found.hidden == pytest.approx(float(opened.hidden[visit, unit]), abs=1e-5)


def test_units_that_rise_and_fall_together_are_put_together() -> None:
    chance = torch.Generator().manual_seed(1)
    kinds = torch.randn(3, 200, generator=chance)
    places = [2, 0, 1, 0, 2, 1, 1, 0]
    courses = kinds[places] * torch.linspace(1, 3, 8)[:, None] + 0.1 * torch.randn(8, 200, generator=chance)
    found = clusters(courses, 3)
    assert sorted(map(sorted, found)) == [[0, 4], [1, 3, 7], [2, 5, 6]]


def test_all_units_of_a_member_are_in_one_group_each() -> None:
    groups = alike(MEMBER, ENSEMBLE.scale, HELD_OUT, 5)
    assert len(groups) == 5
    assert sorted(unit for group in groups for unit in group) == list(range(32))
