import contextlib
import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from components.intake import archives, zip_entries
from components.intake.archive_names import CODE_PAGES
from components.intake.archives import (
    MAX_ENTRIES,
    ArchiveError,
    listed,
    look_into,
    names_in_doubt,
    shown,
    tree,
    unpacked,
)
from components.intake.class_tree import understand


def photo(colour: str = "red") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    return stream.getvalue()


RED, BLUE = photo("red"), photo("blue")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return stream.getvalue()


def read(data: bytes, code_page: str = "") -> dict[str, list[bytes]]:
    """The photos of a zip by their paths' folders."""
    folders: dict[str, list[bytes]] = {}
    for leaf in tree(look_into(data), code_page).photos:
        pieces, damaged = unpacked(data, [("", leaf)])
        assert damaged == ()
        folders.setdefault("/".join(leaf.folders), []).append(pieces[0][1])
    return folders


def left_out(data: bytes) -> tuple[str, ...]:
    return tree(look_into(data)).left_out


def refusal(data: bytes) -> str:
    with pytest.raises(ArchiveError) as caught:
        tree(look_into(data))
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def raw_zip(name: bytes, data: bytes = RED, local_name: bytes | None = None, **fields: object) -> bytes:
    """A zip of one stored file with the bytes of its name as given, and perhaps others before its content."""
    local = name if local_name is None else local_name
    flags, extra, method = fields.get("flags", 0), fields.get("extra", b""), fields.get("method", 0)
    assert isinstance(extra, bytes)
    about = struct.pack("<4HLLL", flags, method, 0, 33, zlib.crc32(data), len(data), len(data))
    first = struct.pack("<4sH", b"PK\x03\x04", 20) + about + struct.pack("<HH", len(local), 0) + local + data
    lengths = struct.pack("<5HLL", len(name), len(extra), 0, 0, 0, 0, 0)
    directory = struct.pack("<4sHH", b"PK\x01\x02", 20, 20) + about + lengths + name + extra
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(first), 0)
    return first + directory + end


# --- What is read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_usual_compression_is_read(method: int) -> None:
    data = zipped({"cats/1.png": RED, "cats/2.png": BLUE, "dogs/1.png": BLUE}, method)
    assert read(data) == {"cats": [RED, BLUE], "dogs": [BLUE]}
    assert left_out(data) == ()


@pytest.mark.parametrize("name", ["猫", "Käfer", "<script>", "it's", "A:B", ".NET", " "])
def test_folders_pass_through_as_they_are(name: str) -> None:
    assert list(read(zipped({f"{name}/1.png": RED}))) == [name]


def test_backslashes_part_folders() -> None:
    assert list(read(zipped({"cats\\1.png": RED}))) == ["cats"]


def test_the_directory_names_a_file_whatever_stands_before_its_content() -> None:
    assert list(read(raw_zip(b"cats\\1.png", local_name=b"cats/1.png"))) == ["cats"]
    assert list(read(raw_zip(b"cats/1.png", local_name=b"other/else.png"))) == ["cats"]


def test_what_systems_add_is_passed_over_without_a_word() -> None:
    added = {
        "__MACOSX/cats/._1.png": b"x",
        "cats/._1.png": RED,
        "cats/.DS_Store": b"x",
        "cats/Thumbs.db": b"x",
        "cats/ehthumbs.db": b"x",
        "cats/Icon\r": b"",
        "cats/.ipynb_checkpoints/1-checkpoint.png": RED,
        "cats/": b"",
    }
    data = zipped({"cats/1.png": RED, **added})
    assert read(data) == {"cats": [RED]}
    assert left_out(data) == ()


def test_files_of_a_mac_count_as_one_photo_each() -> None:
    files = {}
    for number in range(1_050):
        files[f"cats/{number}.png"] = RED
        files[f"__MACOSX/cats/._{number}.png"] = b"x"
    assert len(tree(look_into(zipped(files))).photos) == 1_050


# --- What is left out, in one sentence for each reason ---------------------------------------------------


def test_what_cannot_be_used_is_said() -> None:
    data = zipped(
        {"cats/1.png": RED, "cats/a.txt": b"Dear diary", "a.csv": b"a,b", "2.png": BLUE, "b.png": RED}
    )
    assert read(data) == {"cats": [RED]}
    assert left_out(data) == (
        "2 files were left out, since each is not a photo that can be read here: “cats/a.txt” and “a.csv”.",
        "2 files were left out, since each lies in no folder, so its class is unknown: “2.png” and “b.png”.",
    )


def test_a_document_is_not_called_an_archive_but_an_archive_is() -> None:
    document = zipped({"word/document.xml": b"<w/>"})
    said = left_out(zipped({"cats/1.png": RED, "worksheet.docx": document, "more.zip": document}))
    assert said == (
        "“worksheet.docx” was left out, since it is not a photo that can be read here.",
        "“more.zip” was left out, since it is an archive itself; please unpack it first.",
    )


def test_one_file_packed_in_an_unusual_way_or_encrypted_is_left_out_alone() -> None:
    data = zipped({"cats/1.png": RED, "cats/2.png": BLUE})
    second = data.rindex(b"PK\x01\x02")
    packed = data[: second + 10] + b"\x09" + data[second + 11 :]
    assert read(packed) == {"cats": [RED]}
    assert left_out(packed) == ("“cats/2.png” was left out, since it is packed with Deflate64.",)
    encrypted = data[: second + 8] + b"\x01" + data[second + 9 :]
    assert left_out(encrypted) == ("“cats/2.png” was left out, since it is encrypted.",)


def test_a_damaged_file_is_left_out_alone() -> None:
    data = zipped({"cats/1.png": RED, "cats/2.png": BLUE})
    data = data.replace(struct.pack("<I", zlib.crc32(BLUE)), struct.pack("<I", 1))
    pieces, said = unpacked(data, [("cats", leaf) for leaf in tree(look_into(data)).photos])
    assert pieces == (("cats", RED),)
    assert said == ("“cats/2.png” was left out, since it is damaged.",)


def test_a_photo_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", len(RED))
    assert "larger than" in left_out(zipped({"a/1.png": RED, "a/2.png": RED + bytes(100)}))[0]


def test_folders_without_end_are_left_out() -> None:
    data = zipped({"a/1.png": RED, "b/" * 100 + "1.png": RED, "c" * 5000 + "/1.png": RED})
    assert list(read(data)) == ["a"]
    assert "2 files were left out, since each has too long a path" in left_out(data)[0]


def test_a_long_list_is_cut_and_a_long_name_too() -> None:
    assert listed(["a"]) == "“a”"
    assert listed(list("abc")) == "“a”, “b” and “c”"
    assert listed(list("abcdef")) == "“a”, “b”, “c” and 3 more"
    assert len(shown("x" * 5000)) < 70
    assert shown("a\u202eb\n") == "a�b�"


# --- What is refused as a whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../1.png", "a/../../1.png", "/etc/1.png", "C:\\x\\1.png", "C:/x/1.png", "..\\x\\1.png"]
)
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    assert "leads out" in refusal(zipped({"cats/1.png": RED, path: RED}))


def test_a_hundred_thousand_entries_are_refused_before_they_are_listed() -> None:
    data = zipped({f"a/{number}.png": b"" for number in range(1_000)})
    many = data * (MAX_ENTRIES // 1_000 + 1)  # as far as anybody can see from the directory marks
    tracemalloc.start()
    assert "more than 20,000 files" in refusal(many)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "inner", [zipped({"a/1.png": RED}), b"\x1f\x8b\x08rest", b"7z\xbc\xaf'\x1crest", b"Rar!\x1a\x07rest"]
)
def test_archives_instead_of_photos_are_named(inner: bytes) -> None:
    assert "other archives, “cats.zip” and “a/1.png”," in refusal(
        zipped({"cats.zip": inner, "a/1.png": inner})
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (zipped({}), "no photos in folders"),
        (zipped({"cats/": b""}), "no photos in folders"),
        (zipped({"cats/1.txt": b"text"}), "no photos in folders"),
        (zipped({"1.png": RED}), "lie in no folder"),
        (raw_zip(b"cats/1.png", method=9), "packed with Deflate64"),
        (raw_zip(b"cats/1.png", method=77), "packed with an unusual method"),
        (raw_zip(b"cats/1.png", flags=1), "encrypted"),
        (b"PK\x03\x04", "zip is damaged or incomplete"),
        (zipped({"a/1.png": RED})[:-30], "zip is damaged or incomplete"),
        (b"no zip at all", "no zip"),
        (RED, "a photo, not a zip"),
        (b"Rar!\x1a\x07\x01\x00 and so on", "a RAR archive, not a zip"),
        (b"7z\xbc\xaf\x27\x1c and so on", "a 7z archive, not a zip"),
        (b"\x1f\x8b\x08 and so on", "a gzip archive"),
        (b"cats/".ljust(257, b"\0") + b"ustar\x0000", "a tar archive"),
        (b"PK\x07\x08PK\x03\x04", "one part of a zip in several parts"),
    ],
)
def test_what_is_no_zip_of_folders_is_refused_by_what_it_is(data: bytes, sentence: str) -> None:
    assert sentence in refusal(data)


# --- Names that don't say how they are written --------------------------------------------------------------


def test_the_flag_decides_then_the_unicode_path_then_a_guess() -> None:
    assert list(read(raw_zip("猫/1.png".encode(), flags=0x800))) == ["猫"]
    name = "?/1.png".encode("cp437")
    field = b"\x01" + struct.pack("<I", zlib.crc32(name)) + "猫/1.png".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert list(read(raw_zip(name, extra=extra))) == ["猫"]
    stale = extra.replace(struct.pack("<I", zlib.crc32(name)), b"1234")  # the name was changed since
    assert list(read(raw_zip(name, extra=stale))) == ["?"]
    assert list(read(raw_zip("猫/1.png".encode("cp932")))) == ["猫"]
    assert list(read(raw_zip("Äpfel/1.png".encode()))) == ["Äpfel"]


def test_a_flag_that_lies_is_not_believed() -> None:
    assert list(read(raw_zip("猫/1.png".encode("cp932"), flags=0x800))) == ["猫"]


def test_a_backslash_in_half_a_sign_is_no_separator() -> None:
    assert "表/1.png".encode("cp932")[1:2] == b"\\"
    assert list(read(raw_zip("表/1.png".encode("cp932")))) == ["表"]


def test_a_guess_can_be_changed_where_it_matters() -> None:
    data = raw_zip("Água/1.png".encode("cp850"))
    seen = look_into(data)
    assert seen.code_pages[0] == "cp850"
    assert "cp437" in seen.code_pages
    assert names_in_doubt(seen) == ("Água/1.png".encode("cp850"),)
    assert list(read(data, "cp437")) == ["╡gua"]


@pytest.mark.parametrize("name", [b"cats/1.png", "cats/Á.png".encode("cp850"), "Água/1.png".encode()])
def test_nobody_is_asked_about_names_that_are_sure_or_name_no_class(name: bytes) -> None:
    assert names_in_doubt(look_into(raw_zip(name))) == ()


# --- Hostile zips -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_that_lies_about_its_size_fills_no_memory(method: int) -> None:
    size = 64 * 2**20
    data = zipped({"a/1.png": RED + bytes(size)}, method)
    lying = data.replace(struct.pack("<I", len(RED) + size), struct.pack("<I", 1000))
    tracemalloc.start()
    seen = tree(look_into(lying))
    pieces, said = unpacked(lying, [("a", leaf) for leaf in seen.photos])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pieces == ()
    assert said == ("“a/1.png” was left out, since it is damaged.",)
    assert peak < 16 * 2**20


def test_two_gigabytes_are_left_out_by_what_the_directory_says() -> None:
    data = zipped({"a/1.png": RED + bytes(1_000_000), "a/2.png": BLUE}, zipfile.ZIP_DEFLATED)
    data = data.replace(struct.pack("<I", len(RED) + 1_000_000), struct.pack("<I", 2**31 - 1))
    assert "“a/1.png” was left out, since it is larger than 20 MB." in left_out(data)


GOOD = zipped({"cats/1.png": RED, "dogs/2.png": BLUE}, zipfile.ZIP_DEFLATED)
LZ = zipped({"cats/1.png": RED, "dogs/2.png": BLUE}, zipfile.ZIP_LZMA)


def read_all(data: bytes) -> None:
    """Whatever can be done with a zip; only ArchiveError may come of it."""
    with contextlib.suppress(ArchiveError):
        seen = look_into(data)
        for page in ("", *seen.code_pages):
            with contextlib.suppress(ArchiveError):
                found = tree(seen, page)
                for level in understand(found.photos).levels:
                    chosen = [(group.name, leaf) for group in level.classes for leaf in group.photos]
                    unpacked(data, [*chosen, *(("", leaf) for leaf in level.outside)])


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([GOOD, LZ]),
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_whatever_is_damaged_ends_in_photos_or_a_sentence(
    good: bytes, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(good)
    for place, value in changes:
        data[place] = value
    read_all(bytes(data))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.binary(max_size=40),
    st.sampled_from([0, 0x800]),
    st.sampled_from([0, 8, 9, 12, 14]),
    st.binary(max_size=12),
)
def test_whatever_a_file_is_called_and_holds_ends_in_photos_or_a_sentence(
    name: bytes, flags: int, method: int, extra: bytes
) -> None:
    read_all(raw_zip(name + b"/1.png", flags=flags, method=method, extra=extra))
    read_all(raw_zip(name, RED, flags=flags, extra=extra))


def test_names_in_every_code_page_are_read_without_an_exception() -> None:
    for page in CODE_PAGES:
        read_all(raw_zip("ä/é/1.png".encode(page, "ignore")))


def test_an_entry_beyond_the_file_is_damaged() -> None:
    entry = zip_entries.ZipEntry(b"a", "a", 0, False, 10**9, 1, 1, 0)
    for unpack in (zip_entries.content, zip_entries.head):
        with pytest.raises(zip_entries.EntryError):
            unpack(GOOD, entry)
