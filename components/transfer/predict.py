"""A new photo put to the classifier that was taught."""

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
    """What the taught classifier makes of a photo."""

    classification: Classification  # over the visitor's classes
    features: Tensor  # (F,)
    distance: float  # to the photos it was taught with, from 0 to 2
    neighbours: tuple[Neighbour, ...]


@torch.inference_mode()
def predict(trained: TrainedClassifier, taught: Network, classification: Classification) -> Prediction:
    """The reply of `taught`, the network with the lesson's last layer, to a photo seen by the network before.

    Only the new layer has to be run: the feature map of `looked` is the same for both.
    """
    features = taught.neck(classification.seen.features[None].to(taught.device))  # (1, F)
    logits = taught.last(features)[0].cpu()  # (classes,)
    features = features.float().cpu()
    return Prediction(
        replace(classification, labels=taught.labels, seen=Seen(classification.seen.features, logits)),
        features[0].clone(),
        float(knn_distances(features, trained.features[list(trained.split.train)])[0]),
        nearest_neighbours(trained, features[0], 3),
    )
