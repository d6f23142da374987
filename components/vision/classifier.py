"""A classifier of a visitor's own: a shared network with a new last layer."""

from dataclasses import dataclass

from torch import Tensor, nn

from components.vision.backbones import Network


@dataclass(frozen=True)
class Classifier:
    """What transfer learning has learned: one linear layer on a backbone's features."""

    backbone: str  # its name in BACKBONES
    labels: tuple[str, ...]
    weight: Tensor  # (classes, F)
    bias: Tensor  # (classes,)


def with_last_layer(network: Network, classifier: Classifier) -> Network:
    """The network with the classifier's layer as its last; everything before it stays shared."""
    classes, features = classifier.weight.shape
    last = nn.Linear(features, classes, device="meta")
    last.weight = nn.Parameter(classifier.weight.to(network.device), requires_grad=False)
    last.bias = nn.Parameter(classifier.bias.to(network.device), requires_grad=False)
    return Network(network.backbone, network.body, network.neck, last.eval(), classifier.labels)
