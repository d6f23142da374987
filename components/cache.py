"""Results that are held for everybody, as many as fit into a number of bytes."""

import sys
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from cachetools import LRUCache
from PIL import Image

if TYPE_CHECKING:  # torch takes over a second to import: the first page is painted before that
    import torch

# The bounds of all caches that grow with what visitors do.
RESULT_BYTES = 256 * 2**20  # what was computed of photos, patients and settings, encoded pictures above all
PHOTO_BYTES = 512 * 2**20  # decoded photos
VISITOR_BYTES = 16 * 2**20  # of each visitor, what long work has come to
FEATURE_BYTES = 64 * 2**20  # features of photos, some 5 kB each


class VisitorResults:
    """One visitor's results by name and by what they are about: those used last, by their bytes.

    One that takes more than all of that room is kept as well, until the next such result of its name.
    """

    def __init__(self, most_bytes: int) -> None:
        self._kept: LRUCache[tuple[str, Hashable], Any] = LRUCache(most_bytes, size_of)
        self._large: dict[str, tuple[Hashable, Any]] = {}
        self._lock = threading.Lock()  # a run that was told to stop goes on for a while beside the next one

    def put(self, name: str, about: Hashable, result: object) -> None:
        """Keep a result instead of the one of the same name about the same."""
        self.drop(name, about)
        with self._lock:
            if size_of(result) > self._kept.maxsize:
                self._large[name] = about, result
            else:
                self._kept[name, about] = result

    def get(self, name: str, about: Hashable) -> Any | None:  # noqa: ANN401 -- whatever was kept
        """The result, None if there is none."""
        with self._lock:
            if (name, about) in self._kept:
                return self._kept[name, about]
            found = self._large.get(name)
        return found[1] if found is not None and found[0] == about else None

    def drop(self, name: str, about: Hashable) -> None:
        """Forget a result, if there is one."""
        with self._lock:
            self._kept.pop((name, about), None)
            if name in self._large and self._large[name][0] == about:
                del self._large[name]

    def of(self, name: str) -> dict[Hashable, Any]:
        """All results of a name by what they are about, in the order in which they came."""
        with self._lock:
            kept = {about: result for (one, about), result in self._kept.items() if one == name}
            return kept | dict([self._large[name]] if name in self._large else [])


class ResultCache:
    """Results by their keys, those used last; each is computed once, however many ask at the same time."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: LRUCache[Hashable, Any] = LRUCache(most_bytes, size_of)
        self._lock = threading.Lock()
        self._pending: dict[Hashable, Future[Any]] = {}

    @property
    def bytes_kept(self) -> int:
        """What the kept results take."""
        return int(self._kept.currsize)

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 -- whatever it computes
        """The result under a key, or what `compute` returns. Raises what `compute` raises."""
        while True:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
                pending = self._pending.get(key)
                if pending is None:
                    mine = self._pending[key] = Future()
                    break
            if pending.exception() is None:
                return pending.result()
            # Whoever computed it was broken off, or failed: it is tried again, so that each asker hears why.
        return self._compute(key, compute, mine)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()

    def _compute(self, key: Hashable, compute: Callable[[], Any], mine: "Future[Any]") -> Any:  # noqa: ANN401
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._pending[key]
            mine.set_exception(error)
            raise
        with self._lock:
            if size_of(value) <= self._kept.maxsize:
                self._kept[key] = value
            del self._pending[key]
        mine.set_result(value)
        return value


def size_of(value: object) -> int:
    """Bytes that a result takes, about; shared models within it don't count, they are held anyway."""
    return _size(value, set())


def _size(value: object, seen: set[int]) -> int:
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Image.Image):
        return 4 * value.width * value.height  # Pillow takes four bytes for an RGB pixel
    if _is_of_torch(value, "Tensor"):
        return _bytes_of_storage(value, seen)  # type: ignore[arg-type]
    if _is_of_torch(value, "nn.Module"):
        return 0
    own = sys.getsizeof(value, 64)
    return own + sum(_size(part, seen) for part in _parts(value))


def _parts(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    if is_dataclass(value):
        return [getattr(value, one.name) for one in fields(value)]
    return list(vars(value).values()) if hasattr(value, "__dict__") and not callable(value) else []


def _is_of_torch(value: object, name: str) -> bool:
    torch = sys.modules.get("torch")
    if torch is None:
        return False
    kind: Any = torch
    for part in name.split("."):
        kind = getattr(kind, part)
    return isinstance(value, kind)


def _bytes_of_storage(tensor: "torch.Tensor", seen: set[int]) -> int:
    storage = tensor.untyped_storage()  # which several views may share
    if storage.data_ptr() in seen:
        return 0
    seen.add(storage.data_ptr())
    return int(storage.nbytes())
