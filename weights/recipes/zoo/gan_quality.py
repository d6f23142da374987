"""How good generated digits are, by a classifier of digits that no part of a GAN has seen.

The judge is the page's own convolutional network (components/zoo/networks/convolutional.py). Its last maps,
averaged over their places, are the features of the Fréchet distance (Heusel et al. 2017, arXiv:1706.08500),
so compare that within this project only.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from components.zoo.networks.convolutional import Convolutional
from weights.recipes.avatar_gan.picture_quality import frechet

SURE = 0.9  # the probability above which a digit counts as recognised
BATCH = 500


@torch.inference_mode()
def digit_features(judge: Convolutional, pictures: Tensor) -> Tensor:
    """The judge's last maps (n, C) of pictures (n, 28, 28), averaged over their places."""
    parts = [judge.maps(part)[-1].mean((2, 3)) for part in torch.split(pictures, BATCH)]
    return torch.cat(parts).double()


@torch.inference_mode()
def class_probabilities(judge: Convolutional, pictures: Tensor) -> Tensor:
    """The judge's probabilities (n, 10) for pictures (n, 28, 28)."""
    return torch.cat([judge(part).softmax(1) for part in torch.split(pictures, BATCH)])


def recognised(probabilities: Tensor) -> float:
    """The share of pictures whose most probable class has more than SURE, of probabilities (n, 10)."""
    return float((probabilities.max(1).values > SURE).double().mean())


def class_entropy(probabilities: Tensor) -> float:
    """The entropy in bits of the most probable classes, of probabilities (n, 10); at most log2(10) = 3.32."""
    counts = F.one_hot(probabilities.argmax(1), probabilities.shape[1]).double().mean(0)
    return float(torch.special.entr(counts).sum() / math.log(2))


def picture_figures(judge: Convolutional, pictures: Tensor, held_out: Tensor) -> dict[str, float]:
    """What is measured of pictures (n, 28, 28) beside held-out digits (m, 28, 28)."""
    probabilities = class_probabilities(judge, pictures)
    return {
        "recognised": recognised(probabilities),
        "class_entropy": class_entropy(probabilities),
        "frechet": frechet(digit_features(judge, pictures), digit_features(judge, held_out)),
    }
