"""Codes drawn at random, and how many of them are decoded into what looks like a digit."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from components.zoo.code_plane import CodeNetwork
from components.zoo.networks.convolutional import Convolutional

Numbers = NDArray[np.float32]

SURE = 0.9  # the probability above which a picture counts as a digit


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A normal distribution of codes: its mean (d,) and covariance (d, d)."""

    mean: Numbers
    covariance: Numbers


def standard_gaussian(dimensions: int) -> Gaussian:
    """N(0, I): the prior of a variational autoencoder's codes."""
    return Gaussian(np.zeros(dimensions, np.float32), np.eye(dimensions, dtype=np.float32))


def fitted_gaussian(codes: Numbers) -> Gaussian:
    """The normal distribution that has the mean and the covariance of codes (n, d)."""
    return Gaussian(codes.mean(0), np.cov(codes, rowvar=False).astype(np.float32))


def random_codes(gaussian: Gaussian, count: int, seed: int) -> Numbers:
    """Codes (count, d) drawn from a distribution; a seed gives the same standard normal draws for each."""
    drawn = torch.randn(count, len(gaussian.mean), generator=torch.Generator().manual_seed(seed)).numpy()
    codes: Numbers = gaussian.mean + drawn @ np.linalg.cholesky(gaussian.covariance).T
    return codes.astype(np.float32)


@torch.inference_mode()
def decode_codes(network: CodeNetwork, codes: Numbers) -> Numbers:
    """The pictures (n, 28, 28) of codes (n, d), in [0, 1]."""
    given = torch.from_numpy(codes).to(next(network.parameters()).device)
    pictures: Numbers = network.decode(given).cpu().numpy()
    return pictures


@torch.inference_mode()
def share_like_digits(classifier: Convolutional, pictures: Numbers) -> float:
    """The share of pictures (n, 28, 28) that the classifier takes for some digit, surer than SURE."""
    given = torch.from_numpy(pictures).to(next(classifier.parameters()).device)
    probabilities = classifier(given).softmax(1)  # (n, 10)
    return float((probabilities.max(1).values > SURE).float().mean())
