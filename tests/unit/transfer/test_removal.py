import pytest

from components.transfer.dataset import MAX_CLASSES, DatasetError, LabelledPhoto, PhotoClass, PhotoDataset
from components.transfer.removal import Removal, removed_by_edit, restore

A, B, C, D = (LabelledPhoto(name.encode(), name, b"") for name in "abcd")
THREE = PhotoDataset((PhotoClass("cats", (A, B)), PhotoClass("dogs", (C,)), PhotoClass("mice", (D,))))


def taken(before: PhotoDataset, after: PhotoDataset) -> Removal:
    found = removed_by_edit(before, after)
    assert found is not None
    return found


def ids(dataset: PhotoDataset) -> list[int]:
    return [photo_class.id for photo_class in dataset.classes]


def test_a_class_comes_back_as_it_was_in_its_place() -> None:
    after = THREE.remove_class("cats")
    removed = taken(THREE, after)
    assert str(removed) == "The class “cats” with 2 photos was removed."
    assert restore(after, removed) == THREE
    assert ids(restore(after, removed)) == ids(THREE)


def test_photos_come_back_in_their_order_before_those_that_came_since() -> None:
    after = THREE.remove("a").remove("c")
    removed = taken(THREE, after)
    assert str(removed) == "2 photos were removed."
    assert str(taken(THREE, THREE.remove("a"))) == "1 photo was removed."
    new = LabelledPhoto(b"e", "e", b"")
    back = restore(after.add("cats", new).rename("dogs", "wolves"), removed)
    assert [(photo_class.name, photo_class.photos) for photo_class in back.classes] == [
        ("cats", (A, B, new)),
        ("wolves", (C,)),
        ("mice", (D,)),
    ]
    assert ids(back) == ids(THREE)


def test_photos_whose_class_went_afterwards_come_back_with_it() -> None:
    after = THREE.remove("c")
    assert restore(after.remove_class("dogs"), taken(THREE, after)) == THREE


def test_what_was_done_since_stays() -> None:
    after = THREE.remove_class("cats")
    since = after.add("mice", A).add_class("Cats ")
    back = restore(since, taken(THREE, after))
    assert back.names == ("cats 2", "dogs", "mice", "Cats")
    assert back.class_of("a") == "mice"
    assert back.classes[0].photos == (B,)


def test_an_edit_that_takes_no_photo_is_no_removal() -> None:
    assert removed_by_edit(THREE, THREE.rename("cats", "lions")) is None
    assert removed_by_edit(THREE, THREE.move("a", "dogs")) is None
    with_empty = THREE.add_class("empty")
    assert removed_by_edit(with_empty, with_empty.remove_class("empty")) is None


def test_without_room_it_is_said() -> None:
    after = THREE.remove_class("cats")
    full = after
    while len(full.classes) < MAX_CLASSES:
        full = full.add_class(f"more {len(full.classes)}")
    with pytest.raises(DatasetError, match="More than 10 classes"):
        restore(full, taken(THREE, after))
