"""What was understood of a zip is shown on *Teach*, can be changed, and is added with one click."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from components.intake.archives import Archive, look_into
from components.transfer.screens import teach_zip
from components.transfer.screens.teach_uploads import NEW_CLASSES
from tests.cases import case
from tests.pages.driving import held_jobs, wait, warnings
from tests.pages.own_photos import add_photos, add_zip, counts, crops, zipped

ADD = "Add these photos"


def table(app: AppTest) -> list[list[str]]:
    rows: list[list[str]] = app.dataframe[0].value.values.tolist()
    return rows


def confirm(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label == ADD).click().run()
    return wait(app)


def choices(app: AppTest) -> list[str]:
    return list(app.radio[0].options)


def code_page(app: AppTest) -> Selectbox[str]:
    return next(box for box in app.selectbox if box.label.startswith("The zip doesn’t say"))


def four() -> bytes:
    """Two classes in two sessions."""
    cats, cups = crops("cat", 4), crops("coffee", 4)
    return zipped({"cats/a": cats[:2], "cats/b": cats[2:], "cups/a": cups[:2], "cups/b": cups[2:]})


def test_a_zip_of_nothing_but_folders_of_classes_is_read_at_once(own: AppTest) -> None:
    add_zip(own, zipped({"root/cats ": crops("cat", 2), "root/red  cups": crops("coffee", 2)}))
    assert counts(own) == {"cats": 2, "red cups": 2}
    assert not own.warning


def test_a_tree_is_shown_and_one_click_adds_it(own: AppTest) -> None:
    add_zip(own, four())
    assert not held_jobs(own)
    assert counts(own) == {"Class 1": 0, "Class 2": 0}
    assert choices(own) == ["Folders at the top: cats, cups", "Innermost folders: a, b"]
    assert table(own) == [["cats", "4", "cats/a, cats/b"], ["cups", "4", "cups/a, cups/b"]]
    confirm(own)
    assert counts(own) == {"cats": 4, "cups": 4}
    assert ADD not in [button.label for button in own.button]


def test_another_level_can_be_chosen_and_a_class_left_out(own: AppTest) -> None:
    add_zip(own, four())
    own.radio[0].set_value(1).run()
    assert table(own) == [["a", "4", "cats/a, cups/a"], ["b", "4", "cats/b, cups/b"]]
    own.multiselect[0].set_value(["b"]).run()
    assert table(own) == [["b", "4", "cats/b, cups/b"]]
    confirm(own)
    assert counts(own) == {"b": 4}


def test_a_zip_is_looked_into_once(own: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look(data: bytes) -> Archive:
        looks.append(len(data))
        return look_into(data)

    monkeypatch.setattr(teach_zip, "look_into", look)
    add_zip(own, four())
    own.radio[0].set_value(1).run()
    own.multiselect[0].set_value(["b"]).run()
    confirm(own)
    assert len(looks) == 1
    assert "zip plan" not in own.session_state


def test_without_a_class_there_is_nothing_to_add(own: AppTest) -> None:
    add_zip(own, four())
    own.multiselect[0].set_value([]).run()
    assert next(button for button in own.button if button.label == ADD).disabled


def test_the_code_page_of_names_can_be_changed(own: AppTest) -> None:
    add_zip(own, case("zips", "windows_japanese_shift_jis.zip"))
    assert [row[0] for row in table(own)] == ["猫", "犬"]
    assert code_page(own).options[0] == "Japanese (Shift-JIS): 猫, 犬"
    code_page(own).set_value("cp850").run()
    assert [row[0] for row in table(own)] == ["öL", "îó"]
    code_page(own).set_value("cp932").run()
    confirm(own)
    assert counts(own) == {"猫": 2, "犬": 1}


def test_of_twelve_classes_ten_are_chosen_and_may_be_changed(own: AppTest) -> None:
    add_zip(own, case("zips", "twelve_classes.zip"))
    assert len(table(own)) == 10
    assert any("class 10” and “class 11” stayed out" in caption.value for caption in own.caption)
    own.multiselect[0].set_value(["class 0", "class 11"]).run()
    confirm(own)
    assert counts(own) == {"class 0": 2, "class 11": 2}


def test_a_class_added_meanwhile_takes_its_room(own: AppTest) -> None:
    add_photos(own, "Class 1", crops("cat", 1))
    add_zip(own, zipped({f"kind {n}": [photo] for n, photo in enumerate(crops("coffee", 12))}))
    assert len(table(own)) == 8
    next(button for button in own.button if button.label == "Add a class").click().run()
    assert not own.exception
    assert len(table(own)) == 7


def test_what_was_left_out_is_still_said_when_the_photos_are_there(own: AppTest) -> None:
    add_zip(own, case("zips", "worksheet_docx_beside_folders.zip"))
    assert counts(own) == {"cats": 2, "dogs": 2}
    assert "worksheet" in warnings(own)


@pytest.mark.parametrize("name", ["flat_zip_without_folder.zip", "deflate64.zip", "tar_gz_named.zip"])
def test_a_refusal_names_the_other_way_in_and_the_next_zip_is_read(own: AppTest, name: str) -> None:
    add_zip(own, case("zips", name))
    assert len(own.warning) == 1
    assert not held_jobs(own)
    add_zip(own, case("zips", "backslashes.zip"))
    assert counts(own) == {"cats": 1, "dogs": 1}
    assert not own.warning


def test_folders_go_to_classes_that_are_there_whatever_their_case(own: AppTest) -> None:
    add_zip(own, zipped({"Cats": crops("cat", 2), "Cups": crops("coffee", 2)}))
    add_zip(own, zipped({"CATS ": crops("cat", 4)}))
    assert counts(own) == {"Cats": 4, "Cups": 2}
    assert "2 photos are already among your photos" in warnings(own)


def test_a_zip_among_photos_is_told_the_way_in(own: AppTest) -> None:
    add_photos(own, "Class 1", [*crops("cat", 2), four()])
    assert counts(own)["Class 1"] == 2
    assert f"choose “{NEW_CLASSES}” in the list “Add photos to” on Teach" in warnings(own)


def test_what_was_said_of_one_zip_does_not_stand_beside_the_refusal_of_another(own: AppTest) -> None:
    add_zip(own, case("zips", "worksheet_docx_beside_folders.zip"))
    assert "worksheet" in warnings(own)
    add_zip(own, case("zips", "flat_zip_without_folder.zip"))
    assert len(own.warning) == 1
    assert "worksheet" not in warnings(own)
