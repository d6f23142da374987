"""A new photo put to the classifier that was taught."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from components.transfer.classify import Look
from components.transfer.evaluation import Neighbour, nearest
from components.transfer.novelty import distances
from components.transfer.train import Lesson
from components.vision.attribution import Seen
from components.vision.backbones import Network


@dataclass(frozen=True)
class Reply:
    """What the taught classifier makes of a photo."""

    looked: Look  # over the visitor's classes
    features: Tensor  # (F,)
    distance: float  # to the photos it was taught with, from 0 to 2
    neighbours: tuple[Neighbour, ...]


@torch.inference_mode()
def ask(lesson: Lesson, taught: Network, looked: Look) -> Reply:
    """The reply of `taught`, the network with the lesson's last layer, to a photo seen by the network before.

    Only the new layer has to be run: the feature map of `looked` is the same for both.
    """
    features = taught.neck(looked.seen.features[None].to(taught.device))  # (1, F)
    logits = taught.last(features)[0].cpu()  # (classes,)
    features = features.float().cpu()
    return Reply(
        replace(looked, labels=taught.labels, seen=Seen(looked.seen.features, logits)),
        features[0].clone(),
        float(distances(features, lesson.features[list(lesson.split.train)])[0]),
        nearest(lesson, features[0], 3),
    )
