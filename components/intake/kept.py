"""A visitor's photo between two runs of a page: its file's bytes, decoded again when its pixels are needed.

Sixty photos of 48 megapixels would take 12 GB decoded. Reducing them would show the network other pixels than
the file has. So the decoded ones are kept for all visitors together, as many as fit, those used last.
"""

import os
import threading
from dataclasses import dataclass, field

from cachetools import LRUCache
from PIL import Image

from components.cache import PHOTO_BYTES
from components.intake.photos import Photo, read_photo


def _size(image: Image.Image) -> int:
    return 4 * image.width * image.height  # bytes; Pillow takes four for an RGB pixel


class Decoded:
    """Pictures by the digest of their files; any number of threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: LRUCache[str, Image.Image] = LRUCache(most_bytes, _size)
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)  # that many are decoded at once

    @property
    def bytes_kept(self) -> int:
        """What the kept pictures take."""
        return int(self._kept.currsize)

    def put(self, photo: Photo) -> None:
        """Keep a photo's pixels, if there is room for them at all."""
        with self._lock:
            if _size(photo.image) <= self._kept.maxsize:
                self._kept[photo.digest] = photo.image

    def image(self, data: bytes, digest: str) -> Image.Image:
        """The pixels of a photo that could be read before."""
        known = self._known(digest)
        if known is not None:
            return known
        with self._turns:
            known = self._known(digest)  # another thread may have decoded it meanwhile
            if known is None:
                photo = read_photo(data)
                self.put(photo)
                known = photo.image
        return known

    def _known(self, digest: str) -> Image.Image | None:
        with self._lock:
            return self._kept.get(digest)


_decoded = Decoded(PHOTO_BYTES)


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that could be read, as its file; used like a `Photo`."""

    data: bytes = field(repr=False)
    digest: str
    notes: tuple[str, ...]

    @property
    def image(self) -> Image.Image:
        """What `read_photo` makes of the file, in full resolution: never change it in place."""
        return _decoded.image(self.data, self.digest)


def keep_photo(data: bytes) -> KeptPhoto:
    """The photo in a file's bytes, for keeping. Raises IntakeError."""
    photo = read_photo(data)
    _decoded.put(photo)
    return KeptPhoto(data, photo.digest, photo.notes)
