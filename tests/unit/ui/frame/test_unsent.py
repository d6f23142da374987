from components.ui.frame.unsent import in_words


def test_one_file_that_was_lost_is_named_as_it_is() -> None:
    assert in_words(["*a*.jpg"]).startswith(r"“\*a\*\.jpg” was still being sent")


def test_of_many_files_that_were_lost_some_are_named_and_all_counted() -> None:
    assert in_words([*"abcde"]).startswith("“a”, “b”, “c” and 2 more were still being sent")
    assert in_words([*"ab"]).startswith("“a”, “b” were still being sent")
