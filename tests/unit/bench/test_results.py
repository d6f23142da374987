import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import results
from tests.bench.results import Origin, Result, here, keep, measured_now, read
from tests.bench.table import Row
from tests.unit.bench.conftest import HERE, row

ORDER = ("one", "two", "three")


def test_a_result_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    kept = Result(replace(row("one"), ratios=(0.5, 0.75)), "2026-01-02T03:04:05+00:00", HERE)
    keep([kept], file, ORDER)
    assert read(file) == {"one": kept}


def test_figures_are_cut_to_four_digits_and_the_ratio_stands_beside_them(tmp_path: Path) -> None:
    keep([measured_now(Row("one", 1.23456, 0.0, "ms", "report", (0.123456,)), HERE)], tmp_path / "f", ORDER)
    (found,) = json.loads((tmp_path / "f").read_text())
    assert (found["ours"], found["ratio"], found["ratios"]) == (1.235, None, [0.1235])


def test_older_rows_stay_and_the_file_has_the_order_of_the_table(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    elsewhere = Result(row("three"), "2025-01-01T00:00:00+00:00", Origin("a server", "ba9876543210"))
    keep([elsewhere, measured_now(row("one", 5.0), HERE)], file, ORDER)
    keep([measured_now(row("two"), HERE), measured_now(row("one", 7.0), HERE)], file, ORDER)
    found = read(file)
    assert list(found) == ["one", "two", "three"]
    assert found["three"] == elsewhere
    assert found["one"].row.ours == 7


def test_a_row_that_is_no_longer_measured_goes(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    keep([measured_now(row("one"), HERE), measured_now(row("two"), HERE)], file, ORDER)
    keep([measured_now(row("two"), HERE)], file, ("two",))
    assert list(read(file)) == ["two"]


def test_a_break_while_it_is_written_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bench.json"
    keep([measured_now(row("one"), HERE)], file, ORDER)
    before = file.read_bytes()

    def half(path: Path, text: str, encoding: str) -> int:
        path.write_bytes(text.encode(encoding)[:20])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(KeyboardInterrupt):
        keep([measured_now(row("two"), HERE)], file, ORDER)
    assert file.read_bytes() == before


def test_a_file_that_does_not_say_where_it_comes_from_is_read_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    old = {"name": "one", "ours": 1.0, "reference": 2.0, "unit": "ms", "goal": "", "ratios": [], "ratio": 0.5}
    file.write_text(json.dumps([old]))
    found = read(file)["one"]
    assert found.measured == "unknown"
    assert not found.origin.known


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_a_commit_is_only_known_while_nothing_was_changed_since(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "a.py").write_text("1")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    clean = here(tmp_path)
    assert clean.known
    assert clean == here(tmp_path)
    (tmp_path / "b.py").write_text("2")
    assert not here(tmp_path).known
    assert here(tmp_path).commit.startswith(clean.commit)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "second")
    assert here(tmp_path).known
    assert here(tmp_path) != clean


def test_without_a_history_the_commit_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert not here(tmp_path).known
    assert here(tmp_path).commit == results.UNKNOWN


def test_the_machine_is_named_by_its_processor_and_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    assert here().machine == here().machine
    assert " cores, " in here().machine
    monkeypatch.setattr(results, "CPUS", Path("/nowhere"))
    assert " cores, " in here().machine
