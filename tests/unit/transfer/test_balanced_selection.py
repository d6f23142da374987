from hypothesis import given
from hypothesis import strategies as st

from components.transfer.balanced_selection import (
    Capacity,
    balanced_selection,
    describe_selection,
    remaining_capacity,
)
from components.transfer.dataset import (
    MAX_BYTES,
    MAX_CLASSES,
    MAX_PHOTOS,
    LabelledPhoto,
    PhotoClass,
    PhotoDataset,
)

ROOM = Capacity(MAX_PHOTOS, MAX_BYTES, MAX_CLASSES)


def taken(
    offered: dict[str, int], present: dict[str, int] | None = None, space: Capacity = ROOM
) -> dict[str, int]:
    shared = balanced_selection({name: [1] * count for name, count in offered.items()}, present or {}, space)
    return {name: len(numbers) for name, numbers in shared.items()}


def test_ten_classes_of_two_hundred_get_a_hundred_each() -> None:
    names = [f"class {n}" for n in range(10)]
    offered = {name: [1] * 200 for name in names}
    shared = balanced_selection(offered, {}, ROOM)
    assert all(shared[name] == list(range(100)) for name in names)
    assert (
        describe_selection(offered, shared, ROOM)
        == "100 of 200 photos of each class were taken, since a data set here holds 1,000 photos."
    )


def test_a_small_class_comes_in_whole() -> None:
    assert taken({"a": 900, "b": 20, "c": 900}) == {"a": 490, "b": 20, "c": 490}


def test_photos_that_are_there_count() -> None:
    assert taken({"a": 900, "b": 900}, {"a": 400}, Capacity(600, MAX_BYTES, 9)) == {"a": 100, "b": 500}


def test_bytes_are_shared_too_and_small_photos_fill_what_is_left() -> None:
    offered = {"a": [40, 40, 40], "b": [40, 40, 40, 20]}
    space = Capacity(10, 180, 10)
    shared = balanced_selection(offered, {}, space)
    assert shared == {"a": [0, 1], "b": [0, 1, 3]}
    assert (
        describe_selection(offered, shared, space)
        == "Of the photos, 2 of 3 of “a”, 3 of 4 of “b” were taken, since a data set here holds 100 MB of "
        "photos."
    )


def test_nothing_is_said_if_all_fit() -> None:
    assert describe_selection({"a": [1]}, {"a": [0]}, ROOM) == ""


def test_a_full_data_set_takes_nothing() -> None:
    assert taken({"a": 5}, space=Capacity(0, 100, 1)) == {"a": 0}
    assert taken({"a": 5}, space=Capacity(100, 0, 1)) == {"a": 0}


def test_classes_without_photos_and_names_of_their_own_make_way() -> None:
    empty = PhotoDataset((PhotoClass("Class 1"), PhotoClass("Class 2")))
    assert remaining_capacity(empty) == ROOM
    assert (
        remaining_capacity(PhotoDataset((PhotoClass("cats"), PhotoClass("Class 2")))).classes
        == MAX_CLASSES - 1
    )
    used = PhotoDataset((PhotoClass("a", (LabelledPhoto(b"123", "x", b""),)), PhotoClass("Class 2")))
    assert remaining_capacity(used) == Capacity(MAX_PHOTOS - 1, MAX_BYTES - 3, MAX_CLASSES - 2)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(1, 9), max_size=20)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9)),
    st.integers(0, 30),
    st.integers(0, 100),
)
def test_a_share_is_within_the_room_and_nobody_gets_two_more_than_who_still_waits(
    offered: dict[str, list[int]], present: dict[str, int], photos: int, size: int
) -> None:
    shared = balanced_selection(offered, present, Capacity(photos, size, 10))
    assert sum(map(len, shared.values())) <= photos
    assert sum(offered[name][n] for name, numbers in shared.items() for n in numbers) <= size
    if size < 100:
        return
    totals = {name: present.get(name, 0) + len(numbers) for name, numbers in shared.items()}
    for name, numbers in shared.items():
        if len(numbers) < len(offered[name]) and sum(map(sum, offered.values())) <= size:
            others = [totals[other] for other in shared if shared[other]]
            assert all(totals[name] >= other - 1 for other in others)
