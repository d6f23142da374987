import pytest

from components.zoo.chart.graphs import Graph, apart, layered, linked, local, reservoir, ring, skipping


def letters(graph: Graph) -> list[str]:
    return ["".join(graph.cells[at].letter for at in column) for column in graph.columns]


def test_layers_are_columns_in_which_each_cell_is_fed_by_all_before() -> None:
    graph = layered("III", "HH", "O")
    assert letters(graph) == ["III", "HH", "O"]
    assert set(graph.links) == {(0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4), (3, 5), (4, 5)}
    assert [cell.y for cell in graph.cells[:3]] == [0, 0.5, 1]
    assert [cell.y for cell in graph.cells[3:5]] == [0.25, 0.75]
    assert graph.cells[5].y == 0.5


def test_one_more_unit_is_one_more_cell() -> None:
    assert len(layered("II", "HHHH", "O").cells) == len(layered("II", "HHH", "O").cells) + 1


@pytest.mark.parametrize("letter", ["R", "M", "D"])
def test_cells_with_a_memory_feed_themselves(letter: str) -> None:
    graph = layered("I", letter, "O")
    assert (1, 1) in graph.links


def test_a_convolution_looks_only_nearby_and_an_output_at_all() -> None:
    graph = local("IIIII", "CCC", "O")
    links = set(graph.links)
    assert (0, 5) in links
    assert (4, 5) not in links
    assert {(5, 8), (6, 8), (7, 8)} <= links


def test_links_that_skip_a_layer_stay_at_their_height() -> None:
    graph = skipping("HH", "HH", "HH")
    assert {(0, 4), (1, 5)} <= set(graph.links)
    assert (0, 5) not in graph.links


def test_a_ring_links_each_with_each_once() -> None:
    graph = ring("BBBPPP")
    assert len(graph.links) == 15
    assert len({(cell.x, cell.y) for cell in graph.cells}) == 6


def test_a_reservoir_is_the_same_for_a_seed_and_read_at_its_end() -> None:
    one, same, other = (reservoir("II", "HHHHHHHHH", "OO", seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert letters(one) == ["II", "HHH", "HHH", "HHH", "OO"]
    read = {a for a, b in one.links if one.cells[b].letter == "O"}
    assert read == set(one.columns[-2])


def test_graphs_beside_each_other_stay_apart_and_inside() -> None:
    graph = apart(layered("I", "O"), layered("I", "H", "O"))
    assert letters(graph) == ["I", "O", "I", "H", "O"]
    assert (1, 2) not in graph.links
    assert all(0 <= cell.x <= 1 for cell in graph.cells)
    assert graph.cells[-1].x == 1


def test_more_links_leave_the_cells_alone() -> None:
    graph = layered("I", "O")
    assert linked(graph, (1, 0)).links == (*graph.links, (1, 0))
    assert linked(graph, (1, 0)).cells == graph.cells
