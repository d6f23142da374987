"""Unit tests lie where their module lies: a newcomer finds the one by the other."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
# What holds several modules together, and so is named after what it holds.
SEVERAL = {
    "gan/test_no_copied_figures.py",
    "intake/test_photo_cases.py",
    "rnn/test_no_copied_figures.py",
    "rnn/tables/test_table_cases.py",
    "test_architecture.py",
    "test_cases.py",
    "test_mirror.py",
    "transfer/test_export_template.py",
    "transfer/test_one_path.py",
    "transfer/test_zip_cases.py",
    "ui/test_lifecycle.py",
    "ui/test_shared_settings.py",
    "weights/test_zoo_card.py",
    "weights/recipes/test_steps.py",
}
TESTS = sorted(path.relative_to(UNIT) for path in UNIT.rglob("test_*.py"))


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_a_unit_test_lies_where_its_module_lies(test: Path) -> None:
    module = test.with_name(test.name.removeprefix("test_"))
    found = any((room / module).exists() for room in (ROOT / "components", ROOT, ROOT / "tests"))
    assert found != (test.as_posix() in SEVERAL)
