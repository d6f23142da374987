"""Photos as the features of a network, each computed once and kept."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import torch
from cachetools import LRUCache
from numpy.typing import NDArray
from torch import Tensor

from components.intake.photos import read_photo
from components.transfer.augmentation import augment
from components.transfer.dataset import LabelledPhoto, read_labelled_photo
from components.vision.backbones import Network
from components.vision.preprocessing import normalised, seen_pixels

KEPT = 20_000  # 100 MB of MobileNetV2's 1,280 features

T = TypeVar("T")
R = TypeVar("R")
Key = tuple[str, str, int]  # the photo's sha256; the weights, which imply the preprocessing; the copy


class ParallelMap(Protocol):
    """Like `map`, but may work on many items at once."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """`work(item)` for each item, in order."""
        ...


class FeatureCache:
    """Features that have been computed, those used last kept; any number of threads may share it."""

    def __init__(self) -> None:
        self._kept: LRUCache[Key, Tensor] = LRUCache(KEPT)
        self._lock = threading.Lock()

    def get(self, key: Key) -> Tensor | None:
        """The features (F,) under a key, if they are kept."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Key, features: Tensor) -> None:
        """Keep features (F,) under a key."""
        with self._lock:
            self._kept[key] = features


@dataclass(frozen=True)
class Embedder:
    """A network and the features it has already computed."""

    network: Network
    store: FeatureCache

    def read_and_embed(self, data: bytes) -> LabelledPhoto:
        """A new photo, decoded once for its thumbnail and its features. Raises IntakeError."""
        how = self.network.backbone.preprocessing
        photo, image = read_labelled_photo(data, how)
        if self.known(photo) is None:
            self._keep(photo, 0, seen_pixels(image, how))
        return photo

    def known(self, photo: LabelledPhoto, copy: int = 0) -> Tensor | None:
        """The features (F,) of a photo or of one of its augmented copies, if they are kept."""
        return self.store.get(self._key(photo, copy))

    def features(self, photo: LabelledPhoto, copy: int = 0) -> Tensor:
        """The features (F,) of a photo (copy 0) or of one of its augmented copies (1, 2, …)."""
        known = self.known(photo, copy)
        if known is not None:
            return known
        how = self.network.backbone.preprocessing
        image = read_photo(photo.data).image
        if copy == 0:
            return self._keep(photo, 0, seen_pixels(image, how))
        return self._keep(photo, copy, normalised(augment(image, photo.digest, copy, how), how))

    def _keep(self, photo: LabelledPhoto, copy: int, pixels: NDArray[np.float32]) -> Tensor:
        features = embed(self.network, torch.from_numpy(pixels))
        self.store.put(self._key(photo, copy), features)
        return features

    def _key(self, photo: LabelledPhoto, copy: int) -> Key:
        return photo.digest, str(self.network.backbone.weights), copy


@torch.inference_mode()
def embed(network: Network, pixels: Tensor) -> Tensor:
    """The features (F,) of normalised `pixels` (3, H, W): what the last layer is given.

    One photo at a time: a batch is no faster on a CPU (11 ms a photo alone, 15 in eights), and so a
    photo's features don't depend on its company.
    """
    features: Tensor = network.neck(network.body(pixels[None].to(network.device)))[0]
    return features.float().cpu()
