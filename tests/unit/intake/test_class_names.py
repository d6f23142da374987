import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.intake.class_names import MAX_NAME, UNNAMED, key, one_form, possible_name, possible_names
from components.transfer.dataset import clean_class_name


@pytest.mark.parametrize("name", ["Cats ", " Cats", "Cats\u00a0", "\u3000Cats\t"])
def test_blanks_at_the_ends_are_no_part_of_a_name(name: str) -> None:
    assert one_form(name) == "Cats"


@pytest.mark.parametrize("name", ["red  apple", "red\u00a0apple", "red \u2003 apple"])
def test_any_blanks_in_a_row_are_one(name: str) -> None:
    assert one_form(name) == "red apple"


def test_letters_and_their_marks_are_put_together() -> None:
    assert one_form("Ka\u0308fer") == "Käfer"
    assert key("KA\u0308FER ") == key("käfer")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("cats", "cats"),
        ("A:B", "A-B"),
        ("<b>", "-b-"),
        (".NET", "NET"),
        ("...", UNNAMED),
        (" ", UNNAMED),
        ("a\u202eb", "ab"),
        ("x" * 200, "x" * MAX_NAME),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_a_folder_gets_the_nearest_possible_name(folder: str, name: str) -> None:
    assert possible_name(folder) == name


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_folders_are_called_their_classes_can_be_called(folders: list[str]) -> None:
    names = possible_names(folders)
    assert list(names) == list(dict.fromkeys(folders))
    for name in names.values():
        assert clean_class_name(name) == name
    assert len({name.casefold() for name in names.values()}) == len(names)


def test_names_that_fall_together_are_numbered() -> None:
    long = "x" * 50
    assert possible_names(["A:B", "A?B", long + "1", long + "2"]) == {
        "A:B": "A-B",
        "A?B": "A-B 2",
        long + "1": "x" * MAX_NAME,
        long + "2": "x" * (MAX_NAME - 2) + " 2",
    }


def test_thousands_of_folders_that_fall_together_are_numbered_in_one_pass() -> None:
    names = possible_names("x" * 50 + str(number) for number in range(20_000))
    assert len(set(names.values())) == 20_000
