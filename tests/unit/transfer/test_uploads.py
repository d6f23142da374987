from components.transfer.dataset import MAX_CLASSES, LabelledPhoto, PhotoClass, PhotoDataset
from components.transfer.uploads import (
    OrphanedPhotos,
    UploadBatch,
    UploadProgress,
    UploadQueue,
    add_uploads,
    in_new_class,
)

A, B, C = (LabelledPhoto(name.encode(), name, b"") for name in "abc")


def names(dataset: PhotoDataset) -> dict[str, tuple[LabelledPhoto, ...]]:
    return {photo_class.name: photo_class.photos for photo_class in dataset.classes}


def test_a_class_is_known_by_its_id_whatever_its_name() -> None:
    cats, dogs = PhotoClass("cats"), PhotoClass("dogs")
    swapped = PhotoDataset((cats, dogs)).rename("cats", "x").rename("dogs", "cats").rename("x", "dogs")
    placed = add_uploads(swapped, [(cats.id, A), (dogs.id, B)])
    assert names(placed.dataset) == {"dogs": (A,), "cats": (B,)}
    assert cats.id != dogs.id
    assert swapped.name_of(cats.id) == "dogs"
    assert cats == PhotoClass("cats")  # a data set that is read again from its zip is the same


def test_photos_of_a_removed_class_are_given_back_and_can_have_a_new_one() -> None:
    cats, dogs = PhotoClass("cats"), PhotoClass("dogs")
    left = PhotoDataset((cats, dogs)).remove_class("cats").add_class("cats")
    placed = add_uploads(left, [(cats.id, A), (dogs.id, B)])
    assert placed.orphaned == ((cats.id, A),)
    assert names(placed.dataset) == {"dogs": (B,), "cats": ()}
    dataset, refused = in_new_class(placed.dataset, OrphanedPhotos("cats", (A,)))
    assert names(dataset) == {"dogs": (B,), "cats": (), "cats 2": (A,)}
    assert refused == ()


def test_folders_are_tidied_once_and_join_the_class_that_is_alike() -> None:
    placed = add_uploads(
        PhotoDataset((PhotoClass("Dogs", (C,)),)), [("cats  and\u00a0more ", A), (" dogs", B)]
    )
    assert names(placed.dataset) == {"Dogs": (C, B), "cats and more": (A,)}
    assert placed.notes == ("The folder “dogs” was put into the class “Dogs”.",)


def test_only_empty_classes_that_nobody_named_or_awaits_make_way_for_folders() -> None:
    first, second, named = PhotoClass("Class 1"), PhotoClass("Class 2"), PhotoClass("birds")
    dataset = PhotoDataset((first, second, named))
    assert list(names(add_uploads(dataset, [("cats", A)]).dataset)) == ["birds", "cats"]
    assert list(names(add_uploads(dataset, [("cats", A)], {second.id}).dataset)) == [
        "Class 2",
        "birds",
        "cats",
    ]
    assert list(names(add_uploads(dataset, [("cats", A), (first.id, B)]).dataset)) == [
        "Class 1",
        "birds",
        "cats",
    ]
    assert list(names(add_uploads(dataset, [(first.id, B)]).dataset)) == ["Class 1", "Class 2", "birds"]
    taught = dataset.add("Class 1", C)
    assert list(names(add_uploads(taught, [("cats", A)]).dataset)) == ["Class 1", "Class 2", "birds", "cats"]


def test_folders_beyond_the_limit_are_said_each() -> None:
    photos = [LabelledPhoto(bytes([n]), str(n), b"") for n in range(MAX_CLASSES + 2)]
    placed = add_uploads(PhotoDataset(), [(f"folder {n}", photo) for n, photo in enumerate(photos)])
    assert len(placed.dataset.classes) == MAX_CLASSES
    assert [note.split("”")[0] for note in placed.notes] == ["The folder “folder 10", "The folder “folder 11"]


def test_a_class_is_pending_until_its_photos_are_in_the_data_set() -> None:
    queue = UploadQueue()
    queue.waiting.extend(UploadBatch(lambda: ([], ()), n, frozenset({n})) for n in (3, 4))
    assert queue.pending_classes() == {3, 4}
    assert (queue.photos_waiting(), queue.photos_behind()) == (7, 4)
    queue.waiting.popleft()
    queue.read.append(UploadProgress(3, 3, ((3, A), ("folder", B))))
    assert queue.pending_classes() == {3, 4}


def test_a_spare_name_is_free_and_never_too_long() -> None:
    long = "x" * 40
    dataset = PhotoDataset((PhotoClass("cats"), PhotoClass("Cats 2"), PhotoClass(long)))
    assert dataset.unused_name("cats") == "cats 3"
    assert dataset.unused_name("dogs") == "dogs"
    assert dataset.add_class(dataset.unused_name(long)).names[-1] == "x" * 37 + " 2"
