"""What files are that lie where photos should: archives, documents, what systems add to folders."""

import re

ZIP = "a zip"
PART_OF_A_ZIP = "one part of a zip in several parts"
_ARCHIVES = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", "an empty zip"),
    (b"PK\x07\x08", PART_OF_A_ZIP),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive (.tar.gz or .tgz)"),
    (b"BZh", "a bzip2 archive (.tar.bz2)"),
    (b"\xfd7zXZ\x00", "an XZ archive (.tar.xz)"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive (.tar.zst)"),
)
HEAD_BYTES = 512
_TAR, _TAR_AT = b"ustar", 257
# Documents and programs that are zips inside.
_ZIPPED = re.compile(
    r".*\.(do[ct][xm]|xls[xm]|pp[ts][xm]|od[tspg]|pages|numbers|key|epub|kmz|jar|apk|vsdx|sb3|ipa|xpi|whl|npz|pth?"
    r"|keras|3mf|idml|cbz)",
    re.IGNORECASE | re.DOTALL,
)
_PHOTO = re.compile(r".*\.(jpe?g|png|webp|bmp|gif|tiff?|hei[cf]|avif)", re.IGNORECASE | re.DOTALL)
_ADDED = re.compile(
    r"\._.*|__macosx|\.ds_store|\.localized|\.spotlight-v100|\.trashes|\.fseventsd|\.temporaryitems|\.apdisk"
    r"|icon\r|(eh)?thumbs(_vista)?\.db|desktop\.ini|\$recycle\.bin|system volume information|\.directory"
    r"|\.nomedia|\.?picasa\.ini|\.thumbnails|@eadir|\.ipynb_checkpoints|\.gitkeep|\.gitignore",
    re.IGNORECASE | re.DOTALL,
)


def archive_kind(head: bytes, name: str = "") -> str:
    """What kind of archive these first bytes (HEAD_BYTES are enough) begin, with its article; empty if none.

    `name` is the file's, if it has one: a .docx is a zip too, but nobody would call it one.
    """
    if _ZIPPED.fullmatch(name):
        return ""
    if head[_TAR_AT:].startswith(_TAR):
        return "a tar archive"
    return next((kind for mark, kind in _ARCHIVES if head.startswith(mark)), "")


def named_like_a_photo(name: str) -> bool:
    """Whether a file's name ends as a photo's does, where its content can't be looked at cheaply."""
    return _PHOTO.fullmatch(name) is not None


def added_by_a_system(name: str) -> bool:
    """Whether a file or folder of this name is something that a system or program adds by itself."""
    return _ADDED.fullmatch(name) is not None
