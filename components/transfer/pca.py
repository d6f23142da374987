"""A map of photos: the plane that shows most of their spread (principal component analysis, Pearson 1901)."""

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
    """A plane through a cloud of points in F dimensions."""

    centre: Tensor  # (F,)
    axes: Tensor  # (F, 2), orthonormal
    fraction: float  # of the points' variance that lies in the plane, from 0 to 1

    def place(self, points: Tensor) -> Tensor:
        """Where points (N, F) fall: (N, 2)."""
        return (points - self.centre) @ self.axes


def fit_pca(points: Tensor) -> PrincipalPlane:
    """The plane of the first two principal components of points (N, F), N at least 2."""
    centre = points.mean(0)
    _, lengths, axes = torch.linalg.svd(points - centre, full_matrices=False)
    axes = axes[:2].T
    if axes.shape[1] < 2:
        axes = torch.cat([axes, torch.zeros_like(axes)], 1)
    signs = torch.sign(axes.add_all(0, axes.abs().argmax(0, keepdim=True)))
    fraction = lengths[:2].square().sum() / lengths.square().sum().clamp(min=1e-12)
    return PrincipalPlane(centre, axes * signs, float(fraction))


@dataclass(frozen=True)
class ClassPurity:
    """How well the points' classes lie together."""

    fraction: float  # of the nearest neighbours that are of the point's own class, from 0 to 1
    chance: float  # the same, were the classes thrown over the points at random
    neighbours: int  # that are asked at most


def knn_purity(points: Tensor, targets: Tensor) -> ClassPurity | None:
    """Of points (N, F) of classes (N,). None if no class has two points.

    A point of a class of n asks its min(5, n - 1) nearest neighbours: all of them can be of its class.
    """
    others = torch.bincount(targets)[targets] - 1  # (N,) points of the same class beside this one
    asked = others.clamp(max=NEIGHBOURS)  # (N,)
    most = int(asked.max())
    if most == 0:
        return None
    distances = torch.cdist(points, points).fill_diagonal_(torch.inf)
    near = distances.topk(most, largest=False).indices  # (N, most), nearest first
    same = (targets[near] == targets[:, None]) & (torch.arange(most) < asked[:, None])
    paired = asked > 0
    fraction = same.sum(1)[paired] / asked[paired]
    return ClassPurity(float(fraction.mean()), float((others[paired] / (len(points) - 1)).mean()), most)


def all_raw_pixels(photos: Sequence[LabelledPhoto]) -> Tensor:
    """The photos as they are, 32 × 32 pixels of red, green and blue from 0 to 1: (N, 3072)."""
    return torch.stack([raw_pixels(Image.open(io.BytesIO(photo.thumbnail))) for photo in photos])


def raw_pixels(image: Image.Image) -> Tensor:
    """One square photo as 32 × 32 pixels: (3072,)."""
    small = image.convert("RGB").resize((RAW_SIDE, RAW_SIDE), Image.Resampling.BOX)
    return torch.from_numpy(np.asarray(small, np.float32) / 255).flatten()
