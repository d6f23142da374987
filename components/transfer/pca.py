"""Principal component analysis to two dimensions (Pearson, 1901), and how well classes cluster."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from components.transfer.dataset import LabelledPhoto

NEIGHBOURS = 5
RAW_SIDE = 32


@dataclass(frozen=True)
class PrincipalPlane:
    """Mean and first two principal components of points in F dimensions."""

    mean: Tensor  # (F,)
    components: Tensor  # (F, 2), orthonormal
    explained_variance: float  # fraction of the points' variance that lies in the plane, from 0 to 1

    def transform(self, points: Tensor) -> Tensor:
        """Project points: (N, F) -> (N, 2)."""
        return (points - self.mean) @ self.components


def fit_pca(points: Tensor) -> PrincipalPlane:
    """Fit two principal components to points (N, F), N at least 2; the largest entry of each is positive."""
    mean = points.mean(0)
    _, singular_values, right_vectors = torch.linalg.svd(points - mean, full_matrices=False)
    components = right_vectors[:2].T  # (F, 2)
    if components.shape[1] < 2:
        components = torch.cat([components, torch.zeros_like(components)], 1)
    signs = torch.sign(components.gather(0, components.abs().argmax(0, keepdim=True)))
    variances = singular_values.square()
    explained = variances[:2].sum() / variances.sum().clamp(min=1e-12)
    return PrincipalPlane(mean, components * signs, float(explained))


@dataclass(frozen=True)
class ClassPurity:
    """Purity of nearest neighbours: how well the points of a class cluster."""

    fraction: float  # of the nearest neighbours that are of the point's own class, from 0 to 1
    expected: float  # the same for classes assigned at random
    neighbours: int  # that are counted at most


def knn_purity(points: Tensor, targets: Tensor) -> ClassPurity | None:
    """Purity of points (N, F) with class indices (N,). None if no class has two points.

    For a point of a class of n its min(5, n - 1) nearest neighbours count: all of them can be of its class.
    """
    others = torch.bincount(targets)[targets] - 1  # (N,) points of the same class beside this one
    counted = others.clamp(max=NEIGHBOURS)  # (N,)
    most = int(counted.max())
    if most == 0:
        return None
    distances = torch.cdist(points, points).fill_diagonal_(torch.inf)
    near = distances.topk(most, largest=False).indices  # (N, most), nearest first
    same = (targets[near] == targets[:, None]) & (torch.arange(most) < counted[:, None])
    paired = counted > 0
    fraction = same.sum(1)[paired] / counted[paired]
    return ClassPurity(float(fraction.mean()), float((others[paired] / (len(points) - 1)).mean()), most)


def all_raw_pixels(photos: Sequence[LabelledPhoto]) -> Tensor:
    """Raw pixels of photos, 32 × 32 with red, green and blue from 0 to 1: (N, 3072)."""
    return torch.stack([raw_pixels(Image.open(io.BytesIO(photo.thumbnail))) for photo in photos])


def raw_pixels(image: Image.Image) -> Tensor:
    """Raw pixels of one square photo, 32 × 32 with red, green and blue from 0 to 1: (3072,)."""
    small = image.convert("RGB").resize((RAW_SIDE, RAW_SIDE), Image.Resampling.BOX)
    return torch.from_numpy(np.asarray(small, np.float32) / 255).flatten()
