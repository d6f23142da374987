from components.ui.frame.unsent import lost_sentence


def test_one_file_that_was_lost_is_named_as_it_is() -> None:
    assert lost_sentence(["*a*.jpg"]).startswith(r"“\*a\*\.jpg” was still being sent")


def test_of_many_files_that_were_lost_some_are_named_and_all_counted() -> None:
    assert lost_sentence([*"abcde"]).startswith("“a”, “b”, “c” and 2 more were still being sent")
    assert lost_sentence([*"ab"]).startswith("“a”, “b” were still being sent")
