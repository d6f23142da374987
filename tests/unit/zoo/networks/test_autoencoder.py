import torch

from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig, perceptron


def test_a_picture_goes_down_to_the_code_and_back() -> None:
    network = Autoencoder(AutoencoderConfig((784, 30, 5)))
    x = torch.rand(2, 28, 28)
    assert network.encode(x).shape == (2, 5)
    made = network(x).detach()
    assert made.shape == x.shape
    assert torch.equal(made, network.decode(network.encode(x)).detach())
    assert 0 <= float(made.min()) <= float(made.max()) <= 1


def test_nothing_follows_the_last_layer() -> None:
    assert [type(layer).__name__ for layer in perceptron((4, 3, 2))] == ["Linear", "ReLU", "Linear"]
