import pytest

from tests.bench.command import main
from tests.bench.table import Row
from tests.unit.bench.conftest import FakeBench, row


def test_without_words_all_is_measured(fake: FakeBench) -> None:
    assert main(fake.at(), []) == 0
    assert fake.measured == ["one", "two", "four"]


def test_names_and_resuming_go_together(fake: FakeBench) -> None:
    main(fake.at(), ["one"])
    assert main(fake.at(), ["--resume", "one", "four"]) == 0
    assert fake.measured == ["one", "four"]


def test_an_unknown_name_is_refused_with_the_list_and_nothing_is_measured(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(fake.at(), ["one", "five"])
    assert refused.value.code == 2
    assert "there is no row five; there are one, two, three, four" in capsys.readouterr().err
    assert fake.measured == []


def test_the_list_measures_nothing(fake: FakeBench, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(fake.at(), ["--list"]) == 0
    assert fake.measured == []
    assert [text.split()[0] for text in capsys.readouterr().out.splitlines()] == fake.at().names


def test_a_failed_row_shows_in_the_exit_status_and_at_the_end(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Row:
        raise RuntimeError("no browser")

    fake.measures["one"] = broken
    assert main(fake.at(), []) == 1
    assert fake.measured == ["one", "two", "four"]
    assert capsys.readouterr().out.splitlines()[-1] == "Failed: one"
    fake.measures["one"] = lambda: row("one")
    assert main(fake.at(), ["--resume"]) == 0
    assert fake.measured == ["one", "two", "four", "one"]


def test_the_help_says_when_a_row_is_left_out(fake: FakeBench, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(fake.at(), ["--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert "Only with --resume does it leave out the rows" in words
