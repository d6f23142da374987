"""Photos on their way into an album: handed in by the page, read by a job, put into classes by the page.

A photo goes to the class that was meant when it was handed in, by the class's id: its name may change.
Nothing is lost on the way: what is handed in during a reading waits, and the photos of a class that has
been removed wait for their visitor's word.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from components.intake.class_names import key
from components.transfer.balanced_selection import kept_classes
from components.transfer.dataset import DatasetError, LabelledPhoto, PhotoDataset, add_all, clean_class_name

Destination = int | str  # a class by its id, or by the name of a folder, which may become a new class
ClassFile = tuple[Destination, bytes]  # where to, and the file
UploadSource = tuple[
    Sequence[ClassFile], tuple[str, ...]
]  # and a sentence for each file that was left out before


@dataclass(frozen=True)
class UploadProgress:
    """How far the reading of a batch has come."""

    total: int = 0
    looked_at: int = 0
    photos: tuple[tuple[Destination, LabelledPhoto], ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class UploadBatch:
    """What was handed in at once. `open` makes its files, in the job, and may raise IntakeError."""

    open: Callable[[], UploadSource]
    photos: int | None  # None: not known before it is opened
    classes: frozenset[int] = frozenset()  # that its photos are meant for


@dataclass(frozen=True)
class OrphanedPhotos:
    """Photos whose class was removed while they were on their way, and its last name."""

    name: str
    photos: tuple[LabelledPhoto, ...]


@dataclass
class UploadQueue:
    """One visitor's photos on their way.

    The page writes at the right end of `waiting`, the job takes from the left, and the other way about for
    `read`: the ends of a deque may be used by two threads at once.
    """

    waiting: deque[UploadBatch] = field(default_factory=deque)  # the first is the one being read, if any is
    read: deque[UploadProgress] = field(default_factory=deque)
    orphaned: tuple[OrphanedPhotos, ...] = ()

    def awaited(self) -> frozenset[int]:
        """The classes that photos are on their way to."""
        read = {into for one in tuple(self.read) for into, _ in one.photos if isinstance(into, int)}
        return frozenset(read).union(*(batch.classes for batch in tuple(self.waiting)))

    def photos_waiting(self) -> int:
        """How many photos are known to wait, or to be in reading."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting))

    def photos_behind(self) -> int:
        """How many photos are known to wait behind the batch that is being read."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting)[1:])


@dataclass(frozen=True)
class AddedUploads:
    """An album that photos have been put into, sentences on those that weren't, and those without a class."""

    dataset: PhotoDataset
    notes: tuple[str, ...]
    orphaned: tuple[tuple[int, LabelledPhoto], ...] = ()


def add_uploads(
    present: PhotoDataset, arrived: Sequence[tuple[Destination, LabelledPhoto]], awaited: Collection[int] = ()
) -> AddedUploads:
    """Put each photo into the class with its id, or the one of its folder's name, made where there is none.

    In an album without any photo, empty classes that still have the name the page gave them make way for
    folders, except those that are `awaited`.
    """
    folders = list(dict.fromkeys(into for into, _ in arrived if isinstance(into, str)))
    if folders and not present.photos:
        meant = {*awaited, *(into for into, _ in arrived)}
        named = kept_classes(present)
        present = PhotoDataset(
            tuple(
                photo_class
                for photo_class in present.classes
                if photo_class.id in meant or photo_class in named
            )
        )
    grown, homes, notes = _with_folders(present, folders)
    homes |= {photo_class.id: photo_class.name for photo_class in grown.classes}
    dataset, unfit = add_all(grown, [(homes[into], photo) for into, photo in arrived if into in homes])
    orphaned = tuple((into, pic) for into, pic in arrived if isinstance(into, int) and into not in homes)
    return AddedUploads(dataset, (*notes, *unfit), orphaned)


def _with_folders(
    present: PhotoDataset, folders: Iterable[str]
) -> tuple[PhotoDataset, dict[Destination, str], list[str]]:
    """The album with a class for each folder; by folder the name of its class; what is to be said."""
    homes: dict[Destination, str] = {}
    notes = []
    for folder in folders:
        try:
            name = clean_class_name(folder)
            alike = [other for other in present.names if key(other) == key(name)]
            present = present if alike else present.add_class(name)
            homes[folder] = alike[0] if alike else name
            if alike and alike[0] != name:
                notes.append(f"The folder “{name}” was put into the class “{alike[0]}”.")
        except DatasetError as error:
            notes.append(f"The folder “{folder}” was left out. {error}")
    return present, homes, notes


def in_new_class(dataset: PhotoDataset, orphaned: OrphanedPhotos) -> tuple[PhotoDataset, tuple[str, ...]]:
    """The album with a new class for photos that have lost theirs. Raises AlbumError if there is no room."""
    name = dataset.unused_name(orphaned.name)
    return add_all(dataset.add_class(name), [(name, photo) for photo in orphaned.photos])
