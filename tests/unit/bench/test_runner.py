from dataclasses import replace
from itertools import takewhile

import pytest

from tests.bench.results import CHANGED, UNKNOWN, Origin, read
from tests.bench.runner import Bench, named, run, show_names, still_to_measure
from tests.bench.table import Row, line
from tests.unit.bench.conftest import HERE, FakeBench, row


def measure_all(bench: Bench) -> list[str]:
    return run(bench, bench.measurements)


def test_each_row_is_printed_and_written_before_the_next_is_measured(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[list[str], str]] = []

    def last() -> Row:
        seen.append((list(read(fake.file)), capsys.readouterr().out))
        return row("four")

    fake.measures["four"] = last
    assert measure_all(fake.at()) == []
    ((written, printed),) = seen
    assert written == ["one", "two", "three"]
    assert printed.splitlines()[1:] == [line(row(name)) for name in written]
    assert list(read(fake.file)) == ["one", "two", "three", "four"]


def test_only_named_rows_are_measured_with_those_that_belong_to_them(fake: FakeBench) -> None:
    bench = fake.at()
    assert run(bench, named(bench.measurements, ["three"])) == []
    assert fake.measured == ["two"]
    assert list(read(fake.file)) == ["two", "three"]
    assert named(bench.measurements, []) == list(bench.measurements)


def test_an_unknown_name_is_refused_beside_a_known_one(fake: FakeBench) -> None:
    with pytest.raises(ValueError, match="there is no row five, six"):
        named(fake.at().measurements, ["six", "one", "five"])


def test_what_was_measured_here_at_this_commit_is_left_out_when_resumed(fake: FakeBench) -> None:
    def interrupted() -> Row:
        raise KeyboardInterrupt

    fake.measures["four"] = interrupted
    with pytest.raises(KeyboardInterrupt):
        measure_all(fake.at())
    fake.measures["four"], fake.measured = lambda: row("four"), []
    bench = fake.at()
    run(bench, still_to_measure(bench, bench.measurements))
    assert fake.measured == ["four"]
    assert still_to_measure(bench, bench.measurements) == []


def test_without_being_resumed_all_is_measured_anew(fake: FakeBench) -> None:
    measure_all(fake.at())
    measure_all(fake.at())
    assert fake.measured == ["one", "two", "four"] * 2


@pytest.mark.parametrize(
    "origin",
    [
        replace(HERE, commit="ba9876543210"),
        replace(HERE, machine="a server, 64 cores"),
        replace(HERE, commit=HERE.commit + CHANGED),
        replace(HERE, commit=UNKNOWN),
    ],
)
def test_figures_from_elsewhere_or_of_no_one_state_are_measured_anew(fake: FakeBench, origin: Origin) -> None:
    measure_all(fake.at(origin))
    here = fake.at()
    assert still_to_measure(here, here.measurements) == list(here.measurements)
    again = fake.at(origin)
    assert (still_to_measure(again, again.measurements) == []) == origin.known


def test_a_group_of_which_one_row_is_missing_is_measured_again(fake: FakeBench) -> None:
    bench = fake.at()
    measure_all(bench)
    fewer = replace(bench, measurements=[replace(bench.measurements[1], rows=("two",))])
    fake.measures["two"] = lambda: row("two")
    run(fewer, fewer.measurements)  # its file has no row `three` any longer
    assert [one.rows for one in still_to_measure(bench, bench.measurements)] == [
        ("one",),
        ("two", "three"),
        ("four",),
    ]


def test_a_row_that_fails_is_said_and_takes_no_other_with_it(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    measure_all(fake.at(replace(HERE, commit="ba9876543210")))
    before = read(fake.file)

    def broken() -> Row:
        raise RuntimeError("no browser")

    fake.measures["two"] = broken
    capsys.readouterr()
    assert measure_all(fake.at()) == ["two", "three"]
    after, out = read(fake.file), capsys.readouterr().out
    assert "two, three: failed, RuntimeError: no browser\n" in out
    assert {name: one.origin == HERE for name, one in after.items()} == {
        "one": True,
        "two": False,
        "three": False,
        "four": True,
    }
    assert after["two"] == before["two"]
    assert out.index(line(row("four"))) < out.index("Not measured in this run") < out.index(line(row("two")))
    assert str(before["two"]) in out


def test_what_is_kept_from_before_is_said_with_when_and_where(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = fake.at()
    measure_all(bench)
    out = capsys.readouterr().out
    assert "Not measured" not in out
    run(bench, named(bench.measurements, ["one"]))
    new, kept = capsys.readouterr().out.split("Not measured in this run, bench.json keeps:")
    assert line(row("one")) in new
    assert [name for name in bench.names if line(row(name)) in kept] == ["two", "three", "four"]
    assert kept.count(f"commit {HERE.commit}, {HERE.machine}") == 3


def test_rows_that_were_not_promised_are_refused(fake: FakeBench) -> None:
    fake.measures["two"] = lambda: [row("two"), row("other")]
    assert measure_all(fake.at()) == ["two", "three"]
    assert list(read(fake.file)) == ["one", "four"]


def test_all_rows_are_named_with_what_is_known_of_them(
    fake: FakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = fake.at()
    run(bench, named(bench.measurements, ["two"]))
    capsys.readouterr()
    show_names(bench)
    shown = capsys.readouterr().out.splitlines()
    assert ["".join(takewhile(str.isalpha, text)) for text in shown] == bench.names
    assert [HERE.machine in text for text in shown] == [False, True, True, False]
    assert shown[0].endswith("not measured yet")
