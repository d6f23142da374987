"""What each awkward zip of tests/cases gives, from its bytes to the photos that would be read."""

from dataclasses import dataclass

import pytest

from components.intake.archives import ArchiveError, look_into, names_in_doubt, tree, unpacked
from components.intake.class_tree import understand
from components.intake.photos import read_photo
from components.transfer.dataset import PhotoDataset
from components.transfer.zip_selection import classes_that_fit, select_photos
from tests.cases import case, names


@dataclass(frozen=True)
class Given:
    """The photos of each class, a part of each sentence that is said, and whether there is a choice."""

    classes: dict[str, int]
    said: tuple[str, ...] = ()
    asks: bool = False


def pets(cats: int = 1, dogs: int = 1, *said: str, asks: bool = False) -> Given:
    return Given({"cats": cats, "dogs": dogs}, said, asks)


CASES: dict[str, Given | str] = {
    "backslash_in_directory_slash_in_header.zip": pets(2, 1),
    "backslashes.zip": pets(),
    "class_names_like_markdown.zip": Given({"1. Cats": 1, "2. Dogs": 1, "+": 1, "-": 1}),
    "class_then_images_folder.zip": pets(3, 3, asks=True),
    "deflate64.zip": "packed with Deflate64",
    "flat_zip_without_folder.zip": "lie in no folder",
    "folder_beginning_with_dot.zip": Given({"NET": 1, "Java": 1}, ("“.NET” is called “NET”",)),
    "folder_with_trailing_or_double_space.zip": Given({"Cats": 2, "red apple": 2, "dogs": 2}),
    "folders_that_differ_in_case.zip": Given({"Cats": 2, "dogs": 1}, ("“Cats” and “cats” are one class",)),
    "live_photo_mov_and_csv.zip": pets(1, 1, "“labels.csv” and “cats/1.mov”"),
    "mac_1050_photos.zip": pets(500, 500, "500 of 525 photos of each class were taken"),
    "mac_finder_umlauts_no_utf8_flag.zip": Given({"Äpfel": 2, "Café": 2}),
    "mac_umlauts_with_utf8_flag.zip": Given({"Äpfel": 2, "Café": 2}),
    "numbered_folders_and_manifest.zip": Given({"0": 2, "1": 1}, ("“manifest.json” was left out",)),
    "rtl_and_emoji_class_names.zip": Given({"قطة": 2, "🍎 apple": 2}),
    "same_photo_in_two_classes.zip": pets(2, 2),
    "self_extracting_prefix.zip": pets(),
    "streamed.zip": pets(),
    "subfolder_within_class.zip": pets(3, 1, asks=True),
    "system_files.zip": pets(),
    "tar_gz_named.zip": "a gzip archive",
    "train_val_class.zip": pets(4, 4, "“train” and “val” are parts of one data set", asks=True),
    "twelve_classes.zip": Given(
        {f"class {number}": 2 for number in range(10)}, ("“class 10” and “class 11” stayed out",), asks=True
    ),
    "windows_cp850.zip": Given({"Água": 2}, asks=True),
    "windows_japanese_shift_jis.zip": Given({"猫": 2, "犬": 1}, asks=True),
    "worksheet_docx_beside_folders.zip": pets(2, 2, "“worksheet.docx” was left out"),
    "zip64.zip": pets(),
    "zip_of_zips_per_class.zip": "other archives, “cats.zip” and “dogs.zip”",
}


def test_every_zip_is_in_the_table() -> None:
    assert sorted(CASES) == names("zips")


@pytest.mark.parametrize("name", names("zips"))
def test_a_case_gives_what_it_must(name: str) -> None:
    data, expected = case("zips", name), CASES[name]
    if isinstance(expected, str):
        with pytest.raises(ArchiveError, match=expected):
            tree(look_into(data))
        return
    seen = look_into(data)
    found = tree(seen)
    reading = understand(found.photos)
    level = reading.levels[reading.likely]
    fitting = classes_that_fit(level, PhotoDataset())
    selection = select_photos(level, fitting, PhotoDataset())
    pieces, damaged = unpacked(data, selection.photos)
    counted: dict[str, int] = {}
    for name, photo in pieces:
        counted[name] = counted.get(name, 0) + 1
        if counted[name] <= 4:
            read_photo(photo)
    assert counted == expected.classes
    assert list(counted) == list(expected.classes)
    sentences = (*selection.sentences, *found.left_out, *damaged)
    assert len(sentences) == len(expected.said)
    assert all(part in " ".join(sentences) for part in expected.said)
    asks = not reading.certain or bool(names_in_doubt(seen)) or len(fitting) < len(level.classes)
    assert asks == expected.asks
