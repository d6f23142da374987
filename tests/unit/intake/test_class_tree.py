import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.intake.class_tree import INNERMOST, Leaf, Level, Reading, understand
from components.intake.zip_entries import ZipEntry


def read(*paths: str) -> Reading:
    leaves = []
    for path in paths:
        *folders, _ = path.split("/")
        leaves.append(Leaf(tuple(folders), path, ZipEntry(b"", path, 0, False, 0, 0, 0, 0)))
    return understand(leaves)


def likely(*paths: str) -> Level:
    reading = read(*paths)
    return reading.levels[reading.likely]


def counts(level: Level) -> dict[str, int]:
    return {found.name: len(found.photos) for found in level.classes}


def tree(*folders: str, each: int = 2) -> list[str]:
    return [f"{folder}/{number}.png" for folder in folders for number in range(each)]


@pytest.mark.parametrize(
    "folders",
    [
        ("cats", "dogs"),
        ("mine/cats", "mine/dogs"),
        ("a/b/c/cats", "a/b/c/dogs"),
        ("cats/images", "dogs/images"),
        ("set/cats/images/raw", "set/dogs/images/raw"),
        ("train/cats", "train/dogs"),
        ("train/images/cats", "val/images/dogs"),
        ("cats/cats photos", "dogs/dogs photos"),
    ],
)
def test_one_folder_for_each_class_wherever_it_lies(folders: tuple[str, str]) -> None:
    assert counts(likely(*tree(*folders))) == {"cats": 2, "dogs": 2}


@pytest.mark.parametrize(
    "parts",
    [
        ("train", "val"),
        ("train", "valid", "test"),
        ("Training", "Testing"),
        ("training_set", "test_set"),
        ("train1", "test1"),
        ("dev", "eval", "hold-out"),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_the_parts_of_a_data_set_are_joined(parts: tuple[str, ...], inside: bool) -> None:
    paths = [f"{c}/{p}" if inside else f"{p}/{c}" for p in parts for c in ("cats", "dogs")]
    level = likely(*tree(*paths))
    assert counts(level) == {"cats": 2 * len(parts), "dogs": 2 * len(parts)}
    assert level.joined == (() if inside else parts)


def test_sessions_within_classes_are_no_classes_but_may_be_chosen() -> None:
    paths = tree("cats/monday", "cats/tuesday", "dogs/monday", "dogs/tuesday")
    reading = read(*paths)
    assert [counts(level) for level in reading.levels] == [
        {"cats": 4, "dogs": 4},
        {"monday": 4, "tuesday": 4},
    ]
    assert reading.likely == 0
    assert not reading.certain
    assert reading.levels[0].classes[0].folders == ("cats/monday", "cats/tuesday")


def test_a_folder_within_a_class_belongs_to_it_and_may_be_a_class() -> None:
    reading = read(*tree("cats", "cats/kittens", "dogs"))
    assert [counts(level) for level in reading.levels] == [
        {"cats": 4, "dogs": 2},
        {"cats": 2, "kittens": 2, "dogs": 2},
    ]
    assert reading.likely == 0
    assert reading.levels[1].depth == INNERMOST


def test_photos_beside_the_classes_are_outside() -> None:
    level = likely("set/cover.png", *tree("set/cats", "set/dogs"))
    assert counts(level) == {"cats": 2, "dogs": 2}
    assert [leaf.path for leaf in level.outside] == ["set/cover.png"]
    kaggle = likely(*tree("train/cats", "train/dogs"), *tree("test", each=20))
    assert counts(kaggle) == {"cats": 2, "dogs": 2}
    assert len(kaggle.outside) == 20


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (tree("cats"), "cats"),
        (tree("mine/cats"), "cats"),
        (tree("cats/images"), "cats"),
        (tree("cats/train", "cats/val"), "cats"),
        (tree("set/cats/photos"), "cats"),
        (tree("cats", each=5) + tree("cats/kittens"), "cats"),
    ],
)
def test_a_single_class(paths: list[str], name: str) -> None:
    assert list(counts(likely(*paths))) == [name]


@pytest.mark.parametrize(
    ("folders", "certain"),
    [
        (("cats", "dogs"), True),
        (("root/cats", "root/dogs"), True),
        (("root/cats/images", "root/dogs/images"), False),
        (("train/cats", "val/cats"), False),
        (("cats", "cats/kittens", "dogs"), False),
        (("root", "root/cats", "root/dogs"), False),
    ],
)
def test_only_folders_of_classes_and_nothing_else_are_certain(
    folders: tuple[str, ...], certain: bool
) -> None:
    assert read(*tree(*folders)).certain == certain


def test_folders_that_only_blanks_or_case_tell_apart_are_one_class() -> None:
    (cats, dogs) = likely(*tree("Cats ", "cats", "Cats", "dogs")).classes
    assert (cats.name, len(cats.photos), cats.spellings) == ("Cats", 6, ("Cats ", "cats", "Cats"))
    assert dogs.name == "dogs"


names = st.sampled_from(["cats", "Cats ", "dogs", "train", "val", "images", "", " ", "x:y", "猫"])


@given(st.lists(st.lists(names, min_size=1, max_size=4), min_size=1, max_size=12))
def test_every_photo_is_in_one_class_or_outside_at_every_level(folders: list[list[str]]) -> None:
    reading = read(*("/".join([*parts, f"{n}.png"]) for n, parts in enumerate(folders)))
    assert 0 <= reading.likely < len(reading.levels)
    for level in reading.levels:
        inside = [leaf.path for found in level.classes for leaf in found.photos]
        assert len(inside) + len(level.outside) == len(folders)
        assert len({*inside, *(leaf.path for leaf in level.outside)}) == len(folders)
        assert len({found.name.casefold() for found in level.classes}) == len(level.classes)
