"""A zip with one folder per class comes in; its photos' bytes come out, or one sentence that says why not.

Nothing is unpacked to the disk. The photos themselves are judged later, by `photos.read_photo`.
"""

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from components.intake.photos import MAX_BYTES, IntakeError, starts_like_a_photo

MAX_ARCHIVE_BYTES = 100 * 2**20
MAX_UNPACKED = 100 * 2**20
MAX_ENTRIES = 2_000
_ENTRY_MARK = b"PK\x01\x02"  # stands before every entry in a zip's directory
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_SIDE_FILES = ("__macosx", "thumbs.db", "desktop.ini")
_SHOWN = 20


class ArchiveError(IntakeError):
    """A zip that can't be used. The message is one plain sentence for the visitor."""


@dataclass(frozen=True)
class Folders:
    """What a zip holds that can be used, and a sentence for each file that can't."""

    photos: dict[str, list[bytes]]  # by the name of the folder they lie in
    left_out: tuple[str, ...]


def read_folders(data: bytes) -> Folders:
    """The photos' bytes in a zip's folders. Raises ArchiveError, and nothing else."""
    if not data:
        raise ArchiveError("This zip is empty; please use one with a folder of photos per class.")
    if len(data) > MAX_ARCHIVE_BYTES:
        raise ArchiveError(
            f"This zip is larger than {MAX_ARCHIVE_BYTES // 2**20} MB; please use fewer photos."
        )
    if (
        data.count(_ENTRY_MARK) > MAX_ENTRIES
    ):  # before a list of them is made, which costs half a kilobyte each
        raise ArchiveError(f"This zip holds more than {MAX_ENTRIES:,} files; please use fewer photos.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sorted(archive)
    except IntakeError:
        raise
    except Exception as trouble:  # zipfile documents no list of what it raises on damaged bytes
        raise ArchiveError("This file is no zip, or a damaged one; please make it again.") from trouble


def _sorted(archive: zipfile.ZipFile) -> Folders:
    photos: dict[str, list[bytes]] = {}
    left_out: list[str] = []
    room = MAX_UNPACKED
    for info, parts in _checked(archive.infolist()):
        name = "/".join(parts)
        content = _content(archive, info, room)
        room -= len(content)
        if content.startswith(_ARCHIVES):
            raise ArchiveError(f"This zip holds another archive, “{name}”; please unpack that one first.")
        trouble = _trouble(parts, content)
        if trouble:
            left_out.append(f"“{name}” was left out: {trouble}.")
        else:
            photos.setdefault(parts[-2], []).append(content)
    if not photos:
        raise ArchiveError("This zip holds no photos in folders; please make one with a folder per class.")
    if len(left_out) > _SHOWN:
        left_out = [*left_out[:_SHOWN], f"And {len(left_out) - _SHOWN} more files were left out."]
    return Folders(photos, tuple(left_out))


def _checked(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, list[str]]]:
    """The files among a zip's entries with the parts of their paths, once all entries are found harmless."""
    files = []
    for info in entries:
        path = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
        parts = path.split("/")
        if path.startswith("/") or ".." in parts or path[1:2] == ":":
            raise ArchiveError("This zip holds a path that leads out of it; please make it again.")
        if info.flag_bits & 0x1:
            raise ArchiveError("This zip is encrypted; please make one without a password.")
        parts = [part for part in parts if part not in ("", ".")]
        hidden = any(part.startswith(".") or part.lower() in _SIDE_FILES for part in parts)
        if parts and not hidden and not path.endswith("/"):
            files.append((info, parts))
    if sum(info.file_size for info, _ in files) > MAX_UNPACKED:
        raise _too_much()
    yield from files


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """An entry's bytes, at most `room` of them, whatever its header says."""
    with archive.open(info) as stream:
        content = stream.read(room + 1)
    if len(content) > room:
        raise _too_much()
    return content


def _too_much() -> ArchiveError:
    return ArchiveError(f"This zip unpacks to more than {MAX_UNPACKED // 2**20} MB; please use fewer photos.")


def _trouble(parts: list[str], content: bytes) -> str:
    """Why an entry can't be used; empty if it can."""
    if not starts_like_a_photo(content):
        return "it is not a photo that can be read here"
    if len(content) > MAX_BYTES:
        return f"it is larger than {MAX_BYTES // 2**20} MB"
    if len(parts) < 2:
        return "it lies in no folder, so it has no class"
    return ""
