from components.zoo.losses import MOST_ROWS, thinned


def test_a_long_course_keeps_its_ends() -> None:
    rows = [(step, 0.0, 0.0) for step in range(MOST_ROWS + 1)]
    kept = thinned(rows)
    assert len(kept) < MOST_ROWS
    assert kept[0] == rows[0]
    assert kept[-1] == rows[-1]
    assert thinned(kept) == kept
