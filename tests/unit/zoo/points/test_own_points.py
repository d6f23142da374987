import pytest

from components.zoo.points.own_points import MOST, are_places, places_of, text_of


def test_places_survive_to_a_step() -> None:
    places = [(-1.1, 1.1), (0.0, 0.5), (0.33, -0.7)]
    read = places_of(text_of(places, 1.1), 1.1)
    for one, other in zip(places, read, strict=True):
        assert one == pytest.approx(other, abs=0.02)
    assert text_of(read, 1.1) == text_of(places, 1.1)


def test_too_many_places_leave_the_last() -> None:
    many = [(at / 1_000, 0.0) for at in range(MOST + 50)]
    assert len(text_of(many, 1)) == 2 * MOST
    assert places_of(text_of(many, 1), 1)[-1][0] == pytest.approx(many[-1][0], abs=0.02)


@pytest.mark.parametrize("nonsense", ["A", "A~", "ÄA", "A" * 2 * (MOST + 1), "<b"])
def test_what_is_no_text_of_places_is_refused(nonsense: str) -> None:
    assert not are_places(nonsense)


def test_no_places_are_a_text_too() -> None:
    assert are_places("")
    assert places_of("", 1) == []
