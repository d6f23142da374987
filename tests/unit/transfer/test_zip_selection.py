import zlib

from components.intake.class_tree import Leaf, Level, understand
from components.intake.zip_entries import ZipEntry
from components.transfer.dataset import MAX_CLASSES, LabelledPhoto, PhotoClass, PhotoDataset
from components.transfer.zip_selection import ZipSelection, classes_that_fit, select_photos


def level(*folders: str, each: int = 2) -> Level:
    leaves = []
    for folder in folders:
        for number in range(each):
            path = f"{folder}/{number}.png"
            data = path.encode()
            entry = ZipEntry(data, path, 0, False, 0, len(data), len(data), zlib.crc32(data))
            leaves.append(Leaf(tuple(folder.split("/")), path, entry))
    reading = understand(leaves)
    return reading.levels[reading.likely]


def dataset_with(**classes: int) -> PhotoDataset:
    """A data set whose photos are those that `level` makes of folders of the same names."""
    return PhotoDataset(
        tuple(
            PhotoClass(
                name,
                tuple(LabelledPhoto(f"{name}/{n}.png".encode(), f"{name} {n}", b"") for n in range(count)),
            )
            for name, count in classes.items()
        )
    )


def selected(found: Level, present: PhotoDataset) -> ZipSelection:
    return select_photos(found, classes_that_fit(found, present), present)


def counts(selection: ZipSelection) -> dict[str, int]:
    return {one.name: one.selected for one in selection.per_class}


def test_all_photos_of_all_classes_are_taken_in_their_order() -> None:
    selection = selected(level("dogs", "cats"), PhotoDataset())
    assert [(name, leaf.path) for name, leaf in selection.photos] == [
        ("dogs", "dogs/0.png"),
        ("dogs", "dogs/1.png"),
        ("cats", "cats/0.png"),
        ("cats", "cats/1.png"),
    ]
    assert selection.sentences == ()


def test_a_class_that_is_left_out_by_the_visitor_needs_no_word() -> None:
    selection = select_photos(level("dogs", "cats"), ["cats"], PhotoDataset())
    assert counts(selection) == {"cats": 2}
    assert selection.sentences == ()


def test_a_folder_goes_to_the_class_that_the_data_set_writes_otherwise() -> None:
    selection = selected(level("CATS ", "dogs"), dataset_with(cats=1))
    assert counts(selection) == {"cats": 2, "dogs": 2}
    assert selection.sentences == ("The photos of “CATS” go into your class “cats”.",)


def test_classes_of_the_data_set_come_first_when_there_are_too_many() -> None:
    folders = [f"c{number}" for number in range(12)]
    present = dataset_with(c11=1, other=1)
    fitting = classes_that_fit(level(*folders), present)
    assert fitting == (*folders[: MAX_CLASSES - 2], "c11")
    sentence = selected(level(*folders), present).sentences[1]
    assert sentence == "“c8”, “c9” and “c10” stayed out, since 10 classes are possible here."


def test_photos_that_are_there_are_not_read_again_and_take_no_room() -> None:
    selection = selected(level("cats", "dogs"), dataset_with(cats=2))
    assert counts(selection) == {"cats": 0, "dogs": 2}
    assert selection.sentences == ("2 photos are already among your photos.",)
    assert "1 photo is already" in selected(level("cats", "dogs"), dataset_with(cats=1)).sentences[0]


def test_ten_classes_of_two_hundred_fill_ten_classes() -> None:
    selection = selected(level(*(f"class {n}" for n in range(10)), each=200), PhotoDataset())
    assert counts(selection) == {f"class {n}": 100 for n in range(10)}
    assert selection.sentences == (
        "100 of 200 photos of each class were taken, since a data set here holds 1,000 photos.",
    )


def test_what_is_joined_renamed_or_lies_outside_is_said() -> None:
    found = level("set/train/A:B", "set/val/A:B", "set/val/cats", "set/val/Cats", "set/val", each=1)
    assert selected(found, PhotoDataset()).sentences == (
        "The folders “train” and “val” are parts of one data set: their photos are taken together.",
        "The folders “cats” and “Cats” are one class here, since only capital letters tell them apart.",
        "The folder “A:B” is called “A-B” here, since a class names a folder when the photos are saved.",
        "“set/val/0.png” was left out, since it lies in none of the classes’ folders.",
    )


def test_a_class_that_makes_way_gives_no_folder_its_name() -> None:
    selection = selected(level("class 1", "dogs"), dataset_with(**{"Class 1": 0, "Class 2": 0}))
    assert counts(selection) == {"class 1": 2, "dogs": 2}
    assert selection.sentences == ()
