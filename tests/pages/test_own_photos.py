"""Photos on their way into classes of one's own, and which classifier answers, driven without a browser."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import jobs, runtime
from components.transfer.screens import teach, teach_uploads
from components.transfer.screens.state import FASHION_MNIST, OWN
from components.transfer.screens.teach_uploads import NEW_CLASSES
from components.transfer.uploads import UploadProgress
from components.ui.text import plain
from tests.pages.conftest import OpenPage
from tests.pages.driving import ended, followed, go_to, held_jobs, press, sent, text, wait, warnings
from tests.pages.own_photos import (
    PAGE,
    add_photos,
    add_zip,
    counts,
    crops,
    heading,
    transfer_state,
    upload,
    zipped,
)

CASES = Path(__file__).parents[1] / "cases" / "zips"
Hold = Callable[[], Callable[[], None]]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Keeps the long pool busy, so that whatever is begun waits; what it gives lets the pool go."""
    letting_go = threading.Event()

    def occupy() -> Callable[[], None]:
        busy = [threading.Event() for _ in range(runtime.LONG_WIDTH)]

        def wait_here(here: threading.Event) -> None:
            here.set()
            letting_go.wait(60)

        for here in busy:
            runtime.run_long(lambda here=here: wait_here(here))  # type: ignore[misc]
        assert all(here.wait(20) for here in busy)
        return letting_go.set

    yield occupy
    letting_go.set()


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Makes an edit in the rows of photos, whose component needs a browser; a button stands for it here."""
    wanted: dict[str, object] = {}

    def rows(_rows: object, on_edit: Callable[[dict[str, object]], None], key: str) -> None:
        st.button("Edit", key=f"{key} edit", on_click=lambda: on_edit(dict(wanted)))

    monkeypatch.setattr(teach, "class_editor", rows)

    def make(app: AppTest, of: str, **what: object) -> AppTest:
        wanted.clear()
        wanted.update(what, **{"class": class_id(app, of)})
        return press(app.run(), "Edit")

    return make


Edit = Callable[..., AppTest]


def class_id(app: AppTest, name: str) -> int:
    return next(
        photo_class.id
        for photo_class in transfer_state(app).datasets[OWN].classes
        if photo_class.name == name
    )


# --- Photos that are on their way ---------------------------------------------------------------------------


def test_photos_for_a_second_class_wait_and_those_of_the_first_are_all_read(own: AppTest, hold: Hold) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 5))
    upload(own, "Class 2", crops("coffee", 4))
    add = [file for sample in ("flower", "temple") for file in crops(sample, 3)]
    upload(own, "Class 1", add)
    assert counts(own) == {"Class 1": 0, "Class 2": 0}
    let_go()
    wait(own)
    assert counts(own) == {"Class 1": 11, "Class 2": 4}
    assert not warnings(own)


def test_a_class_that_is_renamed_during_the_reading_keeps_its_name_and_gets_its_photos(
    own: AppTest, hold: Hold, edit: Edit
) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 3))
    edit(own, "Class 1", do="rename", to="bird")
    let_go()
    wait(own)
    assert counts(own) == {"bird": 3, "Class 2": 0}


def test_two_classes_that_swap_their_names_during_the_reading_keep_their_own_photos(
    own: AppTest, hold: Hold, edit: Edit
) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 3))
    upload(own, "Class 2", crops("coffee", 2))
    for name, to in (("Class 1", "between"), ("Class 2", "Class 1"), ("between", "Class 2")):
        edit(own, name, do="rename", to=to)
    let_go()
    wait(own)
    assert counts(own) == {"Class 2": 3, "Class 1": 2}


def test_the_chosen_class_stays_chosen_when_it_is_renamed_or_another_one_goes(
    own: AppTest, edit: Edit
) -> None:
    second = class_id(own, "Class 2")
    own.selectbox(key="upload class").set_value(second).run()
    edit(own, "Class 2", do="rename", to="Dogs")
    assert own.selectbox(key="upload class").value == second
    edit(own, "Class 1", do="drop")
    assert own.selectbox(key="upload class").value == second
    uploader = next(box for box in own.file_uploader if box.label == "Photos of “Dogs”")
    uploader.upload("dog.jpg", crops("cat", 1)[0]).run()
    assert counts(wait(own)) == {"Dogs": 1}


def test_photos_are_read_while_their_visitor_is_on_another_page(own: AppTest, hold: Hold) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 4))
    job = held_jobs(own)["read photos"]
    own.switch_page("pages/home.py").run()
    let_go()
    while job.active:
        job.cancel_event.wait(0.02)
    assert job.state == "done"
    own.switch_page(f"pages/{PAGE}.py").run()
    assert counts(own) == {"Class 1": 4, "Class 2": 0}
    assert not any("stopped" in str(line.value) for line in own.info)


def test_photos_of_a_class_that_is_removed_meanwhile_are_said_and_can_have_a_new_one(
    own: AppTest, hold: Hold, edit: Edit
) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 3))
    edit(own, "Class 1", do="rename", to="a_b_")
    edit(own, "a_b_", do="drop")
    let_go()
    wait(own)
    assert counts(own) == {"Class 2": 0}
    assert f"The class “{plain('a_b_')}” was removed while 3 photos for it were" in warnings(own)
    press(own, "Put 3 photos into a new class")
    assert counts(own) == {"Class 2": 0, "a_b_": 3}
    assert not warnings(own)


def test_photos_of_a_removed_class_can_be_left_out(own: AppTest, hold: Hold, edit: Edit) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 1))
    edit(own, "Class 1", do="drop")
    let_go()
    press(wait(own), "Leave them out")
    assert counts(own) == {"Class 2": 0}
    assert not warnings(own)


def test_an_upload_that_ends_when_its_class_is_gone_is_said_too(own: AppTest, edit: Edit) -> None:
    own.selectbox(key="upload class").set_value(class_id(own, "Class 2")).run()
    edit(own, "Class 2", do="drop")
    gone = next(box for box in own.file_uploader if box.label == "Photos of “Class 2”")
    gone.upload("late.jpg", crops("cat", 1)[0]).run()
    assert "“Class 2” was removed while 1 photo for it" in warnings(wait(own)).replace("\\", "")


def test_an_upload_goes_to_the_class_it_was_begun_for(own: AppTest) -> None:
    """The uploader of a class stays on the page when another class is chosen."""
    own.selectbox(key="upload class").set_value(class_id(own, "Class 1")).run()
    own.selectbox(key="upload class").set_value(class_id(own, "Class 2")).run()
    slow = next(box for box in own.file_uploader if box.label == "Photos of “Class 1”")
    slow.upload("late.jpg", crops("cat", 1)[0]).run()
    assert counts(wait(own)) == {"Class 1": 1, "Class 2": 0}


def test_a_cancelled_reading_says_what_was_not_read_and_the_next_one_works(own: AppTest, hold: Hold) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 3))
    upload(own, "Class 2", crops("coffee", 2))
    press(own, "Cancel")
    assert "Stopped after 0 of 5 photos" in warnings(wait(own))
    let_go()
    add_photos(own, "Class 2", crops("coffee", 2))
    assert counts(own) == {"Class 1": 0, "Class 2": 2}
    assert not warnings(own)


def test_photos_that_come_while_a_reading_is_being_stopped_are_none_of_it(own: AppTest) -> None:
    upload(own, "Class 1", crops("cat", 40))
    held_jobs(own)["read photos"].cancel()
    upload(own, "Class 2", crops("coffee", 2))
    wait(own)
    assert counts(own)["Class 2"] == 2


def test_what_waits_is_said_without_counting_to_nothing(own: AppTest, hold: Hold) -> None:
    hold()
    upload(own, "Class 1", crops("cat", 3))
    (bar,) = own.get("progress")
    assert bar.proto.text == "3 photos to be read"
    press(own, "Cancel")
    add = zipped({"cats": crops("cat", 1)})
    own.selectbox(key="upload class").set_value(NEW_CLASSES).run()
    next(box for box in own.file_uploader if box.label.startswith("A zip")).upload("a.zip", add).run()
    (bar,) = own.get("progress")
    assert bar.proto.text == "A zip to be read"


def test_a_zip_behind_photos_leaves_their_class_standing(own: AppTest, hold: Hold) -> None:
    let_go = hold()
    own.selectbox(key="upload class").set_value(NEW_CLASSES).run()
    add = zipped({"cats": crops("cat", 2)})
    next(box for box in own.file_uploader if box.label.startswith("A zip")).upload("a.zip", add).run()
    upload(own, "Class 2", crops("coffee", 2))
    let_go()
    assert counts(wait(own)) == {"Class 2": 2, "cats": 2}


def test_folders_whose_names_are_untidy_keep_their_photos(own: AppTest) -> None:
    add_zip(own, (CASES / "folder_with_trailing_or_double_space.zip").read_bytes())
    assert counts(own) == {"Cats": 2, "red apple": 2, "dogs": 2}


def test_a_new_class_is_named_by_its_place_not_by_a_name_given_up(own: AppTest, edit: Edit) -> None:
    edit(own, "Class 1", do="rename", to="bird")
    press(own, "Add a class")
    assert list(counts(own)) == ["bird", "Class 2", "Class 3"]


def test_a_reading_that_breaks_says_so_and_what_waits_behind_it_is_read(
    own: AppTest, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = hold()
    upload(own, "Class 1", crops("cat", 2))
    upload(own, "Class 2", crops("coffee", 2))
    original, broken = teach_uploads.read_uploads, [MemoryError()]

    def read_uploads(*args: Any) -> Iterator[UploadProgress]:  # noqa: ANN401 -- as the original
        if broken:
            raise broken.pop()
        return original(*args)

    monkeypatch.setattr(teach_uploads, "read_uploads", read_uploads)
    let_go()
    wait(own)
    assert counts(own) == {"Class 1": 0, "Class 2": 2}
    assert "Something went wrong" in warnings(own)


# --- Which classifier answers -------------------------------------------------------------------------------

AFTER_TEACH = [
    ("Predict", ""),
    ("Export", ""),
    *(("Evaluate", view) for view in ("Confusions", "Map", "Race", "Curve", "None of these")),
]


def open_view(app: AppTest, screen: str, view: str) -> AppTest:
    go_to(app, screen)
    if view:
        app.segmented_control(key="view").set_value(view).run()
    return app


@pytest.fixture
def after_garments(open_page: OpenPage) -> AppTest:
    """The garments have trained themselves; then photos of one's own are added, and nothing is trained."""
    app = wait(open_page(PAGE, screen="Teach", per_class="2"))
    app.segmented_control(key="album").set_value(OWN).run()
    assert not app.subheader  # nothing of the garments' result stands beside the empty classes
    assert not app.get("plotly_chart")
    add_photos(app, "Class 1", crops("cat", 3))
    return add_photos(app, "Class 2", crops("coffee", 3))


@pytest.mark.parametrize(("screen", "view"), AFTER_TEACH)
def test_no_screen_answers_with_the_classifier_of_other_photos(
    after_garments: AppTest, screen: str, view: str
) -> None:
    app = open_view(after_garments, screen, view)
    assert "Press **Train** first: 6 photos of 2 classes are ready." in text(app)
    assert not app.subheader
    assert "pullover" not in text(app)
    press(app, "Train")
    while held_jobs(app).get("teach own photos"):
        app.run()
    assert transfer_state(app).classifiers[OWN].dataset.names == ("Class 1", "Class 2")
    assert "Press **Train** first" not in text(app)


def test_the_garments_and_own_classes_keep_their_classifiers_beside_each_other(
    after_garments: AppTest,
) -> None:
    app = after_garments
    press(app, "Train")
    wait(app)
    own, garments = transfer_state(app).classifiers[OWN], transfer_state(app).classifiers[FASHION_MNIST]
    app.segmented_control(key="album").set_value(FASHION_MNIST).run()
    assert "of 500 test garments right" in heading(app)
    app.segmented_control(key="album").set_value(OWN).run()
    assert "of 2 held-out photos right" in heading(app)
    assert (transfer_state(app).classifiers[OWN], transfer_state(app).classifiers[FASHION_MNIST]) == (
        own,
        garments,
    )


def test_the_garments_do_not_end_a_training_of_one_s_own(after_garments: AppTest, hold: Hold) -> None:
    app = after_garments
    let_go = hold()
    press(app, "Train")
    app.segmented_control(key="album").set_value(FASHION_MNIST).run()
    app.segmented_control(key="per_class").set_value("5").run()
    app.switch_page("pages/home.py").run()
    let_go()
    app.switch_page(f"pages/{PAGE}.py").run()
    wait(app)
    assert set(transfer_state(app).classifiers) == {OWN, FASHION_MNIST}


@pytest.mark.parametrize(("screen", "view"), AFTER_TEACH)
def test_every_screen_says_that_the_photos_have_changed_and_trains_again(
    after_garments: AppTest, edit: Edit, screen: str, view: str
) -> None:
    app = after_garments
    press(app, "Train")
    wait(app)
    edit(app, "Class 1", do="rename", to="cats")
    assert "have changed since this was trained" in text(app)
    open_view(app, screen, view)
    assert "have changed since this was trained" in text(app)
    press(app, "Train")
    while held_jobs(app).get("teach own photos"):
        app.run()
    assert "have changed since" not in text(app)
    assert transfer_state(app).classifiers[OWN].dataset.names == ("cats", "Class 2")


@pytest.mark.parametrize(("screen", "view"), AFTER_TEACH)
def test_a_fresh_link_to_own_photos_invites_to_teach(open_page: OpenPage, screen: str, view: str) -> None:
    app = open_page(PAGE, screen=screen, album=OWN, **({"view": view} if view else {}))
    assert "There are no photos of your own here yet." in text(app)
    assert not app.warning
    press(app, "Add photos")
    assert app.selectbox(key="upload class").label == "Add photos to"


def test_the_garments_are_one_press_away_from_an_empty_screen(open_page: OpenPage) -> None:
    app = open_page(PAGE, screen="Predict", album=OWN, per_class="2")
    press(app, "Take the garments instead")
    assert "Truth: " in text(wait(app))


def test_one_photo_too_few_is_said_on_the_screens_after_teach(own: AppTest) -> None:
    add_photos(own, "Class 1", crops("cat", 3))
    go_to(own, "Predict")
    assert "has no photo; it needs two or more" in text(own).replace("\\", "")
    press(own, "Back to Teach")
    assert own.selectbox(key="upload class").label == "Add photos to"


def test_the_link_of_own_photos_says_what_a_reload_will_lose_and_what_it_lost(
    after_garments: AppTest,
) -> None:
    app = after_garments
    assert app.query_params["own"] == "album"
    press(app, "Train")
    wait(go_to(app, "Predict"))
    assert app.query_params["own"] == "album-classifier"
    again = followed(PAGE, screen="Predict", album=OWN, own="album-classifier")
    assert "Your own photos and classes are not in this tab" in warnings(again)
    assert "Save photos" in warnings(again)
    assert "There are no photos of your own here yet." in text(again)


# --- What was made from a classifier stays with it ----------------------------------------------------------


def test_a_race_and_a_zip_belong_to_the_classifier_they_were_begun_with(
    after_garments: AppTest, hold: Hold
) -> None:
    app = after_garments
    press(app, "Train")
    wait(app)
    open_view(app, "Evaluate", "Race")
    press(app, "Frozen features")
    job: jobs.Job[Any] = held_jobs(app)["race"]
    while job.snapshot is None or not job.snapshot.state.runs[0].points:
        app.run()
    go_to(app, "Teach")
    app.segmented_control(key="album").set_value(FASHION_MNIST).run()
    go_to(app, "Evaluate")
    assert job.cancel_event.is_set()
    assert "A race on other photos or settings was still under way" in text(app)
    (chart,) = app.get("plotly_chart")
    assert all(not line.get("x") for line in json.loads(chart.proto.spec)["data"])  # of the other race
    go_to(app, "Export")
    press(app, "Make the zip")
    go_to(app, "Teach")
    app.segmented_control(key="album").set_value(OWN).run()
    go_to(app, "Export")
    wait(app)
    ((classifier, _),) = ended(app, "export")
    assert classifier == transfer_state(app).classifiers[FASHION_MNIST].about
    assert "gives each of 2 classes" in str(sent(app, "program_flow")["steps"])


def test_a_curve_is_measured_and_kept_for_each_data_set(after_garments: AppTest) -> None:
    app = after_garments
    press(app, "Train")
    wait(app)
    wait(open_view(app, "Evaluate", "Curve"))
    (mine,) = ended(app, "curve").values()
    assert {point.per_class for point in mine.snapshot.points} == {1, 2}
    go_to(app, "Teach")
    app.segmented_control(key="album").set_value(FASHION_MNIST).run()
    open_view(app, "Evaluate", "Curve")
    press(app, "Cancel")
    wait(app)
    assert len(ended(app, "curve")) == 2
    go_to(app, "Teach")
    app.segmented_control(key="album").set_value(OWN).run()
    open_view(app, "Evaluate", "Curve")
    assert "curve" not in held_jobs(app)  # it isn't measured again
    assert mine in ended(app, "curve").values()
    assert app.get("plotly_chart")


def test_a_threshold_of_other_photos_is_not_kept(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Teach", per_class="2", threshold="0.10"))
    app.segmented_control(key="album").set_value(OWN).run()
    go_to(app, "Evaluate")
    assert app.session_state["threshold"] == "proposed"


def test_a_result_on_two_photos_is_told_with_its_doubt(after_garments: AppTest) -> None:
    press(after_garments, "Train")
    wait(after_garments)
    assert "95 % interval: **34 to 100 %**. 2 photos are too few to say anything." in text(after_garments)


def test_a_race_is_stopped_when_its_page_is_left_which_is_said(open_page: OpenPage) -> None:
    app = wait(open_page(PAGE, screen="Evaluate", view="Race", per_class="2"))
    press(app, "From scratch")
    job: jobs.Job[Any] = held_jobs(app)["race"]
    while job.snapshot is None or not job.snapshot.state.runs[0].points:
        app.run()
    app.switch_page("pages/home.py").run()
    assert job.cancel_event.is_set()
    app.switch_page(f"pages/{PAGE}.py").run()
    assert "so it was stopped" in text(app)
    while held_jobs(app):
        app.run()
    assert "Stopped before the end." in text(app)


# --- What was removed ---------------------------------------------------------------------------------------


def test_a_removed_class_comes_back_with_its_photos(own: AppTest, edit: Edit) -> None:
    add_photos(own, "Class 1", crops("cat", 3))
    edit(own, "Class 1", do="rename", to="a_b_")
    before = transfer_state(own).datasets[OWN]
    edit(own, "a_b_", do="drop")
    sentence = plain("The class “a_b_” with 3 photos was removed.")
    assert [box.value for box in own.info] == [sentence]
    assert sentence in own.toast[0].value
    press(own, "Undo")
    assert transfer_state(own).datasets[OWN] == before
    assert [photo_class.id for photo_class in transfer_state(own).datasets[OWN].classes] == [
        photo_class.id for photo_class in before.classes
    ]
    assert not own.info


def test_removed_photos_come_back_unless_it_is_dismissed(own: AppTest, edit: Edit) -> None:
    add_photos(own, "Class 1", crops("cat", 3))
    before = transfer_state(own).datasets[OWN]
    edit(own, "Class 1", do="remove", photos=[before.photos[0].digest])
    assert [box.value for box in own.info] == [plain("1 photo was removed.")]
    press(own, "Undo")
    assert transfer_state(own).datasets[OWN] == before
    edit(own, "Class 1", do="remove", photos=[photo.digest for photo in before.photos[1:]])
    press(own, "OK")
    assert not own.info
    assert counts(own) == {"Class 1": 1, "Class 2": 0}


def test_without_room_a_removed_class_waits_and_that_is_said(own: AppTest, edit: Edit) -> None:
    add_photos(own, "Class 1", crops("cat", 1))
    edit(own, "Class 1", do="drop")
    for _ in range(9):
        press(own, "Add a class")
    press(own, "Undo")
    assert "More than 10 classes" in warnings(own).replace("\\", "")
    edit(own, "Class 2", do="drop")
    press(own, "Undo")
    assert counts(own)["Class 1"] == 1


@pytest.mark.parametrize(("screen", "view"), AFTER_TEACH)
def test_what_is_missing_is_said_once(own: AppTest, screen: str, view: str) -> None:
    add_photos(own, "Class 1", crops("cat", 3))
    press(own, "Train")
    assert "has no photo" in warnings(wait(own))
    go_to(own, screen)
    if view:
        own.get_by_key("view").set_value(view).run()  # type: ignore[union-attr]
    assert text(own).count("has no photo") == 1
    assert not own.warning
