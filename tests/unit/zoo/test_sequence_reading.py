import numpy as np
import pytest
import torch

from components.zoo.digits import held_out_digits
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.sequence_reading import SequenceConfig, as_sequences, read_sequence

PIXELS = held_out_digits().pixels(0)
PICTURE = torch.from_numpy(PIXELS)[None]


def network(cell: str, inputs: int) -> Recurrent:
    torch.manual_seed(0)
    return Recurrent(RecurrentConfig(cell, inputs, 16)).eval().requires_grad_(False)


def test_rows_are_followed_by_as_many_black_ones_as_the_gap_is_long() -> None:
    sequence = as_sequences(PICTURE, SequenceConfig("row", 7))
    assert sequence.shape == (1, 35, 28)
    assert torch.equal(sequence[:, :28], PICTURE)
    assert not sequence[:, 28:].any()


def test_pixels_are_those_of_the_halved_picture_row_by_row() -> None:
    sequence = as_sequences(PICTURE, SequenceConfig("pixel"))
    assert sequence.shape == (1, 196, 1)
    assert float(sequence[0, 14 * 5 + 3]) == pytest.approx(float(PICTURE[0, 10:12, 6:8].mean()))


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("by", ["row", "pixel"])
def test_the_last_probabilities_are_the_networks_answer(cell: str, by: str) -> None:
    sequence = SequenceConfig(by, 5)
    reader = network(cell, sequence.inputs)
    reading = read_sequence(reader, PIXELS, sequence)
    expected = reader(as_sequences(PICTURE, sequence)).softmax(1)[0].numpy()
    np.testing.assert_allclose(reading.classes[-1], expected, atol=1e-6)
    assert reading.answer == expected.argmax()
    assert reading.states.shape == (len(reading.inputs), 16)


def test_a_gradient_is_the_slope_of_the_answers_logit() -> None:
    reader, sequence = network("GRU", 28), SequenceConfig("row", 3)
    reading = read_sequence(reader, PIXELS, sequence)
    read = as_sequences(PICTURE, sequence).double()
    reader.double()
    step, moved = 1e-5, []
    for place in range(28):
        logits = []
        for sign in (1, -1):
            pushed = read.clone()
            pushed[0, 10, place] += sign * step
            logits.append(float(reader(pushed)[0, reading.answer]))
        moved.append((logits[0] - logits[1]) / (2 * step))
    assert reading.gradients[10] == pytest.approx(np.linalg.norm(moved), rel=1e-3)


def test_the_network_stays_as_it_was() -> None:
    reader = network("LSTM", 28)
    before = {name: tensor.clone() for name, tensor in reader.state_dict().items()}
    read_sequence(reader, PIXELS, SequenceConfig())
    assert all(parameter.grad is None for parameter in reader.parameters())
    assert all(torch.equal(before[name], tensor) for name, tensor in reader.state_dict().items())
