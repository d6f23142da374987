"""Photos that are kept as their files: the same pixels every time, within a bound of bytes."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from components.cache import PHOTO_BYTES
from components.intake import kept, photos
from components.intake.kept import Decoded, keep_photo
from components.intake.photos import MAX_PIXELS, DamagedPhoto, Photo, read_photo
from tests.cases import case, names


def jpeg(number: int, side: int = 100) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (side, side), (number, 255 - number, 90)).save(stream, "JPEG")
    return stream.getvalue()


@pytest.mark.parametrize("name", names("photos"))
def test_a_kept_photo_has_the_pixels_of_its_file(name: str) -> None:
    data = case("photos", name)
    photo, once = keep_photo(data), read_photo(data)
    assert photo.image.tobytes() == once.image.tobytes()
    assert (photo.digest, photo.notes) == (once.digest, once.notes)


def test_nothing_is_reduced() -> None:
    assert keep_photo(case("photos", "panorama_15000x500.jpg")).image.size == (15_000, 500)


def test_a_photo_that_cannot_be_read_is_not_kept() -> None:
    with pytest.raises(DamagedPhoto):
        keep_photo(jpeg(0)[:300])


def test_what_is_decoded_stays_within_its_bound_and_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [jpeg(number) for number in range(10)]
    store = Decoded(3 * 4 * 100 * 100)  # room for three
    monkeypatch.setattr(kept, "_decoded", store)
    mine = [keep_photo(data) for data in files]
    assert store.bytes_kept == 3 * 4 * 100 * 100
    for photo, data in zip(mine, files, strict=True):
        assert photo.image.tobytes() == read_photo(data).image.tobytes()
        assert store.bytes_kept <= 3 * 4 * 100 * 100


def test_a_photo_larger_than_the_room_is_shown_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_decoded", Decoded(1_000))
    photo = keep_photo(jpeg(1))
    assert photo.image.size == (100, 100)


def test_the_largest_photo_has_room() -> None:
    assert 4 * MAX_PIXELS <= PHOTO_BYTES


def test_a_photo_that_many_runs_want_at_once_is_decoded_no_more_often_than_there_are_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, data = Decoded(PHOTO_BYTES), jpeg(5)
    at_once, most, lock = [0], [0], threading.Lock()

    def counted(data: bytes) -> Photo:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        photo = photos.read_photo(data)
        with lock:
            at_once[0] -= 1
        return photo

    monkeypatch.setattr(kept, "read_photo", counted)
    monkeypatch.setattr(store, "_turns", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: store.image(data, "digest of it"), range(64)))
    assert most == [1]
    assert len({image.tobytes() for image in found}) == 1
