"""Photos on their way into an album: handed in by the page, read by a job, put into classes by the page.

A photo goes to the class that was meant when it was handed in, by the class's id: its name may change.
Nothing is lost on the way: what is handed in during a reading waits, and the photos of a class that has
been removed wait for their visitor's word.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from components.intake.class_names import key
from components.transfer.balanced_selection import staying
from components.transfer.dataset import Album, AlbumError, Picture, gather, tidy

Into = int | str  # a class by its id, or by the name of a folder, which may become a new class
Piece = tuple[Into, bytes]  # where to, and the file
Source = tuple[Sequence[Piece], tuple[str, ...]]  # and a sentence for each file that was left out before


@dataclass(frozen=True)
class Arrivals:
    """How far the reading of a batch has come."""

    total: int = 0
    looked_at: int = 0
    pictures: tuple[tuple[Into, Picture], ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """What was handed in at once. `open` makes its files, in the job, and may raise IntakeError."""

    open: Callable[[], Source]
    photos: int | None  # None: not known before it is opened
    classes: frozenset[int] = frozenset()  # that its photos are meant for


@dataclass(frozen=True)
class Homeless:
    """Photos whose class was removed while they were on their way, and its last name."""

    name: str
    pictures: tuple[Picture, ...]


@dataclass
class Inbox:
    """One visitor's photos on their way.

    The page writes at the right end of `waiting`, the job takes from the left, and the other way about for
    `read`: the ends of a deque may be used by two threads at once.
    """

    waiting: deque[Batch] = field(default_factory=deque)  # the first is the one being read, if any is
    read: deque[Arrivals] = field(default_factory=deque)
    homeless: tuple[Homeless, ...] = ()

    def awaited(self) -> frozenset[int]:
        """The classes that photos are on their way to."""
        read = {into for one in tuple(self.read) for into, _ in one.pictures if isinstance(into, int)}
        return frozenset(read).union(*(batch.classes for batch in tuple(self.waiting)))

    def photos_waiting(self) -> int:
        """How many photos are known to wait, or to be in reading."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting))

    def photos_behind(self) -> int:
        """How many photos are known to wait behind the batch that is being read."""
        return sum(batch.photos or 0 for batch in tuple(self.waiting)[1:])


@dataclass(frozen=True)
class Placed:
    """An album that photos have been put into, sentences on those that weren't, and those without a class."""

    album: Album
    notes: tuple[str, ...]
    homeless: tuple[tuple[int, Picture], ...] = ()


def place(present: Album, arrived: Sequence[tuple[Into, Picture]], awaited: Collection[int] = ()) -> Placed:
    """Put each photo into the class with its id, or the one of its folder's name, made where there is none.

    In an album without any photo, empty classes that still have the name the page gave them make way for
    folders, except those that are `awaited`.
    """
    folders = list(dict.fromkeys(into for into, _ in arrived if isinstance(into, str)))
    if folders and not present.pictures:
        meant = {*awaited, *(into for into, _ in arrived)}
        named = staying(present)
        present = Album(tuple(group for group in present.groups if group.id in meant or group in named))
    grown, homes, notes = _with_folders(present, folders)
    homes |= {group.id: group.name for group in grown.groups}
    album, unfit = gather(grown, [(homes[into], picture) for into, picture in arrived if into in homes])
    homeless = tuple((into, pic) for into, pic in arrived if isinstance(into, int) and into not in homes)
    return Placed(album, (*notes, *unfit), homeless)


def _with_folders(present: Album, folders: Iterable[str]) -> tuple[Album, dict[Into, str], list[str]]:
    """The album with a class for each folder; by folder the name of its class; what is to be said."""
    homes: dict[Into, str] = {}
    notes = []
    for folder in folders:
        try:
            name = tidy(folder)
            alike = [other for other in present.names if key(other) == key(name)]
            present = present if alike else present.add_class(name)
            homes[folder] = alike[0] if alike else name
            if alike and alike[0] != name:
                notes.append(f"The folder “{name}” was put into the class “{alike[0]}”.")
        except AlbumError as error:
            notes.append(f"The folder “{folder}” was left out. {error}")
    return present, homes, notes


def housed(album: Album, homeless: Homeless) -> tuple[Album, tuple[str, ...]]:
    """The album with a new class for photos that have lost theirs. Raises AlbumError if there is no room."""
    name = album.spare_name(homeless.name)
    return gather(album.add_class(name), [(name, picture) for picture in homeless.pictures])
