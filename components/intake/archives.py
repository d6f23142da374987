"""A zip with folders of photos comes in; what can be read of it comes out, or one sentence that says why not.

Nothing is unpacked to the disk. To look into a zip unpacks only the first bytes of each file; the photos
themselves are judged later, by `photos.read_photo`.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.intake import archive_names
from components.intake.class_tree import Leaf
from components.intake.file_kinds import (
    HEAD_BYTES,
    PART_OF_A_ZIP,
    ZIP,
    added_by_a_system,
    archive_kind,
    named_like_a_photo,
)
from components.intake.photos import MAX_BYTES, IntakeError, starts_like_a_photo
from components.intake.zip_entries import ENCRYPTED, EntryError, ZipEntry, content, entries, head

MAX_ARCHIVE_BYTES = 100 * 2**20
MAX_ENTRIES = 20_000  # a Mac adds one for each photo
MAX_DEPTH, MAX_PATH = 16, 1000  # folders in each other; characters
_ENTRY_MARK = b"PK\x01\x02"  # stands before every entry in a zip's directory
_NAMED, _SHOWN_LETTERS, _MOST_IN_DOUBT = 3, 60, 300

NO_PHOTO, LOOSE = "is not a photo that can be read here", "lies in no folder, so its class is unknown"
ARCHIVE = "is an archive itself; please unpack it first"


class ArchiveError(IntakeError):
    """A zip that can't be used. The message is one plain sentence for the visitor."""


@dataclass(frozen=True)
class Archive:
    """What was seen in a zip; its bytes stay with whoever has them."""

    found: tuple[tuple[ZipEntry, str], ...]  # each entry, and why it can't be a photo; empty if it can
    code_pages: tuple[str, ...]  # that the names may be written in, the likeliest first; none if they say it


@dataclass(frozen=True)
class Tree:
    """The photos in a zip's folders, and a sentence for each kind of files that were passed over."""

    photos: tuple[Leaf, ...]  # one or more
    left_out: tuple[str, ...]


def look_into(data: bytes) -> Archive:
    """What a zip's files are, by their first bytes. Raises ArchiveError, and nothing else."""
    _refuse_by_size(data)
    try:
        listed = entries(data)
    except Exception as trouble:  # zipfile documents no list of what it raises on damaged bytes
        raise ArchiveError(_no_zip(data)) from trouble
    found = tuple((entry, _obstacle(data, entry)) for entry in listed)
    unsaid = [entry.name for entry in listed if entry.text is None]
    if not unsaid:
        return Archive(found, ())
    likely = archive_names.guess(unsaid)
    others = (page for page in archive_names.possible(unsaid) if page != likely)
    return Archive(found, (likely, *others))


def names_in_doubt(archive: Archive) -> tuple[bytes, ...]:
    """The photos' paths with folders that another code page would name otherwise, at most 300 of them."""
    if archive.code_pages[:1] in ((), (archive_names.UTF8,)):
        return ()
    unsaid = (entry.name for entry, obstacle in archive.found if entry.text is None and not obstacle)
    doubtful = (name for name in unsaid if not name.replace(b"\\", b"/").rpartition(b"/")[0].isascii())
    return tuple(itertools.islice(doubtful, _MOST_IN_DOUBT))


def tree(archive: Archive, code_page: str = "") -> Tree:
    """The photos in a zip's folders, its names read in `code_page`, else in the likeliest one.

    Raises ArchiveError, and nothing else.
    """
    page = code_page or next(iter(archive.code_pages), archive_names.UTF8)
    photos: list[Leaf] = []
    left_out: list[tuple[str, str]] = []
    for entry, obstacle in archive.found:
        parts = _parts(archive_names.decoded(entry.name, page) if entry.text is None else entry.text)
        if not parts:
            continue
        reason = obstacle or _misplaced(parts)
        if reason:
            left_out.append(("/".join(parts), reason))
        else:
            photos.append(Leaf(tuple(parts[:-1]), "/".join(parts), entry))
    if not photos:
        raise ArchiveError(_nothing_usable(left_out))
    return Tree(tuple(photos), said(left_out))


def unpacked(
    data: bytes, chosen: Iterable[tuple[str, Leaf]]
) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """The (class, bytes) of the chosen photos of a zip, and a sentence for those that can't be unpacked.

    Each is as long as the zip's directory says: whoever chooses bounds the sum of `entry.size`.
    """
    pieces, left_out = [], []
    for name, leaf in chosen:
        try:
            pieces.append((name, content(data, leaf.entry)))
        except EntryError as trouble:
            left_out.append((leaf.path, str(trouble)))
    return tuple(pieces), said(left_out)


def said(left_out: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A sentence for each reason for which files, named before it, were left out."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in left_out:
        by_reason.setdefault(reason, []).append(name)
    return tuple(
        f"“{shown(names[0])}” was left out, since it {reason}."
        if len(names) == 1
        else f"{len(names):,} files were left out, since each {reason}: {listed(names)}."
        for reason, names in by_reason.items()
    )


def listed(names: Sequence[str]) -> str:
    """The first few names in quotation marks, and how many more there are."""
    few = [f"“{shown(name)}”" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        return f"{', '.join(few)} and {len(names) - _NAMED:,} more"
    return " and ".join([", ".join(few[:-1]), few[-1]] if len(few) > 1 else few)


def shown(name: str) -> str:
    """A path for a sentence: without control characters, and cut in the middle if it is long."""
    name = "".join(letter if letter.isprintable() else "�" for letter in name)
    half = _SHOWN_LETTERS // 2
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:half]}…{name[-half:]}"


def _refuse_by_size(data: bytes) -> None:
    if not data:
        raise ArchiveError("This zip is empty; please use one with a folder of photos per class.")
    if len(data) > MAX_ARCHIVE_BYTES:
        limit = MAX_ARCHIVE_BYTES // 2**20
        raise ArchiveError(f"This zip is larger than {limit} MB; please use fewer photos.")
    # Before a list of them is made, which costs half a kilobyte each:
    if data.count(_ENTRY_MARK) > MAX_ENTRIES:
        raise ArchiveError(f"This zip holds more than {MAX_ENTRIES:,} files; please use fewer photos.")


def _obstacle(data: bytes, entry: ZipEntry) -> str:
    """Why an entry can't be a photo, to complete “since it …”; empty if it can."""
    name = entry.name.decode("ascii", "replace").lower()
    try:
        first = head(data, entry)
    except EntryError as trouble:
        return str(trouble)
    if first is None:  # too dear to look into before it is wanted
        return "" if named_like_a_photo(name) else NO_PHOTO
    if archive_kind(first, name):
        return ARCHIVE
    if not starts_like_a_photo(first):
        return NO_PHOTO
    return f"is larger than {MAX_BYTES // 2**20} MB" if entry.size > MAX_BYTES else ""


def _parts(path: str) -> list[str]:
    """The parts of a file's path; none for a folder and for what systems add. Raises ArchiveError."""
    path = path.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or path[1:3] == ":/":
        raise ArchiveError("This zip holds a path that leads out of it; please make it again.")
    parts = [part for part in parts if part not in ("", ".")]
    return [] if path.endswith("/") or any(map(added_by_a_system, parts)) else parts


def _misplaced(parts: list[str]) -> str:
    if len(parts) < 2:
        return LOOSE
    too_long = len(parts) > MAX_DEPTH + 1 or sum(map(len, parts)) > MAX_PATH
    return "has too long a path" if too_long else ""


def _no_zip(data: bytes) -> str:
    kind = archive_kind(data[:HEAD_BYTES])
    if starts_like_a_photo(data):
        return "This file is a photo, not a zip; choose a class under “Add photos to”, and add it there."
    if kind == ZIP:
        return "This zip is damaged or incomplete; please make it again."
    if kind == PART_OF_A_ZIP:
        return "This file is one part of a zip in several parts; please make a zip in one part."
    if kind:
        return f"This file is {kind}, not a zip; please unpack it, and make a zip of its folders."
    return "This file is no zip, or a damaged one; please make it again."


def _nothing_usable(left_out: Sequence[tuple[str, str]]) -> str:
    """Why there are no photos in folders, and the way in."""
    reasons = {reason for _, reason in left_out}
    packed = next((reason for reason in reasons if reason.startswith("is packed with")), "")
    if ENCRYPTED in reasons:
        return "This zip is encrypted; please make one without a password."
    if packed:
        return (
            f"This zip {packed}, which can’t be read here; please make it again with the usual compression "
            "(Deflate), or choose a class under “Add photos to”, and add its photos there."
        )
    if LOOSE in reasons:
        return (
            "The photos in this zip lie in no folder, so their classes are unknown; please put each class "
            "into a folder of its own, or choose a class under “Add photos to”, and add its photos there."
        )
    if ARCHIVE in reasons:
        inner = listed([name for name, reason in left_out if reason == ARCHIVE])
        return (
            f"This zip holds other archives, {inner}, instead of photos in folders; please unpack these, and "
            "make a zip of the folders."
        )
    return "This zip holds no photos in folders; please make one with a folder per class."
