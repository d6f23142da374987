"""The entries of a zip: their names as bytes, and their contents, never more of these than was asked for.

`zipfile` reads the directory. The contents are unpacked here, because its own reader unpacks bzip2 and LZMA
without a bound, and refuses an entry whose two headers write its name with different slashes.
Format: PKWARE's APPNOTE.TXT, 4.3.7 (local header), 4.4.5 (methods) and 4.6.9 (Unicode path).
"""

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass

from components.intake.file_kinds import HEAD_BYTES

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 95: "XZ", 96: "JPEG", 98: "PPMd"}
ENCRYPTED, DAMAGED = "is encrypted", "is damaged"
_PACKED_HEAD = 4096  # what is unpacked for it
_LOCAL = struct.Struct("<4s22xHH")  # signature, length of the name, length of the extra field
_LZMA_MEMORY = 64 * 2**20
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
_DIRECTORY_ENTRY, _FLAGS_AT = b"PK\x01\x02", 8
_UNICODE_PATH = 0x7075


class EntryError(ValueError):
    """An entry that can't be unpacked. The message completes “it was left out, since it …”."""


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One file or folder in a zip."""

    name: bytes  # the path as it stands in the directory
    text: str | None  # the path, where the zip says how it is written; else a code page has to be guessed
    method: int
    encrypted: bool
    start: int  # where its local header stands
    packed: int  # bytes in the zip
    size: int  # bytes once unpacked, as the directory says
    checksum: int  # CRC-32


def entries(data: bytes) -> list[ZipEntry]:
    """What a zip's directory lists. Raises whatever `zipfile` raises on damaged bytes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:  # a name said to be UTF-8, and isn't
        archive = zipfile.ZipFile(io.BytesIO(_without_utf8_flags(data)))
    with archive:
        return [_entry(info) for info in archive.infolist()]


def content(data: bytes, entry: ZipEntry) -> bytes:
    """An entry's bytes, unpacked. Raises EntryError, also if they aren't as many as the directory says."""
    try:
        found = _unpacked(_packed(data, entry), entry.method, entry.size + 1)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, struct.error) as trouble:
        raise EntryError(DAMAGED) from trouble
    if len(found) != entry.size or zlib.crc32(found) != entry.checksum:
        raise EntryError(DAMAGED)
    return found


def head(data: bytes, entry: ZipEntry) -> bytes | None:
    """An entry's first bytes, at most HEAD_BYTES; None if its method doesn't give them cheaply.

    Raises EntryError if it can't be unpacked at all.
    """
    if entry.encrypted:
        raise EntryError(ENCRYPTED)
    if entry.method in METHODS or entry.method not in (STORED, DEFLATED, BZIP2, LZMA):
        raise EntryError(f"is packed with {METHODS.get(entry.method, 'an unusual method')}")
    if entry.method in (BZIP2, LZMA):
        return None
    try:
        return _unpacked(_packed(data, entry)[:_PACKED_HEAD], entry.method, HEAD_BYTES)
    except (zlib.error, ValueError, struct.error) as trouble:
        raise EntryError(DAMAGED) from trouble


def _packed(data: bytes, entry: ZipEntry) -> memoryview:
    if not 0 <= entry.start <= len(data) - _LOCAL.size - 4:
        raise EntryError(DAMAGED)
    signature, name, extra = _LOCAL.unpack_from(data, entry.start)
    start = entry.start + _LOCAL.size + name + extra
    if signature != b"PK\x03\x04" or start + entry.packed > len(data):
        raise EntryError(DAMAGED)
    return memoryview(data)[start : start + entry.packed]


def _unpacked(packed: memoryview, method: int, limit: int) -> bytes:
    """At most `limit` bytes, however many there would be."""
    if method == STORED:
        return bytes(packed[:limit])
    if method == DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
    if method == BZIP2:
        return bz2.BZ2Decompressor().decompress(packed, limit)
    if method == LZMA:
        return _unpacked_lzma(packed, limit)
    raise EntryError("is packed with an unusual method")


def _unpacked_lzma(packed: memoryview, limit: int) -> bytes:
    """A zip's LZMA as the stand-alone format: other header (version, size of properties), same stream."""
    (length,) = struct.unpack_from("<2xH", packed)
    properties, stream = packed[4 : 4 + length], packed[4 + length :]
    decoder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_LZMA_MEMORY)
    return decoder.decompress(bytes(properties) + b"\xff" * 8 + bytes(stream), limit)


def _entry(info: zipfile.ZipInfo) -> ZipEntry:
    said = bool(info.flag_bits & _UTF8_FLAG)
    name = info.orig_filename.encode("utf-8" if said else "cp437")
    text = info.orig_filename if said else _unicode_path(info.extra, name)
    return ZipEntry(
        name,
        name.decode("ascii") if text is None and name.isascii() else text,
        info.compress_type,
        bool(info.flag_bits & _ENCRYPTED_FLAG),
        info.header_offset,
        info.compress_size,
        info.file_size,
        info.CRC,
    )


def _unicode_path(extra: bytes, name: bytes) -> str | None:
    """The name in Info-ZIP's Unicode path field, if there is one and it belongs to `name`."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<I", field, 1)
            try:
                return field[5:].decode("utf-8") if checksum == zlib.crc32(name) else None
            except UnicodeDecodeError:
                return None
    return None


def _without_utf8_flags(data: bytes) -> bytes:
    """The zip with no name said to be UTF-8, so that the names' bytes can be had."""
    copy, place = bytearray(data), data.find(_DIRECTORY_ENTRY)
    while place >= 0 and place + _FLAGS_AT + 2 <= len(copy):
        copy[place + _FLAGS_AT + 1] &= 0xFF ^ (_UTF8_FLAG >> 8)
        place = data.find(_DIRECTORY_ENTRY, place + 4)
    return bytes(copy)
