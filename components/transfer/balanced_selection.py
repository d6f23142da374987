"""A class-balanced selection of the photos in a zip, as many as fit into a data set."""

import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.transfer.dataset import MAX_BYTES, MAX_CLASSES, MAX_PHOTOS, PhotoClass, PhotoDataset

_DEFAULT_NAME = re.compile(r"Class \d+")


@dataclass(frozen=True)
class Capacity:
    """Remaining capacity of a data set."""

    photos: int
    size: int  # bytes
    classes: int


def remaining_capacity(dataset: PhotoDataset) -> Capacity:
    """Return the capacity that a data set has for folders."""
    photos = dataset.photos
    return Capacity(
        MAX_PHOTOS - len(photos),
        MAX_BYTES - sum(len(photo.data) for photo in photos),
        MAX_CLASSES - len(kept_classes(dataset)),
    )


def kept_classes(dataset: PhotoDataset) -> tuple[PhotoClass, ...]:
    """Return the classes that stay when folders are added: all, but in a data set without photos only the
    ones whose name isn't a default one.
    """
    if dataset.photos:
        return dataset.classes
    return tuple(
        photo_class for photo_class in dataset.classes if not _DEFAULT_NAME.fullmatch(photo_class.name)
    )


def balanced_selection(
    offered: Mapping[str, Sequence[int]], present: Mapping[str, int], space: Capacity
) -> dict[str, list[int]]:
    """Select photos such that the classes stay balanced; return the indices of the selected ones by class.

    `offered` holds the photos' sizes in bytes by class, `present` the number of photos a class has already.
    The class with the fewest photos is always the next to get one, as long as there is room.
    """
    taken: dict[str, list[int]] = {name: [] for name in offered}
    turns = [(present.get(name, 0), position, name) for position, name in enumerate(offered)]
    heapq.heapify(turns)
    waiting = {name: iter(enumerate(sizes)) for name, sizes in offered.items()}
    photos, size = space.photos, space.size
    while turns and photos > 0:
        count, position, name = heapq.heappop(turns)
        fitting = next((number for number, needs in waiting[name] if needs <= size), None)
        if fitting is None:
            continue
        taken[name].append(fitting)
        photos, size = photos - 1, size - offered[name][fitting]
        heapq.heappush(turns, (count + 1, position, name))
    return taken


def describe_selection(
    offered: Mapping[str, Sequence[int]], taken: Mapping[str, Sequence[int]], space: Capacity
) -> str:
    """Return a sentence on how many photos of each class were selected, and why; "" if all were."""
    counts = {name: (len(taken[name]), len(sizes)) for name, sizes in offered.items()}
    cut = {name: pair for name, pair in counts.items() if pair[0] < pair[1]}
    if not cut:
        return ""
    full = sum(len(numbers) for numbers in taken.values()) >= space.photos
    limit = f"{MAX_PHOTOS:,} photos" if full else f"{MAX_BYTES // 2**20} MB of photos"
    if len(set(counts.values())) == 1 and len(counts) > 1:
        few, many = next(iter(counts.values()))
        counted = f"{few:,} of {many:,} photos of each class were"
    else:
        parts = [f"{few:,} of {many:,} of “{name}”" for name, (few, many) in cut.items()]
        counted = f"Of the photos, {', '.join(parts)} were"
    return f"{counted} taken, since a data set here holds {limit}."
