import zlib

from components.intake.class_tree import Leaf, Level, understand
from components.intake.zip_entries import Entry
from components.transfer.dataset import MAX_CLASSES, Album, Group, Picture
from components.transfer.zip_selection import Choice, choose, most_that_fit


def level(*folders: str, each: int = 2) -> Level:
    leaves = []
    for folder in folders:
        for number in range(each):
            path = f"{folder}/{number}.png"
            data = path.encode()
            entry = Entry(data, path, 0, False, 0, len(data), len(data), zlib.crc32(data))
            leaves.append(Leaf(tuple(folder.split("/")), path, entry))
    reading = understand(leaves)
    return reading.levels[reading.likely]


def album(**classes: int) -> Album:
    """An album whose photos are those that `level` makes of folders of the same names."""
    return Album(
        tuple(
            Group(name, tuple(Picture(f"{name}/{n}.png".encode(), f"{name} {n}", b"") for n in range(count)))
            for name, count in classes.items()
        )
    )


def chosen(found: Level, present: Album) -> Choice:
    return choose(found, most_that_fit(found, present), present)


def counts(choice: Choice) -> dict[str, int]:
    return {share.name: share.taken for share in choice.shares}


def test_all_photos_of_all_classes_are_taken_in_their_order() -> None:
    choice = chosen(level("dogs", "cats"), Album())
    assert [(name, leaf.path) for name, leaf in choice.photos] == [
        ("dogs", "dogs/0.png"),
        ("dogs", "dogs/1.png"),
        ("cats", "cats/0.png"),
        ("cats", "cats/1.png"),
    ]
    assert choice.sentences == ()


def test_a_class_that_is_left_out_by_the_visitor_needs_no_word() -> None:
    choice = choose(level("dogs", "cats"), ["cats"], Album())
    assert counts(choice) == {"cats": 2}
    assert choice.sentences == ()


def test_a_folder_goes_to_the_class_that_the_album_writes_otherwise() -> None:
    choice = chosen(level("CATS ", "dogs"), album(cats=1))
    assert counts(choice) == {"cats": 2, "dogs": 2}
    assert choice.sentences == ("The photos of “CATS” go into your class “cats”.",)


def test_classes_of_the_album_come_first_when_there_are_too_many() -> None:
    folders = [f"c{number}" for number in range(12)]
    present = album(c11=1, other=1)
    fitting = most_that_fit(level(*folders), present)
    assert fitting == (*folders[: MAX_CLASSES - 2], "c11")
    sentence = chosen(level(*folders), present).sentences[1]
    assert sentence == "“c8”, “c9” and “c10” stayed out, since 10 classes are possible here."


def test_photos_that_are_there_are_not_read_again_and_take_no_room() -> None:
    choice = chosen(level("cats", "dogs"), album(cats=2))
    assert counts(choice) == {"cats": 0, "dogs": 2}
    assert choice.sentences == ("2 photos are already among your photos.",)
    assert "1 photo is already" in chosen(level("cats", "dogs"), album(cats=1)).sentences[0]


def test_ten_classes_of_two_hundred_fill_ten_classes() -> None:
    choice = chosen(level(*(f"class {n}" for n in range(10)), each=200), Album())
    assert counts(choice) == {f"class {n}": 100 for n in range(10)}
    assert choice.sentences == (
        "100 of 200 photos of each class were taken, since an album holds 1,000 photos.",
    )


def test_what_is_joined_renamed_or_lies_outside_is_said() -> None:
    found = level("set/train/A:B", "set/val/A:B", "set/val/cats", "set/val/Cats", "set/val", each=1)
    assert chosen(found, Album()).sentences == (
        "The folders “train” and “val” are parts of one data set: their photos are taken together.",
        "The folders “cats” and “Cats” are one class here, since only capital letters tell them apart.",
        "The folder “A:B” is called “A-B” here, since a class names a folder when the photos are saved.",
        "“set/val/0.png” was left out, since it lies in none of the classes’ folders.",
    )


def test_a_class_that_makes_way_gives_no_folder_its_name() -> None:
    choice = chosen(level("class 1", "dogs"), album(**{"Class 1": 0, "Class 2": 0}))
    assert counts(choice) == {"class 1": 2, "dogs": 2}
    assert choice.sentences == ()
