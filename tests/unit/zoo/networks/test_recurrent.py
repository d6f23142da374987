import pytest
import torch

from components.zoo.networks.recurrent import CELLS, Recurrent, RecurrentConfig


@pytest.mark.parametrize("cell", CELLS)
def test_it_reads_row_by_row_and_answers_from_the_last_state(cell: str) -> None:
    network = Recurrent(RecurrentConfig(cell, hidden=6))
    x = torch.rand(3, 28, 28)
    states = network.states(x)
    assert states.shape == (3, 28, 6)
    assert torch.equal(network(x), network.output(states[:, -1]))
    assert torch.allclose(network.states(x[:, :10]), states[:, :10], atol=1e-6)  # later rows don't matter yet
