from components.transfer.dataset import MAX_CLASSES, Album, Group, Picture
from components.transfer.uploads import Arrivals, Batch, Homeless, Inbox, housed, place

A, B, C = (Picture(name.encode(), name, b"") for name in "abc")


def names(album: Album) -> dict[str, tuple[Picture, ...]]:
    return {group.name: group.pictures for group in album.groups}


def test_a_class_is_known_by_its_id_whatever_its_name() -> None:
    cats, dogs = Group("cats"), Group("dogs")
    swapped = Album((cats, dogs)).rename("cats", "x").rename("dogs", "cats").rename("x", "dogs")
    placed = place(swapped, [(cats.id, A), (dogs.id, B)])
    assert names(placed.album) == {"dogs": (A,), "cats": (B,)}
    assert cats.id != dogs.id
    assert swapped.name_of(cats.id) == "dogs"
    assert cats == Group("cats")  # an album that is read again from its zip is the same


def test_photos_of_a_removed_class_are_given_back_and_can_have_a_new_one() -> None:
    cats, dogs = Group("cats"), Group("dogs")
    left = Album((cats, dogs)).drop_class("cats").add_class("cats")
    placed = place(left, [(cats.id, A), (dogs.id, B)])
    assert placed.homeless == ((cats.id, A),)
    assert names(placed.album) == {"dogs": (B,), "cats": ()}
    album, refused = housed(placed.album, Homeless("cats", (A,)))
    assert names(album) == {"dogs": (B,), "cats": (), "cats 2": (A,)}
    assert refused == ()


def test_folders_are_tidied_once_and_join_the_class_that_is_alike() -> None:
    placed = place(Album((Group("Dogs", (C,)),)), [("cats  and\u00a0more ", A), (" dogs", B)])
    assert names(placed.album) == {"Dogs": (C, B), "cats and more": (A,)}
    assert placed.notes == ("The folder “dogs” was put into the class “Dogs”.",)


def test_only_empty_classes_that_nobody_named_or_awaits_make_way_for_folders() -> None:
    first, second, named = Group("Class 1"), Group("Class 2"), Group("birds")
    album = Album((first, second, named))
    assert list(names(place(album, [("cats", A)]).album)) == ["birds", "cats"]
    assert list(names(place(album, [("cats", A)], {second.id}).album)) == ["Class 2", "birds", "cats"]
    assert list(names(place(album, [("cats", A), (first.id, B)]).album)) == ["Class 1", "birds", "cats"]
    assert list(names(place(album, [(first.id, B)]).album)) == ["Class 1", "Class 2", "birds"]
    taught = album.add("Class 1", C)
    assert list(names(place(taught, [("cats", A)]).album)) == ["Class 1", "Class 2", "birds", "cats"]


def test_folders_beyond_the_limit_are_said_each() -> None:
    pictures = [Picture(bytes([n]), str(n), b"") for n in range(MAX_CLASSES + 2)]
    placed = place(Album(), [(f"folder {n}", picture) for n, picture in enumerate(pictures)])
    assert len(placed.album.groups) == MAX_CLASSES
    assert [note.split("”")[0] for note in placed.notes] == ["The folder “folder 10", "The folder “folder 11"]


def test_a_class_is_awaited_until_its_photos_are_in_the_album() -> None:
    inbox = Inbox()
    inbox.waiting.extend(Batch(lambda: ([], ()), n, frozenset({n})) for n in (3, 4))
    assert inbox.awaited() == {3, 4}
    assert (inbox.photos_waiting(), inbox.photos_behind()) == (7, 4)
    inbox.waiting.popleft()
    inbox.read.append(Arrivals(3, 3, ((3, A), ("folder", B))))
    assert inbox.awaited() == {3, 4}


def test_a_spare_name_is_free_and_never_too_long() -> None:
    long = "x" * 40
    album = Album((Group("cats"), Group("Cats 2"), Group(long)))
    assert album.spare_name("cats") == "cats 3"
    assert album.spare_name("dogs") == "dogs"
    assert album.add_class(album.spare_name(long)).names[-1] == "x" * 37 + " 2"
