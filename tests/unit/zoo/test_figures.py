import pytest

from components.zoo.figures import Axes, Measured, error_against_cost


def test_each_network_is_a_named_point_with_a_bar_over_its_seeds() -> None:
    networks = [Measured("FF", 1_000, [0.02, 0.01, 0.03]), Measured("CNN", 5_000, [0.005])]
    figure = error_against_cost(networks, Axes("work", "wrong", lambda share: f"{100 * share:g} %"))
    (points,) = figure.data
    assert list(points.x) == [1_000, 5_000]
    assert list(points.y) == pytest.approx([0.02, 0.005])
    assert list(points.text) == ["<b>FF</b>", "<b>CNN</b>"]
    assert list(points.error_y.array) == pytest.approx([0.01, 0])
    assert list(points.error_y.arrayminus) == pytest.approx([0.01, 0])
    assert list(figure.layout.xaxis.ticktext) == ["1,000", "2,000", "5,000"]
    assert list(figure.layout.yaxis.ticktext) == ["0.5 %", "1 %", "2 %", "5 %"]
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"


def test_a_name_stands_left_where_another_point_or_the_end_is_close_at_the_right() -> None:
    networks = [Measured("A", 1_000, [0.01]), Measured("B", 1_050, [0.0101]), Measured("C", 9_000, [0.5])]
    (points,) = error_against_cost(networks, Axes("work", "wrong", str)).data
    assert list(points.textposition) == ["middle left", "middle right", "middle left"]
