"""A visitor's classes and the photos in them, as a value: every edit makes a new album."""

import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from PIL import Image

from components.intake.class_names import FORBIDDEN, MAX_NAME, key, one_form
from components.intake.photos import read_photo
from components.vision.preprocessing import Preprocessing, visible_square

MIN_CLASSES, MAX_CLASSES = 2, 10
MAX_PHOTOS = 1000
MAX_BYTES = 100 * 2**20  # of all photos of an album: a whole class's albums stay in memory at once
THUMBNAIL_PIXELS = 88
_ids = itertools.count(1)


class AlbumError(ValueError):
    """An edit that makes no sense. The message is one plain sentence for the visitor."""


class ElsewhereError(AlbumError):
    """A photo is already in another class."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"A photo was left out: it is already in the class “{holder}”. If that is the wrong class, "
            "move it on its own strip."
        )
        self.holder = holder


@dataclass(frozen=True)
class Picture:
    """One photo of a class."""

    data: bytes  # the file as it came
    digest: str  # SHA-256 of `data`, in hexadecimal
    thumbnail: bytes  # JPEG of the square that the network sees
    notes: tuple[str, ...] = ()  # sentences on what its file left open


@dataclass(frozen=True)
class Group:
    """One class. Its name is a label that can change; what is kept apart from the album goes by its id."""

    name: str
    pictures: tuple[Picture, ...] = ()
    id: int = field(default_factory=_ids.__next__, compare=False)  # of this class alone, and never used again


@dataclass(frozen=True)
class Album:
    """The classes in their order. No photo is in it twice."""

    groups: tuple[Group, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names."""
        return tuple(group.name for group in self.groups)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All photos, class by class."""
        return tuple(picture for group in self.groups for picture in group.pictures)

    @property
    def targets(self) -> tuple[int, ...]:
        """For each of `pictures` the number of its class."""
        return tuple(index for index, group in enumerate(self.groups) for _ in group.pictures)

    def name_of(self, class_id: int) -> str | None:
        """The present name of a class, unless it has been removed."""
        return next((group.name for group in self.groups if group.id == class_id), None)

    def spare_name(self, wanted: str) -> str:
        """`wanted`, or it with the first number that makes it a name of no class here."""
        taken = {key(name) for name in self.names}
        numbered = (f"{wanted[: MAX_NAME - 3]} {number}" for number in itertools.count(2))
        names = itertools.chain([wanted], numbered)
        return next(name for name in names if key(name) not in taken)

    def class_of(self, digest: str) -> str | None:
        """The name of the class that holds a photo, if one does."""
        return next((g.name for g in self.groups if any(p.digest == digest for p in g.pictures)), None)

    def add_class(self, name: str) -> "Album":
        """With one more, empty class. Raises AlbumError."""
        if len(self.groups) >= MAX_CLASSES:
            raise AlbumError(
                f"More than {MAX_CLASSES} classes are not possible here; please remove one first."
            )
        return Album((*self.groups, Group(self._free(name))))

    def rename(self, old: str, new: str) -> "Album":
        """With another name for a class. Raises AlbumError."""
        others = Album(tuple(group for group in self.groups if group.name != old))
        name = others._free(new)
        return Album(tuple(replace(g, name=name) if g.name == old else g for g in self.groups))

    def drop_class(self, name: str) -> "Album":
        """Without a class and its photos."""
        return Album(tuple(group for group in self.groups if group.name != name))

    def add(self, name: str, picture: Picture) -> "Album":
        """With one more photo in a class; one that is already there changes nothing.

        Raises AlbumError if there is no such class, if another holds the photo, or if the album is full.
        """
        if name not in self.names:
            raise AlbumError(f"There is no class “{name}” any more.")
        holder = self.class_of(picture.digest)
        if holder == name:
            return self
        if holder is not None:
            raise ElsewhereError(holder)
        if len(self.pictures) >= MAX_PHOTOS:
            raise AlbumError(
                f"More than {MAX_PHOTOS} photos are not possible here; please remove some first."
            )
        if sum(len(p.data) for p in self.pictures) + len(picture.data) > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            raise AlbumError(f"All photos together may have {limit} MB; please use smaller ones.")
        return Album(
            tuple(replace(g, pictures=(*g.pictures, picture)) if g.name == name else g for g in self.groups)
        )

    def remove(self, digest: str) -> "Album":
        """Without a photo."""
        return Album(
            tuple(
                replace(g, pictures=tuple(p for p in g.pictures if p.digest != digest)) for g in self.groups
            )
        )

    def move(self, digest: str, name: str) -> "Album":
        """With a photo in another class."""
        moved = [picture for picture in self.pictures if picture.digest == digest]
        album = self.remove(digest)
        for picture in moved:
            album = album.add(name, picture)
        return album

    def _free(self, name: str) -> str:
        """`name`, tidied, if a new class may have it. Raises AlbumError."""
        name = tidy(name)
        if key(name) in {key(other) for other in self.names}:
            raise AlbumError(f"There is already a class “{name}”; two classes need two names.")
        return name


def tidy(name: str) -> str:
    """A class name without stray blanks. Raises AlbumError if no class can have it."""
    name = one_form(name)
    if not name:
        raise AlbumError("A class needs a name.")
    if len(name) > MAX_NAME:
        raise AlbumError(f"A class name may have {MAX_NAME} characters, and this one has {len(name)}.")
    if any(letter in FORBIDDEN or not letter.isprintable() for letter in name) or name.startswith("."):
        raise AlbumError(
            f"A class name can’t contain any of {' '.join(FORBIDDEN)} or begin with a full stop, "
            "since it names a folder when the photos are saved."
        )
    return name


def ready(album: Album) -> None:
    """Raise AlbumError if nothing can be taught with an album, and say what is missing."""
    if len(album.groups) < MIN_CLASSES:
        raise AlbumError(
            "There is only one class; add a second one, so that there is something to tell apart."
        )
    counts = {group.name: len(group.pictures) for group in album.groups}
    for name, count in counts.items():
        if count < 2:
            have = "no photo" if count == 0 else "one photo"
            raise AlbumError(
                f"The class “{name}” has {have}; it needs two or more: some to learn from, one to test with."
            )


def read_picture(data: bytes, how: Preprocessing) -> tuple[Picture, Image.Image]:
    """A file's photo for an album, and its pixels in full resolution. Raises IntakeError."""
    photo = read_photo(data)
    return Picture(data, photo.digest, thumbnail(photo.image, how), photo.notes), photo.image


def thumbnail(photo: Image.Image, how: Preprocessing) -> bytes:
    """A small JPEG of the square that the network sees."""
    square = visible_square(photo, how)
    square.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    square.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def gather(album: Album, arrivals: Iterable[tuple[str, Picture]]) -> tuple[Album, tuple[str, ...]]:
    """The album with all of (class, photo) that fit into it, and a sentence for each that doesn't."""
    refused: list[str] = []
    elsewhere: Counter[str] = Counter()
    for name, picture in arrivals:
        try:
            album = album.add(name, picture)
        except ElsewhereError as error:
            elsewhere[error.holder] += 1
        except AlbumError as error:
            refused.append(str(error))
    return album, (*(_left_out(holder, count) for holder, count in elsewhere.items()), *in_short(refused))


def _left_out(holder: str, count: int) -> str:
    if count == 1:
        return str(ElsewhereError(holder))
    return f"{count} photos were left out: they are already in the class “{holder}”."


def in_short(sentences: Iterable[str]) -> tuple[str, ...]:
    """Each sentence once, with how often it was said."""
    return tuple(f"{text} ({n} times)" if n > 1 else text for text, n in Counter(sentences).items())


def saved(album: Album) -> bytes:
    """A zip with one folder per class, and in it the photos as they came."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for place, data in _files(album):
            archive.writestr(zipfile.ZipInfo(place), data)  # without today's date: same album, same bytes
    return stream.getvalue()


def _files(album: Album) -> Iterator[tuple[str, bytes]]:
    for group in album.groups:
        for number, picture in enumerate(group.pictures, start=1):
            kind = Image.open(io.BytesIO(picture.data)).format or "photo"
            yield f"{group.name}/{number:04}.{kind.lower()}", picture.data
