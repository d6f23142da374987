"""Selection of classes and photos from a visitor's zip, and the sentences that describe it."""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from components.intake.archives import listed, said, shown
from components.intake.class_names import key, one_form
from components.intake.class_tree import FoundClass, Leaf, Level
from components.transfer.balanced_selection import (
    balanced_selection,
    describe_selection,
    kept_classes,
    remaining_capacity,
)
from components.transfer.dataset import MAX_CLASSES, PhotoDataset


@dataclass(frozen=True)
class ClassSelection:
    """Number of photos selected from one class, and the folders they lie in."""

    name: str
    selected: int
    offered: int
    folders: tuple[str, ...]


@dataclass(frozen=True)
class ZipSelection:
    """Selected photos, each with its class, and sentences on the others."""

    per_class: tuple[ClassSelection, ...]
    photos: tuple[tuple[str, Leaf], ...]
    sentences: tuple[str, ...]


def classes_that_fit(level: Level, dataset: PhotoDataset) -> tuple[str, ...]:
    """Return the names of the classes that fit into a data set: those it has, and the first new ones."""
    free, there = (
        remaining_capacity(dataset).classes,
        {key(photo_class.name) for photo_class in kept_classes(dataset)},
    )
    fitting = []
    for found in level.classes:
        new = key(found.name) not in there
        if new and free == 0:
            continue
        free -= new
        fitting.append(found.name)
    return tuple(fitting)


def select_photos(level: Level, names: Collection[str], dataset: PhotoDataset) -> ZipSelection:
    """Select photos of the classes called `names`, as many of each as a data set has room for."""
    classes = {_name_in(dataset, found.name): found for found in level.classes if found.name in names}
    there = {(len(photo.data), zlib.crc32(photo.data)) for photo in dataset.photos}
    offered = {
        name: [leaf for leaf in found.photos if (leaf.entry.size, leaf.entry.checksum) not in there]
        for name, found in classes.items()
    }
    sizes = {name: [leaf.entry.size for leaf in leaves] for name, leaves in offered.items()}
    present = {photo_class.name: len(photo_class.photos) for photo_class in dataset.classes}
    space = remaining_capacity(dataset)
    taken = balanced_selection(sizes, present, space)
    sentences = (
        _already_there(sum(len(found.photos) for found in classes.values()), sizes.values()),
        describe_selection(sizes, taken, space),
        _stayed_out(level, names, dataset),
        _joined(level),
        *(_spelled(found) for found in classes.values()),
        *(_renamed(found) for found in classes.values()),
        *(_put_into(found, name) for name, found in classes.items()),
        *said((leaf.path, "lies in none of the classes’ folders") for leaf in level.outside),
    )
    photos = tuple((name, offered[name][number]) for name, numbers in taken.items() for number in numbers)
    per_class = tuple(
        ClassSelection(name, len(taken[name]), len(found.photos), found.folders)
        for name, found in classes.items()
    )
    return ZipSelection(per_class, photos, tuple(sentence for sentence in sentences if sentence))


def _name_in(dataset: PhotoDataset, name: str) -> str:
    """Return a class's name as the data set spells it, if it has that class and keeps it."""
    return next(
        (photo_class.name for photo_class in kept_classes(dataset) if key(photo_class.name) == key(name)),
        name,
    )


def _already_there(all_photos: int, sizes: Iterable[Sequence[int]]) -> str:
    count = all_photos - sum(map(len, sizes))
    if not count:
        return ""
    return f"{count:,} photo{' is' if count == 1 else 's are'} already among your photos."


def _stayed_out(level: Level, names: Collection[str], dataset: PhotoDataset) -> str:
    others = [found.name for found in level.classes if found.name not in names]
    fitting = len(classes_that_fit(level, dataset))
    if not others or len(names) < fitting or fitting == len(level.classes):
        return ""  # nothing stayed out, or only what the visitor didn't want
    return f"{listed(others)} stayed out, since {MAX_CLASSES} classes are possible here."


def _joined(level: Level) -> str:
    if not level.joined:
        return ""
    return f"The folders {listed(level.joined)} are parts of one data set: their photos are taken together."


def _spelled(found: FoundClass) -> str:
    """Return a sentence if several spellings of a name are one class; "" if only their blanks differ."""
    ways = tuple(dict.fromkeys(map(one_form, found.spellings)))
    if len(ways) == 1:
        return ""
    return f"The folders {listed(ways)} are one class here, since only capital letters tell them apart."


def _renamed(found: FoundClass) -> str:
    folder = one_form(found.spellings[0])
    if folder == found.name:
        return ""
    return (
        f"The folder “{shown(folder)}” is called “{found.name}” here, since a class names a folder when the "
        "photos are saved."
    )


def _put_into(found: FoundClass, name: str) -> str:
    return f"The photos of “{found.name}” go into your class “{name}”." if found.name != name else ""
