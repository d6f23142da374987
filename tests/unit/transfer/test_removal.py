import pytest

from components.transfer.dataset import MAX_CLASSES, Album, AlbumError, Group, Picture
from components.transfer.removal import Removal, put_back, removal

A, B, C, D = (Picture(name.encode(), name, b"") for name in "abcd")
THREE = Album((Group("cats", (A, B)), Group("dogs", (C,)), Group("mice", (D,))))


def taken(before: Album, after: Album) -> Removal:
    found = removal(before, after)
    assert found is not None
    return found


def ids(album: Album) -> list[int]:
    return [group.id for group in album.groups]


def test_a_class_comes_back_as_it_was_in_its_place() -> None:
    after = THREE.drop_class("cats")
    removed = taken(THREE, after)
    assert str(removed) == "The class “cats” with 2 photos was removed."
    assert put_back(after, removed) == THREE
    assert ids(put_back(after, removed)) == ids(THREE)


def test_photos_come_back_in_their_order_before_those_that_came_since() -> None:
    after = THREE.remove("a").remove("c")
    removed = taken(THREE, after)
    assert str(removed) == "2 photos were removed."
    assert str(taken(THREE, THREE.remove("a"))) == "1 photo was removed."
    new = Picture(b"e", "e", b"")
    back = put_back(after.add("cats", new).rename("dogs", "wolves"), removed)
    assert [(group.name, group.pictures) for group in back.groups] == [
        ("cats", (A, B, new)),
        ("wolves", (C,)),
        ("mice", (D,)),
    ]
    assert ids(back) == ids(THREE)


def test_photos_whose_class_went_afterwards_come_back_with_it() -> None:
    after = THREE.remove("c")
    assert put_back(after.drop_class("dogs"), taken(THREE, after)) == THREE


def test_what_was_done_since_stays() -> None:
    after = THREE.drop_class("cats")
    since = after.add("mice", A).add_class("Cats ")
    back = put_back(since, taken(THREE, after))
    assert back.names == ("cats 2", "dogs", "mice", "Cats")
    assert back.class_of("a") == "mice"
    assert back.groups[0].pictures == (B,)


def test_an_edit_that_takes_no_photo_is_no_removal() -> None:
    assert removal(THREE, THREE.rename("cats", "lions")) is None
    assert removal(THREE, THREE.move("a", "dogs")) is None
    with_empty = THREE.add_class("empty")
    assert removal(with_empty, with_empty.drop_class("empty")) is None


def test_without_room_it_is_said() -> None:
    after = THREE.drop_class("cats")
    full = after
    while len(full.groups) < MAX_CLASSES:
        full = full.add_class(f"more {len(full.groups)}")
    with pytest.raises(AlbumError, match="More than 10 classes"):
        put_back(full, taken(THREE, after))
