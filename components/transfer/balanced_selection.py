"""Which of the photos that a zip offers fit into an album: a fair share of each class."""

import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.transfer.dataset import MAX_BYTES, MAX_CLASSES, MAX_PHOTOS, PhotoClass, PhotoDataset

_UNTOUCHED = re.compile(r"Class \d+")  # a name that the page gave


@dataclass(frozen=True)
class Capacity:
    """What an album still takes."""

    photos: int
    size: int  # bytes
    classes: int


def remaining_capacity(dataset: PhotoDataset) -> Capacity:
    """The room in an album to which folders come."""
    photos = dataset.photos
    return Capacity(
        MAX_PHOTOS - len(photos),
        MAX_BYTES - sum(len(photo.data) for photo in photos),
        MAX_CLASSES - len(kept_classes(dataset)),
    )


def kept_classes(dataset: PhotoDataset) -> tuple[PhotoClass, ...]:
    """The classes that stay when folders come: without photos in the album, those that were given a name."""
    if dataset.photos:
        return dataset.classes
    return tuple(photo_class for photo_class in dataset.classes if not _UNTOUCHED.fullmatch(photo_class.name))


def balanced_selection(
    offered: Mapping[str, Sequence[int]], present: Mapping[str, int], space: Capacity
) -> dict[str, list[int]]:
    """For each class the numbers of the offered photos that are taken.

    `offered` holds the photos' sizes in bytes, `present` how many photos a class has already. The class
    with the fewest photos is always the next to get one, as long as there is room.
    """
    taken: dict[str, list[int]] = {name: [] for name in offered}
    turns = [(present.get(name, 0), place, name) for place, name in enumerate(offered)]
    heapq.heapify(turns)
    waiting = {name: iter(enumerate(sizes)) for name, sizes in offered.items()}
    photos, size = space.photos, space.size
    while turns and photos > 0:
        count, place, name = heapq.heappop(turns)
        fitting = next((number for number, needs in waiting[name] if needs <= size), None)
        if fitting is None:
            continue
        taken[name].append(fitting)
        photos, size = photos - 1, size - offered[name][fitting]
        heapq.heappush(turns, (count + 1, place, name))
    return taken


def describe_selection(
    offered: Mapping[str, Sequence[int]], taken: Mapping[str, Sequence[int]], space: Capacity
) -> str:
    """One sentence on how much of each class was taken, and why; empty if all was."""
    counts = {name: (len(taken[name]), len(sizes)) for name, sizes in offered.items()}
    cut = {name: pair for name, pair in counts.items() if pair[0] < pair[1]}
    if not cut:
        return ""
    full = sum(len(numbers) for numbers in taken.values()) >= space.photos
    limit = f"{MAX_PHOTOS:,} photos" if full else f"{MAX_BYTES // 2**20} MB of photos"
    if len(set(counts.values())) == 1 and len(counts) > 1:
        few, many = next(iter(counts.values()))
        shares = f"{few:,} of {many:,} photos of each class were"
    else:
        parts = [f"{few:,} of {many:,} of “{name}”" for name, (few, many) in cut.items()]
        shares = f"Of the photos, {', '.join(parts)} were"
    return f"{shares} taken, since an album holds {limit}."
