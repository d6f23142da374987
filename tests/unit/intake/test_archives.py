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

from components.intake import archives
from components.intake.archives import MAX_ENTRIES, ArchiveError, read_folders


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


def refusal(data: bytes) -> str:
    with pytest.raises(ArchiveError) as caught:
        read_folders(data)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_folders_are_classes() -> None:
    found = read_folders(zipped({"cats/1.png": RED, "cats/2.png": BLUE, "dogs/1.png": BLUE}))
    assert found.photos == {"cats": [RED, BLUE], "dogs": [BLUE]}
    assert found.left_out == ()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_usual_compression_is_read(method: int) -> None:
    assert read_folders(zipped({"cats/1.png": RED}, method)).photos == {"cats": [RED]}


def test_a_folder_around_all_folders_is_no_class() -> None:
    assert list(read_folders(zipped({"mine/cats/1.png": RED, "mine/dogs/1.png": BLUE})).photos) == [
        "cats",
        "dogs",
    ]


@pytest.mark.parametrize("name", ["猫", "Käfer", "<script>", "it's"])
def test_names_pass_through_as_they_are(name: str) -> None:
    assert list(read_folders(zipped({f"{name}/1.png": RED})).photos) == [name]


def test_names_are_put_into_one_form_and_backslashes_part_folders() -> None:
    assert list(read_folders(zipped({"Ka\u0308fer/1.png": RED})).photos) == ["Käfer"]
    assert list(read_folders(zipped({"cats\\1.png": RED})).photos) == ["cats"]


def test_what_systems_add_is_passed_over() -> None:
    added = {"__MACOSX/cats/._1.png": b"x", "cats/.DS_Store": b"x", "cats/Thumbs.db": b"x", "cats/": b""}
    found = read_folders(zipped({"cats/1.png": RED, **added}))
    assert found.photos == {"cats": [RED]}
    assert found.left_out == ()


def test_what_cannot_be_used_is_said() -> None:
    found = read_folders(zipped({"cats/1.png": RED, "cats/notes.txt": b"Dear diary", "2.png": BLUE}))
    assert found.photos == {"cats": [RED]}
    assert found.left_out == (
        "“cats/notes.txt” was left out: it is not a photo that can be read here.",
        "“2.png” was left out: it lies in no folder, so it has no class.",
    )


def test_a_long_list_of_troubles_is_cut() -> None:
    files = {f"cats/{number}.txt": b"text" for number in range(50)}
    found = read_folders(zipped({"cats/1.png": RED, **files}))
    assert len(found.left_out) == 21
    assert found.left_out[-1] == "And 30 more files were left out."


@pytest.mark.parametrize("path", ["../1.png", "a/../../1.png", "/etc/1.png", "C:\\x\\1.png", "..\\x\\1.png"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    assert "leads out" in refusal(zipped({"cats/1.png": RED, path: RED}))


def test_a_hundred_thousand_entries_are_refused_before_they_are_listed() -> None:
    data = zipped({f"a/{number}.png": b"" for number in range(MAX_ENTRIES + 1)})
    many = data * 40  # a hundred thousand entries as far as anybody can see from the directory marks
    tracemalloc.start()
    assert "more than 2,000 files" in refusal(many)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "inner", [zipped({"a/1.png": RED}), b"\x1f\x8b\x08rest", b"7z\xbc\xaf'\x1crest", b"Rar!\x1a\x07rest"]
)
def test_an_archive_inside_is_refused_whatever_its_name(inner: bytes) -> None:
    assert "another archive, “a/1.png”" in refusal(zipped({"a/1.png": inner}))


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(zipped({"cats/1.png": RED}))
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


def test_no_pictures_is_said() -> None:
    assert "no photos in folders" in refusal(zipped({"cats/1.txt": b"text"}))
    assert "no photos in folders" in refusal(zipped({"cats/": b""}))
    assert "no photos in folders" in refusal(zipped({}))


def test_two_gigabytes_are_refused_by_what_the_directory_says() -> None:
    data = zipped({"a/1.png": bytes(1_000_000)}, zipfile.ZIP_DEFLATED)
    assert "more than 100 MB" in refusal(
        data.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 2**31 - 1))
    )


def test_a_header_that_lies_about_the_size_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 2**20)
    size = 64 * 2**20
    data = zipped({"a/1.png": bytes(size)}, zipfile.ZIP_DEFLATED)
    lying = data.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    tracemalloc.start()
    refusal(lying)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20


def test_many_entries_together_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 3 * len(RED))
    assert len(read_folders(zipped({f"a/{n}.png": RED for n in range(3)})).photos["a"]) == 3
    assert "unpacks to more" in refusal(zipped({f"a/{n}.png": RED for n in range(4)}))


def test_a_photo_that_is_too_large_is_left_out_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", len(RED))
    large = RED + bytes(100)
    assert "larger than" in read_folders(zipped({"a/1.png": RED, "a/2.png": large})).left_out[0]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", zipped({"a/1.png": RED})[:-30]])
def test_what_is_no_whole_zip_is_refused(data: bytes) -> None:
    assert "zip" in refusal(data)


def test_a_wrong_checksum_is_found() -> None:
    data = zipped({"a/1.png": RED})
    assert "damaged" in refusal(data.replace(struct.pack("<I", zlib.crc32(RED)), struct.pack("<I", 1)))


GOOD = zipped({"cats/1.png": RED, "dogs/2.png": BLUE}, zipfile.ZIP_DEFLATED)


@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_whatever_is_damaged_ends_in_folders_or_a_sentence(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(ArchiveError):
        read_folders(bytes(data))
