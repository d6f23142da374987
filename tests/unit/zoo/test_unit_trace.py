"""One unit's gates and states, against PyTorch's own layers."""

import numpy as np
import pytest
import torch

from components.zoo.networks.recurrent import CELLS, Recurrent, RecurrentConfig
from components.zoo.unit_trace import unit_trace

HIDDEN, STEPS = 7, 12


@pytest.fixture
def inputs() -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.random.default_rng(0).normal(size=(STEPS, 5)).astype(np.float32)


def network_of(cell: str) -> Recurrent:
    torch.manual_seed(1)
    return Recurrent(RecurrentConfig(cell, 5, HIDDEN, 3)).requires_grad_(False)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("unit", [0, HIDDEN - 1])
def test_the_states_are_the_layer_s(
    cell: str, unit: int, inputs: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"
) -> None:
    network = network_of(cell)
    trace = unit_trace(network, inputs, unit)
    states = network.states(torch.from_numpy(inputs)[None])[0]
    assert trace["hidden"] == pytest.approx(states[:, unit].tolist(), abs=1e-5)
    assert {len(values) for values in trace.values()} == {STEPS}


def test_what_is_kept_is_what_the_next_step_begins_with(
    inputs: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
) -> None:
    for cell, kept in {"RNN": "hidden", "LSTM": "cell", "GRU": "hidden"}.items():
        trace = unit_trace(network_of(cell), inputs, 2)
        assert trace["before"] == pytest.approx([0.0, *trace[kept][:-1]])


def test_the_numbers_add_up(inputs: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> None:
    lstm, gru = (unit_trace(network_of(cell), inputs, 3) for cell in ("LSTM", "GRU"))
    for f, before, i, g, cell in zip(
        *(lstm[name] for name in ("forget", "before", "input", "candidate", "cell")), strict=True
    ):
        assert cell == pytest.approx(f * before + i * g, abs=1e-6)
    for z, before, n, hidden in zip(
        *(gru[name] for name in ("update", "before", "candidate", "hidden")), strict=True
    ):
        assert hidden == pytest.approx(z * before + (1 - z) * n, abs=1e-6)
