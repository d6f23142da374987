"""What each digit network is trained for, how long, and what is measured of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components.zoo.library import CELLS, GAPS, LEARNED_GAP, gap_accuracy, reader_of
from components.zoo.networks.autoencoder import Autoencoder, AutoencoderConfig
from components.zoo.networks.convolutional import Convolutional, ConvolutionalConfig
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.networks.recurrent import Recurrent, RecurrentConfig
from components.zoo.networks.sparse import Sparse, SparseConfig
from components.zoo.networks.variational import Variational, VariationalConfig, negative_elbo
from components.zoo.noise import gaussian_noise, masking_noise
from components.zoo.sequence_reading import SequenceConfig, as_sequences
from weights.recipes.zoo.centres import k_means, neighbour_widths, ridge
from weights.recipes.zoo.mnist import Mnist

Figures = dict[str, float]
SHIFT = 2  # pixels that a digit is moved at most while a classifier learns
STEEPNESS = 10  # how far a class’s logit is to lie above the others when the fit begins
LONG_HIDDEN = 64  # hidden units of the networks that read long sequences
LONG_EPOCHS = {"row": 6, "pixel": 4}
KL_SAMPLES = 20  # codes drawn for each held-out picture, for the ELBO


@dataclass(frozen=True)
class Recipe:
    """How one network is trained: AdamW under a one-cycle learning rate whose peak is `rate`."""

    begin: Callable[[Mnist], nn.Module]
    loss: Callable[[Any, Tensor, Tensor], Tensor]
    measure: Callable[[Any, Mnist], Figures]
    epochs: int
    rate: float = 2e-3
    batch: int = 128
    weight_decay: float = 1e-2
    clip: float = 5.0

    @property
    def numbers(self) -> tuple[float, ...]:
        """What decides the outcome, beside the network, its data and its loss."""
        return (self.epochs, self.rate, self.batch, self.weight_decay, self.clip)

    def smoke(self) -> "Recipe":
        """The same, but over in a moment."""
        return replace(self, epochs=1)


# --- Losses ----------------------------------------------------------------------------------------------


def cross_entropy(network: nn.Module, pictures: Tensor, classes: Tensor) -> Tensor:
    """Of moved pictures."""
    return F.cross_entropy(network(shifted(pictures)), classes, label_smoothing=0.05)


def still_cross_entropy(network: nn.Module, pictures: Tensor, classes: Tensor) -> Tensor:
    """Of the pictures as they are: centres are places, and a moved digit lies elsewhere."""
    return F.cross_entropy(network(pictures), classes)


def shifted(pictures: Tensor) -> Tensor:
    """Each picture (B, 28, 28) moved by up to SHIFT pixels either way."""
    count, side = len(pictures), pictures.shape[-1]
    padded = F.pad(pictures, (SHIFT,) * 4)
    rows, columns = (torch.randint(2 * SHIFT + 1, (2, count, 1)) + torch.arange(side)).unbind()
    return padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]


def reconstruction(network: nn.Module, pictures: Tensor, _classes: Tensor) -> Tensor:
    """Mean square error."""
    return F.mse_loss(network(pictures), pictures)


def pixelwise(network: Autoencoder, pictures: Tensor, _classes: Tensor) -> Tensor:
    """Cross-entropy of the pixels, grey ones as probabilities of white: what a VAE’s loss has for them."""
    missed = F.binary_cross_entropy(network(pictures), pictures, reduction="none")
    return missed.sum((1, 2)).mean()


def denoising(network: nn.Module, pictures: Tensor, _classes: Tensor) -> Tensor:
    """Mean square error to the clean picture, of noise that is drawn anew for each."""
    half = len(pictures) // 2
    noisy = torch.cat([masking_noise(pictures[:half], 0.5), gaussian_noise(pictures[half:], 0.5)])
    return F.mse_loss(network(noisy), pictures)


def variational(network: Variational, pictures: Tensor, _classes: Tensor) -> Tensor:
    """Negative evidence lower bound."""
    return negative_elbo(network, pictures).mean()


# --- Measures --------------------------------------------------------------------------------------------


def share_right(read: Callable[[Tensor], Tensor], mnist: Mnist) -> float:
    """The share of held-out digits that are told right; `read` gives the logits (B, 10) of pictures."""
    logits = torch.cat([read(part) for part in torch.split(mnist.held_out_pictures, 500)])
    return float((logits.argmax(1) == mnist.held_out_classes).double().mean())


def accuracy(network: nn.Module, mnist: Mnist) -> Figures:
    """The share of held-out digits that are told right."""
    return {"accuracy": share_right(network, mnist)}


def errors(network: nn.Module, mnist: Mnist) -> Figures:
    """Mean square errors to the clean picture: of clean ones, under masking and under Gaussian noise."""
    torch.manual_seed(0)
    clean = mnist.held_out_pictures
    noisy = {
        "error": clean,
        "error_masked": masking_noise(clean, 0.5),
        "error_gaussian": gaussian_noise(clean, 0.5),
    }
    return {name: float(F.mse_loss(network(pictures), clean)) for name, pictures in noisy.items()}


def activity(network: Sparse, mnist: Mnist) -> Figures:
    """The error, and the mean share of the code's units that are active."""
    code = network.encode(mnist.held_out_pictures)
    active = (code > 0).double().mean()
    return errors(network, mnist) | {"active": float(active)}


def evidence(network: Variational, mnist: Mnist) -> Figures:
    """The negative ELBO in nats, and its KL part."""
    torch.manual_seed(0)
    losses = [negative_elbo(network, mnist.held_out_pictures).mean() for _ in range(KL_SAMPLES)]
    mean, log_variance = network.encode(mnist.held_out_pictures)
    divergence = ((mean**2 + log_variance.exp() - 1 - log_variance).sum(1) / 2).mean()
    return {"negative_elbo": float(torch.stack(losses).mean()), "kl": float(divergence)} | errors(
        network, mnist
    )


# --- The recipes -----------------------------------------------------------------------------------------


def begin_radial_basis(mnist: Mnist) -> RadialBasis:
    """With centres and widths from the pictures, and an output that is fitted to their classes."""
    network = RadialBasis(RadialBasisConfig())
    with torch.no_grad():
        network.centres.copy_(k_means(mnist.pictures.flatten(1), network.config.centres))
        network.log_widths.copy_(neighbour_widths(network.centres).log())
        bumps = torch.cat([network.bumps(part) for part in torch.split(mnist.pictures, 5_000)])
        wanted = F.one_hot(mnist.classes, network.config.outputs).float()
        weights, biases = ridge(bumps, STEEPNESS * wanted)
        network.output.weight.copy_(weights)
        network.output.bias.copy_(biases)
    return network


def classifier(config: FeedForwardConfig, epochs: int) -> Recipe:
    """A feed-forward network of digits."""
    return Recipe(lambda _: FeedForward(config), cross_entropy, accuracy, epochs)


def reader(cell: str) -> Recipe:
    """A recurrent network that reads a digit row by row."""
    return Recipe(
        lambda _: Recurrent(RecurrentConfig(cell)), cross_entropy, accuracy, 20, rate=3e-3, clip=1.0
    )


def long_reader(cell: str, by: str) -> Recipe:
    """A small recurrent network that reads row by row with a gap after the digit, or pixel by pixel."""

    def missed(network: nn.Module, pictures: Tensor, classes: Tensor) -> Tensor:
        gap = int(torch.randint(LEARNED_GAP + 1, ())) if by == "row" else 0
        return F.cross_entropy(network(as_sequences(pictures, SequenceConfig(by, gap))), classes)

    def at_gap(network: nn.Module, mnist: Mnist, gap: int) -> float:
        return share_right(lambda part: network(as_sequences(part, SequenceConfig(by, gap))), mnist)

    def measured(network: nn.Module, mnist: Mnist) -> Figures:
        return {gap_accuracy(gap): at_gap(network, mnist, gap) for gap in (GAPS if by == "row" else (0,))}

    config = RecurrentConfig(cell, SequenceConfig(by).inputs, LONG_HIDDEN)
    return Recipe(lambda _: Recurrent(config), missed, measured, LONG_EPOCHS[by], rate=3e-3, clip=1.0)


def autoencoder(sizes: tuple[int, ...], epochs: int = 30) -> Recipe:
    """A plain autoencoder."""
    config = AutoencoderConfig(sizes)
    return Recipe(lambda _: Autoencoder(config), reconstruction, errors, epochs, weight_decay=0.0)


def bottle(sizes: tuple[int, ...], epochs: int) -> Recipe:
    """A variational autoencoder."""
    config = VariationalConfig(sizes)
    return Recipe(lambda _: Variational(config), variational, evidence, epochs, weight_decay=0.0)


SPARSE = SparseConfig()


def begin_dictionary(config: SparseConfig, mnist: Mnist) -> Sparse:
    """A sparse autoencoder that begins from the mean picture."""
    network = Sparse(config)
    with torch.no_grad():
        network.pixel_bias.copy_(mnist.pictures.mean(0).flatten())
    return network


def dictionary(config: SparseConfig) -> Recipe:
    """A sparse autoencoder, or the same with all units free."""
    return Recipe(
        lambda mnist: begin_dictionary(config, mnist), reconstruction, activity, 20, 1e-3, weight_decay=0.0
    )


RECIPES: dict[str, Recipe] = {
    "ff": classifier(FeedForwardConfig(hidden=(320,), dropout=0.2), 30),
    "dff": classifier(FeedForwardConfig(hidden=(256, 128), dropout=0.1), 30),
    "rbf": Recipe(begin_radial_basis, still_cross_entropy, accuracy, 6, rate=1e-3),
    "rnn": reader("RNN"),
    "lstm": reader("LSTM"),
    "gru": reader("GRU"),
    "cnn": Recipe(lambda _: Convolutional(ConvolutionalConfig()), cross_entropy, accuracy, 8, rate=5e-3),
    "ae": replace(autoencoder((784, 400, 150, 2), 100), loss=pixelwise),  # as long as the VAE, and its loss
    "ae_64": autoencoder((784, 200, 64)),
    "dae": replace(autoencoder((784, 200, 64)), loss=denoising),
    "vae": bottle((784, 400, 150, 2), 100),
    "vae_20": bottle((784, 384, 20), 60),
    "sae": dictionary(SPARSE),
    "sae_all": dictionary(replace(SPARSE, active=SPARSE.units)),  # what it stands beside
    **{reader_of(cell, by).file: long_reader(cell, by) for cell in CELLS for by in LONG_EPOCHS},
}
