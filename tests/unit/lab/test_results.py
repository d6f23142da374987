"""The figures that the page tells, beside the card's."""

from components.lab.ensemble import WEIGHTS
from components.lab.patients import LABS
from components.lab.results import comparison, standings

CARD = WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")


def test_the_standings_are_the_cards() -> None:
    for lab, found in zip(LABS, standings(), strict=True):
        (row,) = [line for line in CARD.splitlines() if line.startswith(f"| {lab.name} |")]
        _, _, last, boosting, ours, *_ = (cell.strip() for cell in row.split("|"))
        assert last == f"{found.last:.3f}"
        assert ours == f"{found.ours:.3f}"
        assert found.rivals <= float(boosting) + 5e-4


def test_where_another_method_is_better_the_lstm_has_lost() -> None:
    lost = [lab.name for lab, found in zip(LABS, standings(), strict=True) if found.lost]
    assert lost == ["bilirubin", "alkaline phosphatase"]
    assert all(found.ours < found.last for found in standings())


def test_the_comparison_is_the_cards() -> None:
    found = comparison()
    assert f"{found.ratio:.3f} of its error; better for {found.better} of {found.patients} patients" in CARD
    assert f"cover {found.coverage:.1%}".replace("%", " %") in CARD
