"""A photo whose square was moved."""

from components.intake.photos import Photo, read_photo
from components.transfer.moved_photo import at_place
from components.vision.backbones import BACKBONES, DEFAULT
from components.vision.samples import SAMPLES
from components.vision.window import MIDDLE, Place

HOW = BACKBONES[DEFAULT].preprocessing


def photo() -> Photo:
    return read_photo(SAMPLES["temple"].read())


def test_the_middle_is_the_photo_itself() -> None:
    found = photo()
    assert at_place(found, HOW, MIDDLE) is found


def test_each_place_has_its_own_key_and_its_own_pixels() -> None:
    found = photo()
    places = [at_place(found, HOW, Place(*at)) for at in ((0, 50), (100, 50), (50, 0), (5, 0), (50, 50))]
    assert len({one.digest for one in places}) == len(places)
    assert len({one.image.tobytes() for one in places}) == len(places)
    assert all(one.notes == found.notes for one in places)
