"""What cells hold is what the networks compute; drawings follow the networks' own sizes."""

import numpy as np
import pytest
import torch
from torch import nn

from components.zoo.chart.activations import (
    MOST,
    FilledCell,
    Layer,
    fill_of,
    filled_graph,
    generator_layers,
    layers_of,
)
from components.zoo.chart.graphs import Graph
from components.zoo.networks.adversarial import Adversarial, AdversarialConfig
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.networks.variational import Variational, VariationalConfig

PIXELS = np.random.default_rng(0).random((28, 28), np.float32)
NETWORKS: dict[str, tuple[nn.Module, list[tuple[str, int]]]] = {
    "FF": (FeedForward(FeedForwardConfig(hidden=(30,))), [("I", 784), ("H", 30), ("O", 10)]),
    "DFF": (
        FeedForward(FeedForwardConfig(hidden=(30, 20), activation="tanh")),
        [("I", 784), ("H", 30), ("H", 20), ("O", 10)],
    ),
    "RBF": (RadialBasis(RadialBasisConfig(centres=12)), [("I", 784), ("H", 12), ("O", 10)]),
    "RNN": (Recurrent(RecurrentConfig("RNN", hidden=7)), [("I", 28), ("R", 7), ("O", 10)]),
    "LSTM": (Recurrent(RecurrentConfig("LSTM", hidden=7)), [("I", 28), ("M", 7), ("O", 10)]),
    "GRU": (Recurrent(RecurrentConfig("GRU", hidden=7)), [("I", 28), ("D", 7), ("O", 10)]),
    "CNN": (
        Convolutional(ConvolutionalConfig((4, 5, 6))),
        [("I", 784), ("C", 4), ("C", 5), ("C", 6), ("O", 10)],
    ),
    "AE": (
        Autoencoder(AutoencoderConfig((784, 20, 3))),
        [("I", 784), ("H", 20), ("H", 3), ("H", 20), ("E", 784)],
    ),
    "SAE": (Sparse(SparseConfig(40, 5)), [("I", 784), ("H", 40), ("E", 784)]),
    "VAE": (
        Variational(VariationalConfig((784, 20, 2))),
        [("I", 784), ("H", 20), ("P", 2), ("H", 20), ("E", 784)],
    ),
}


@pytest.mark.parametrize("short", NETWORKS)
def test_the_layers_are_those_of_the_config_and_end_in_what_the_network_gives(short: str) -> None:
    network, expected = NETWORKS[short]
    layers = layers_of(network.eval(), PIXELS)
    assert [(layer.letter, len(layer.values)) for layer in layers] == expected
    with torch.inference_mode():
        given = network(torch.from_numpy(PIXELS)[None]).flatten().numpy()
    np.testing.assert_array_equal(layers[-1].values, given)


@pytest.mark.parametrize("short", NETWORKS)
def test_the_numbers_of_a_cell_give_what_it_holds(short: str) -> None:
    functions = {"": lambda x: x, "ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
    for layer in layers_of(NETWORKS[short][0].eval(), PIXELS):
        if layer.sums is None or layer.biases is None:
            continue
        made = functions[layer.function](torch.from_numpy(layer.sums + layer.biases)).numpy()
        np.testing.assert_allclose(layer.values, made, rtol=1e-5, atol=1e-6)


def drawn(graph: Graph) -> list[int]:
    return [len(column) for column in graph.columns]


def test_more_units_are_more_cells_until_a_layer_is_too_wide() -> None:
    sizes = [
        drawn(filled_graph(layers_of(FeedForward(FeedForwardConfig(hidden=(hidden,))), PIXELS))[0])
        for hidden in (3, 4, 200)
    ]
    assert sizes == [[MOST, 3, 10], [MOST, 4, 10], [MOST, MOST, 10]]


def test_cells_and_what_they_hold_come_in_one_order() -> None:
    layers = layers_of(NETWORKS["DFF"][0], PIXELS)
    graph, cells = filled_graph(layers)
    assert [cell.letter for cell in graph.cells] == [cell.layer.letter for cell in cells]
    assert all(cell.value == cell.layer.values[cell.unit] for cell in cells)
    assert len({cell.unit for cell in cells if cell.layer is layers[1]}) == MOST


def test_the_drawn_pixels_are_those_of_one_column() -> None:
    layer = Layer("I", "pixels", PIXELS.flatten())
    assert {place % 28 for place in layer.drawn} == {14}
    assert layer.drawn == sorted(set(layer.drawn))


def test_a_logit_is_filled_by_its_probability_and_others_beside_the_largest() -> None:
    values = np.array([1, -3, 0.5], np.float32)
    logits, hidden = Layer("O", "logits", values), Layer("H", "hidden", values)
    probabilities = torch.from_numpy(values).softmax(0)
    found = [fill_of(FilledCell(logits, unit)) for unit in range(3)]
    assert found == pytest.approx(probabilities.tolist(), abs=1e-6)
    assert [fill_of(FilledCell(hidden, unit)) for unit in range(3)] == pytest.approx([1 / 3, 1, 1 / 6])
    assert fill_of(FilledCell(Layer("H", "hidden", np.zeros(2, np.float32)), 0)) == 0


def test_both_networks_of_a_gan_are_drawn_beside_each_other_with_what_they_compute() -> None:
    network = Adversarial(AdversarialConfig(5, (4, 3), (2, 6))).eval()
    z = torch.randn(5)
    making = generator_layers(network.generator, z)
    picture = making[-1].values.reshape(28, 28)
    judging = layers_of(network.discriminator, picture)
    sizes = [(layer.letter, len(layer.values)) for layer in (*making, *judging)]
    expected = [("I", 5), ("C", 4), ("C", 3), ("O", 784), ("I", 784), ("C", 2), ("C", 6), ("O", 1)]
    assert sizes == expected
    with torch.inference_mode():
        logit = network(z[None])
    np.testing.assert_allclose(judging[-1].values, logit.numpy(), rtol=1e-5, atol=1e-6)
    graph, cells = filled_graph(making, judging)
    assert len(graph.columns) == 8
    before = sum(len(layer.drawn) for layer in making)
    assert not any(a < before <= b for a, b in graph.links)
    assert fill_of(cells[-1]) == pytest.approx(float(logit.sigmoid()), abs=1e-6)
    pixel = next(cell for cell in cells if cell.layer is making[-1])
    assert fill_of(pixel) == pytest.approx(pixel.value / picture.max())


def test_what_can_not_be_drawn_is_refused() -> None:
    with pytest.raises(TypeError, match="Linear"):
        layers_of(nn.Linear(2, 2), PIXELS)
