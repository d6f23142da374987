import hashlib
import io
import zipfile

import pytest
from PIL import Image

from components.intake.class_names import MAX_NAME
from components.transfer.dataset import (
    MAX_CLASSES,
    DatasetError,
    LabelledPhoto,
    PhotoClass,
    PhotoDataset,
    add_all,
    clean_class_name,
    count_repeats,
    read_labelled_photo,
    require_trainable,
    to_zip,
)
from components.vision.backbones import BACKBONES, DEFAULT

HOW = BACKBONES[DEFAULT].preprocessing


def photo(colour: str) -> LabelledPhoto:
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(stream, "PNG")
    return read_labelled_photo(stream.getvalue(), HOW)[0]


RED, GREEN, BLUE = (photo(colour) for colour in ("red", "green", "blue"))
TWO = PhotoDataset((PhotoClass("cats", (RED, GREEN)), PhotoClass("dogs", (BLUE,))))


def test_a_picture_keeps_the_file_as_it_came() -> None:
    assert RED.digest == hashlib.sha256(RED.data).hexdigest()
    assert Image.open(io.BytesIO(RED.data)).format == "PNG"
    thumbnail = Image.open(io.BytesIO(RED.thumbnail))
    assert thumbnail.format == "JPEG"
    assert thumbnail.width == thumbnail.height <= 88


def test_pictures_and_targets_go_together() -> None:
    assert TWO.photos == (RED, GREEN, BLUE)
    assert TWO.targets == (0, 0, 1)
    assert TWO.class_of(BLUE.digest) == "dogs"
    assert TWO.class_of("unknown") is None


def test_moving_and_removing_leave_the_rest_in_place() -> None:
    moved = TWO.move(RED.digest, "dogs")
    assert [photo_class.photos for photo_class in moved.classes] == [(GREEN,), (BLUE, RED)]
    assert TWO.photos == (RED, GREEN, BLUE)  # the old data set is as it was
    assert moved.remove(BLUE.digest).classes[1].photos == (RED,)


def test_the_same_photo_in_two_classes_is_refused_in_a_sentence() -> None:
    with pytest.raises(DatasetError, match="already in the class “cats”"):
        TWO.add("dogs", RED)
    assert TWO.add("cats", RED) == TWO


def test_two_classes_need_two_names() -> None:
    for name in ("cats", " CATS ", "ca\u0074s"):
        with pytest.raises(DatasetError, match="two classes need two names"):
            TWO.add_class(name)
    with pytest.raises(DatasetError, match="two names"):
        TWO.rename("dogs", "Cats")
    assert TWO.rename("dogs", "Dogs").names == ("cats", "Dogs")


@pytest.mark.parametrize(
    "name", ["", "   ", "<script>", "../x", "a/b", "a\\b", "x" * 200, ".hidden", "a\x00b", "a:b"]
)
def test_a_name_that_no_folder_can_have_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(DatasetError) as refusal:
        clean_class_name(name)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", ["猫", "Käfer & Co", "it's", "_bold_ $x$", "x" * MAX_NAME, "😀 smile"])
def test_any_other_name_is_fine(name: str) -> None:
    assert TWO.add_class(name).names[-1] == name
    assert clean_class_name(f"  {name}\t") == name


def test_there_are_at_most_ten_classes() -> None:
    dataset = PhotoDataset(tuple(PhotoClass(str(number)) for number in range(MAX_CLASSES)))
    with pytest.raises(DatasetError, match="More than 10 classes"):
        dataset.add_class("one more")


def test_what_is_missing_before_training_is_said() -> None:
    with pytest.raises(DatasetError, match="only one class"):
        require_trainable(PhotoDataset((PhotoClass("cats", (RED, GREEN)),)))
    with pytest.raises(DatasetError, match="“dogs” has one photo"):
        require_trainable(TWO)
    with pytest.raises(DatasetError, match="“mice” has no photo"):
        require_trainable(PhotoDataset((PhotoClass("cats", (RED, GREEN)), PhotoClass("mice"))))


def test_a_data_set_has_a_limit_on_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.transfer.dataset.MAX_BYTES", 3 * len(RED.data))
    heavy = LabelledPhoto(bytes(len(RED.data)), "heavy", b"")
    with pytest.raises(DatasetError, match="All photos together"):
        TWO.add("dogs", heavy)


def test_gathering_takes_what_fits_and_says_the_rest_once() -> None:
    dataset, refused = add_all(
        TWO, [("dogs", RED), ("dogs", RED), ("dogs", GREEN), ("cats", RED), ("dogs", photo("pink"))]
    )
    assert len(dataset.photos) == 4
    assert refused == ("3 photos were left out: they are already in the class “cats”.",)
    assert add_all(TWO, [("cats", BLUE)])[1] == (
        "A photo was left out: it is already in the class “dogs”. If that is the wrong class, move it on its "
        "own strip.",
    )
    assert count_repeats(["a", "b", "a"]) == ("a (2 times)", "b")


def test_a_saved_data_set_is_a_folder_a_class_with_the_files_as_they_came() -> None:
    data = to_zip(PhotoDataset((PhotoClass("猫", (RED, GREEN)), PhotoClass("it's", (BLUE,)))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["猫/0001.png", "猫/0002.png", "it's/0001.png"]
        assert archive.read("it's/0001.png") == BLUE.data
    assert data == to_zip(PhotoDataset((PhotoClass("猫", (RED, GREEN)), PhotoClass("it's", (BLUE,)))))
