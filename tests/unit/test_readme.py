from tests.readme import README, table


def test_the_readme_has_the_table_of_pages_as_it_is() -> None:
    assert table() in README.read_text(encoding="utf-8")
