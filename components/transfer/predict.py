"""Predict the class of a new photo with a trained classifier."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from components.transfer.classify import Classification
from components.transfer.evaluation import Neighbour, nearest_neighbours
from components.transfer.novelty import knn_distances
from components.transfer.train import TrainedClassifier
from components.vision.attribution import Seen
from components.vision.backbones import Network


@dataclass(frozen=True)
class Prediction:
    """Prediction of a trained classifier for a photo."""

    classification: Classification  # over the visitor's classes
    features: Tensor  # (F,)
    distance: float  # mean cosine distance to the nearest training photos, from 0 to 2
    neighbours: tuple[Neighbour, ...]


@torch.inference_mode()
def predict(trained: TrainedClassifier, network: Network, classification: Classification) -> Prediction:
    """Predict with `network`, which has the trained last layer, from a forward pass of the original network.

    Only the last layer has to be run: the last feature map is the same for both networks.
    """
    features = network.neck(classification.seen.features[None].to(network.device))  # (1, F)
    logits = network.last(features)[0].cpu()  # (classes,)
    features = features.float().cpu()
    return Prediction(
        replace(classification, labels=network.labels, seen=Seen(classification.seen.features, logits)),
        features[0].clone(),
        float(knn_distances(features, trained.features[list(trained.split.train)])[0]),
        nearest_neighbours(trained, features[0], 3),
    )
