"""Embeddings: photos as the features of a frozen network, each computed once and cached."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from components.cache import FEATURE_BYTES, ResultCache
from components.intake.photos import read_photo
from components.transfer.augmentation import augment
from components.transfer.dataset import LabelledPhoto, read_labelled_photo
from components.vision.backbones import Network
from components.vision.preprocessing import normalised, seen_pixels

T = TypeVar("T")
R = TypeVar("R")
Pixels = NDArray[np.float32]  # (3, H, W), normalised


class ParallelMap(Protocol):
    """Like `map`, but may work on many items at once."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Yield `work(item)` for each item, in order."""
        ...


class FeatureCache(ResultCache):
    """Cache of the features used last, each computed once though several visitors have the same photo."""

    def __init__(self) -> None:
        super().__init__(FEATURE_BYTES)


@dataclass(frozen=True)
class Embedder:
    """A network as feature extractor, with a cache of the features it has computed."""

    network: Network
    cache: FeatureCache

    def read_and_embed(self, data: bytes) -> LabelledPhoto:
        """Read a new photo's file and cache its features; it is decoded once for both. Raises IntakeError."""
        how = self.network.backbone.preprocessing
        photo, image = read_labelled_photo(data, how)
        self._cached(photo, 0, lambda: seen_pixels(image, how))
        return photo

    def features(self, photo: LabelledPhoto, copy: int = 0) -> Tensor:
        """Return the features (F,) of a photo (copy 0) or of one of its augmented copies (1, 2, …)."""
        return self._cached(photo, copy, lambda: self._pixels(photo, copy))

    def _pixels(self, photo: LabelledPhoto, copy: int) -> Pixels:
        how = self.network.backbone.preprocessing
        image = read_photo(photo.data).image
        if copy == 0:
            return seen_pixels(image, how)
        return normalised(augment(image, photo.digest, copy, how), how)

    def _cached(self, photo: LabelledPhoto, copy: int, pixels: Callable[[], Pixels]) -> Tensor:
        """The features under the photo’s sha256, the network (with its preprocessing) and the copy."""
        key = photo.digest, self.network.backbone.name, copy
        features: Tensor = self.cache.get(key, lambda: embed(self.network, torch.from_numpy(pixels())))
        return features


@torch.inference_mode()
def embed(network: Network, pixels: Tensor) -> Tensor:
    """Features (F,) of normalised `pixels` (3, H, W): the input of the network's last layer.

    One photo at a time: a batch is no faster on a CPU (11 ms a photo alone, 15 in eights), and so a
    photo's features don't depend on the others in its batch.
    """
    features: Tensor = network.neck(network.body(pixels[None].to(network.device)))[0]
    return features.float().cpu()
