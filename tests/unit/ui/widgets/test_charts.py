"""Figures are drawn in one place, which gives them the ink of the page."""

from pathlib import Path

ROOMS = Path(__file__).parents[4] / "components"


def test_all_figures_are_drawn_by_charts() -> None:
    users = [path.name for path in ROOMS.rglob("*.py") if "plotly_chart(" in path.read_text(encoding="utf-8")]
    assert users == ["charts.py"]
