"""Embeddings: photos as the features of a frozen network, each computed once and cached."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import torch
from cachetools import LRUCache
from numpy.typing import NDArray
from torch import Tensor

from components.cache import FEATURE_BYTES, size_of
from components.intake.photos import read_photo
from components.transfer.augmentation import augment
from components.transfer.dataset import LabelledPhoto, read_labelled_photo
from components.vision.backbones import Network
from components.vision.preprocessing import normalised, seen_pixels

T = TypeVar("T")
R = TypeVar("R")
CacheKey = tuple[str, str, int]  # the photo's sha256; the weights, which imply the preprocessing; the copy


class ParallelMap(Protocol):
    """Like `map`, but may work on many items at once."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Yield `work(item)` for each item, in order."""
        ...


class FeatureCache:
    """Cache of the features used last, bounded in bytes; any number of threads may share it."""

    def __init__(self) -> None:
        self._features: LRUCache[CacheKey, Tensor] = LRUCache(FEATURE_BYTES, size_of)
        self._lock = threading.Lock()

    def get(self, key: CacheKey) -> Tensor | None:
        """Return the features (F,) under a key; None if they aren't cached."""
        with self._lock:
            return self._features.get(key)

    def put(self, key: CacheKey, features: Tensor) -> None:
        """Cache features (F,) under a key."""
        with self._lock:
            self._features[key] = features


@dataclass(frozen=True)
class Embedder:
    """A network as feature extractor, with a cache of the features it has computed."""

    network: Network
    cache: FeatureCache

    def read_and_embed(self, data: bytes) -> LabelledPhoto:
        """Read a new photo's file and cache its features; it is decoded once for both. Raises IntakeError."""
        how = self.network.backbone.preprocessing
        photo, image = read_labelled_photo(data, how)
        if self.cached(photo) is None:
            self._embed(photo, 0, seen_pixels(image, how))
        return photo

    def cached(self, photo: LabelledPhoto, copy: int = 0) -> Tensor | None:
        """Return the features (F,) of a photo or of an augmented copy of it if they are cached, else None."""
        return self.cache.get(self._key(photo, copy))

    def features(self, photo: LabelledPhoto, copy: int = 0) -> Tensor:
        """Return the features (F,) of a photo (copy 0) or of one of its augmented copies (1, 2, …)."""
        cached = self.cached(photo, copy)
        if cached is not None:
            return cached
        how = self.network.backbone.preprocessing
        image = read_photo(photo.data).image
        if copy == 0:
            return self._embed(photo, 0, seen_pixels(image, how))
        return self._embed(photo, copy, normalised(augment(image, photo.digest, copy, how), how))

    def _embed(self, photo: LabelledPhoto, copy: int, pixels: NDArray[np.float32]) -> Tensor:
        features = embed(self.network, torch.from_numpy(pixels))
        self.cache.put(self._key(photo, copy), features)
        return features

    def _key(self, photo: LabelledPhoto, copy: int) -> CacheKey:
        return photo.digest, self.network.backbone.name, copy


@torch.inference_mode()
def embed(network: Network, pixels: Tensor) -> Tensor:
    """Features (F,) of normalised `pixels` (3, H, W): the input of the network's last layer.

    One photo at a time: a batch is no faster on a CPU (11 ms a photo alone, 15 in eights), and so a
    photo's features don't depend on the others in its batch.
    """
    features: Tensor = network.neck(network.body(pixels[None].to(network.device)))[0]
    return features.float().cpu()
