"""The screens *Teach*, *Evaluate* and *Predict*, driven without a browser."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components.session import Visitor
from components.transfer.screens.state import FASHION_MNIST, OWN
from components.transfer.screens.teach import _edited
from components.vision.classifier import Classifier
from tests.pages.conftest import OpenPage
from tests.pages.driving import go_to, held_jobs, press, sent, wait, warnings
from tests.pages.own_photos import PAGE, add_photos, add_zip, crops, heading, transfer_state, zipped


@pytest.fixture
def taught(own: AppTest) -> AppTest:
    """Two classes of five photos, trained."""
    add_photos(own, "Class 1", crops("cat", 5))
    add_photos(own, "Class 2", crops("coffee", 5))
    press(own, "Train")
    return wait(own)


# --- The built-in set -----------------------------------------------------------------------------------


def test_the_garments_train_by_themselves_at_first_paint(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Teach", per_class="5"))
    assert "of 500 test garments right" in heading(app)
    assert any("Trained on 40 photos in" in str(line.value) for line in app.markdown)
    visitor: Visitor = app.session_state["visitor"]
    assert isinstance(visitor.classifier, Classifier)
    assert visitor.classifier.labels[0] == "T-shirt"


def test_another_seed_or_more_copies_make_another_classifier(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Teach", per_class="2"))
    before = transfer_state(app).classifiers[FASHION_MNIST]
    app.number_input(key="seed").set_value(7).run()
    wait(app)
    assert transfer_state(app).classifiers[FASHION_MNIST] is not before
    app.slider(key="copies").set_value(1).run()
    wait(app)
    trained = transfer_state(app).classifiers[FASHION_MNIST]
    assert trained.config.seed == 7
    assert trained.trained_on == 20


@pytest.mark.parametrize(
    ("view", "picture"),
    [("Confusions", "confusion_matrix"), ("Map", "photo_map"), ("None of these", "tiles")],
)
def test_every_view_shows_its_picture_when_it_is_opened_first(
    open_page: OpenPage, view: str, picture: str
) -> None:
    app = wait(open_page(PAGE, screen="Evaluate", view=view, per_class="2"))
    assert not app.exception
    assert FASHION_MNIST in transfer_state(app).classifiers
    assert sent(app, picture)


def test_a_held_out_garment_is_answered_and_a_cat_is_none_of_these(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Predict", per_class="5"))
    assert not app.exception
    assert "Truth: " in " ".join(str(line.value) for line in app.markdown)
    press(app, "A cat among garments")
    assert heading(app) == "None of these"
    assert any("Softmax alone" in str(line.value) for line in app.markdown)


def test_a_link_from_a_larger_data_set_shows_the_last_photo_there_is(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Predict", per_class="2", number="33"))
    assert app.slider(key="number").value == 10


def test_a_threshold_of_one_s_own_refuses_or_lets_in(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Predict", per_class="5", threshold="0.00"))
    assert heading(app) == "None of these"
    go_to(app, "Evaluate")
    app.segmented_control(key="view").set_value("None of these").run()
    assert heading(app) == "Threshold 0.00"
    app.select_slider(key="threshold").set_value("1.00").run()
    assert heading(app) == "Threshold 1.00"
    go_to(app, "Predict")
    assert heading(app) != "None of these"


def test_the_settings_of_a_screen_outlast_a_visit_to_another(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Teach", per_class="2"))
    app.number_input(key="seed").set_value(7).run()
    go_to(app, "Classify")
    assert app.query_params["seed"] == "7"
    wait(go_to(app, "Teach"))
    assert app.number_input(key="seed").value == 7
    app.number_input(key="seed").set_value(0).run()
    wait(app)
    assert "seed" not in app.query_params  # the default isn't told


def test_the_browser_is_told_the_settings_whenever_a_screen_is_opened_again(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A widget that comes back is new to the browser: untold, it would show its default and report that."""
    monkeypatch.setattr("components.ui.frame.screens.LOADING", 0.0)
    app = open_page(PAGE, screen="Teach", album=OWN)
    app.run()
    assert not app.segmented_control(key="album").proto.set_value
    go_to(app, "Predict")
    go_to(app, "Teach")
    album = app.segmented_control(key="album")
    assert album.value == OWN
    assert album.proto.set_value


def test_the_class_guesses_before_the_taught_classifier_answers(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Predict", per_class="5", guess="true", newcomer="A sample"))
    assert not app.subheader
    press(app, "bag")
    press(app, "no")
    assert heading(app) == "None of these"


# --- Classes of one's own -------------------------------------------------------------------------------


def test_two_classes_of_five_photos_are_told_apart(taught: AppTest) -> None:
    assert heading(taught) == "100 % of 2 held-out photos right"
    trained = transfer_state(taught).classifiers[OWN]
    assert trained.dataset.names == ("Class 1", "Class 2")


def test_the_other_screens_know_what_was_taught(taught: AppTest) -> None:
    go_to(taught, "Predict")
    assert not taught.exception
    assert heading(taught).startswith(("Class 1", "Class 2"))
    go_to(taught, "Evaluate")
    assert not taught.exception
    assert any("**2 of 2** held-out photos are right" in str(line.value) for line in taught.markdown)


def test_a_zip_brings_its_classes_and_what_is_saved_can_be_read_again(own: AppTest) -> None:
    from components.transfer.dataset import to_zip

    add_zip(own, zipped({"cats": crops("cat", 3), "咖啡": crops("coffee", 3)}))
    dataset = transfer_state(own).datasets[OWN]
    assert dataset.names == ("cats", "咖啡")
    assert [len(photo_class.photos) for photo_class in dataset.classes] == [3, 3]
    for name in dataset.names:
        transfer_state(own).datasets[OWN] = transfer_state(own).datasets[OWN].remove_class(name)
    add_zip(own, to_zip(dataset))
    assert transfer_state(own).datasets[OWN] == dataset


def test_an_edit_changes_the_data_set(taught: AppTest) -> None:
    dataset = transfer_state(taught).datasets[OWN]
    photo = dataset.classes[0].photos[0].digest
    first, second = (photo_class.id for photo_class in dataset.classes)
    moved = _edited(dataset, {"do": "move", "photos": [photo], "to": second})
    assert moved.class_of(photo) == "Class 2"
    assert _edited(dataset, {"do": "remove", "photos": [photo]}).class_of(photo) is None
    assert _edited(dataset, {"do": "rename", "class": first, "to": "cats"}).names == ("cats", "Class 2")
    assert _edited(dataset, {"do": "drop", "class": first}).names == ("Class 2",)


# --- What can go wrong ----------------------------------------------------------------------------------


def test_one_class_only_is_a_sentence(own: AppTest) -> None:
    add_zip(own, zipped({"cats": crops("cat", 3)}))
    press(own, "Train")
    assert "only one class" in warnings(wait(own))


def test_one_photo_a_class_is_a_sentence(own: AppTest) -> None:
    add_zip(own, zipped({"cats": crops("cat", 1), "coffee": crops("coffee", 1)}))
    press(own, "Train")
    assert "has one photo; it needs two or more" in warnings(wait(own))


def test_nothing_at_all_is_a_sentence_and_the_next_try_works(own: AppTest) -> None:
    press(own, "Train")
    assert "has no photo" in warnings(wait(own))
    add_photos(own, "Class 1", crops("cat", 2))
    assert "has no photo" not in warnings(own)  # it was said of the photos as they were
    add_photos(own, "Class 2", crops("coffee", 2))
    press(own, "Train")
    assert "of 2 held-out photos right" in heading(wait(own))


def test_the_same_photo_in_two_classes_is_a_sentence(own: AppTest) -> None:
    photos = crops("cat", 2)
    add_photos(own, "Class 1", photos)
    add_photos(own, "Class 2", photos)
    assert "already in the class “Class 1”" in warnings(own)
    assert not transfer_state(own).datasets[OWN].classes[1].photos


def test_a_file_that_is_no_photo_is_a_sentence_and_the_others_come_in(own: AppTest) -> None:
    add_photos(own, "Class 1", [*crops("cat", 2), b"Dear diary", b""])
    assert "not a photo that can be read here" in warnings(own)
    assert "empty" in warnings(own)
    assert len(transfer_state(own).datasets[OWN].classes[0].photos) == 2


@pytest.mark.parametrize(("folder", "name"), [("<b>", "-b-"), ("x" * 200, "x" * 40), (".NET", "NET")])
def test_a_folder_that_can_be_no_class_gets_the_nearest_name(own: AppTest, folder: str, name: str) -> None:
    add_zip(own, zipped({folder: crops("cat", 2), "coffee": crops("coffee", 2)}))
    assert "since a class names a folder when the photos are saved" in warnings(own)
    assert transfer_state(own).datasets[OWN].names == (name, "coffee")
    assert [len(photo_class.photos) for photo_class in transfer_state(own).datasets[OWN].classes] == [2, 2]


def bomb(entries: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"a/{number}.jpg", b"")
    return stream.getvalue()


def huge() -> bytes:
    """One entry of a million zeros that says, and would be believed to, unpack to two gigabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.jpg", bytes(1_000_000))
    return stream.getvalue().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 2**31 - 1))


@pytest.mark.parametrize(
    "make",
    [
        lambda: zipped({"../../etc": crops("cat", 1)}),
        lambda: bomb(100_000),
        lambda: zipped({"a": [zipped({"b": crops("cat", 1)})]}),
        lambda: zipped({"a": [b"no picture"]}),
        huge,
        lambda: b"PK\x03\x04 not a zip",
        lambda: b"",
    ],
    ids=["leads out", "100,000 entries", "nested", "no pictures", "2 GB", "damaged", "empty"],
)
def test_a_bad_zip_is_one_sentence_and_the_session_lives(own: AppTest, make: Callable[[], bytes]) -> None:
    add_photos(own, "Class 1", crops("cat", 2))
    add_zip(own, make())
    assert len(own.warning) == 1
    assert "Traceback" not in warnings(own)
    assert len(transfer_state(own).datasets[OWN].classes[0].photos) == 2
    add_photos(own, "Class 2", crops("coffee", 2))
    press(own, "Train")
    assert "held-out photos right" in heading(wait(own))


def test_a_training_of_the_garments_ends_when_the_page_is_left_and_the_next_visit_trains(
    open_page: OpenPage,
) -> None:
    app = open_page(PAGE, screen="Teach", per_class="80", copies="4")
    job = held_jobs(app)["teach garments"]
    app.switch_page("pages/home.py").run()
    assert job.cancel_event.is_set()
    app.switch_page(f"pages/{PAGE}.py")
    for name, value in {"screen": "Teach", "per_class": "2", "copies": "0"}.items():
        app.query_params[name] = value
    app.session_state["per_class"], app.session_state["copies"] = "2", 0
    assert "of 500 test garments right" in heading(wait(app.run()))
