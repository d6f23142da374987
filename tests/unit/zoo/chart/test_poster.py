import re

import pytest

from components.zoo.chart.cells import BY_LETTER
from components.zoo.chart.graphs import Graph
from components.zoo.chart.poster import BY_SHORT, CAME_AFTER, CORRECTIONS, POSTER, ROUTE, Portrait
from components.zoo.library import TRAINED
from components.zoo.screens.chart import MOST_CELLS

PORTRAITS = (*POSTER, *CAME_AFTER)
GRAPHS = {one.short: one.graph for one in PORTRAITS} | {
    f"{short} corrected": one.graph for short, one in CORRECTIONS.items()
}


def test_the_poster_has_twenty_seven_networks_each_under_a_name_of_its_own() -> None:
    assert len(POSTER) == 27
    assert len(BY_SHORT) == len(PORTRAITS)
    assert len({one.name for one in PORTRAITS}) == len(PORTRAITS)


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_a_drawing_is_whole(graph: Graph) -> None:
    assert {cell.letter for cell in graph.cells} <= set(BY_LETTER)
    assert len({(cell.x, cell.y) for cell in graph.cells}) == len(graph.cells) <= MOST_CELLS
    assert all(0 <= cell.x <= 1 and 0 <= cell.y <= 1 for cell in graph.cells)
    assert len(set(graph.links)) == len(graph.links)
    joined = {at for pair in graph.links for at in pair}
    assert joined == set(range(len(graph.cells)))


@pytest.mark.parametrize("portrait", PORTRAITS, ids=lambda one: one.short)
def test_each_says_in_two_sentences_what_it_is_for_and_whose_idea_it_was(portrait: Portrait) -> None:
    assert len(re.findall(r"[.!?](?= |$)", portrait.purpose)) == 2
    assert re.search(r"\b(19|20)\d\d\b", portrait.paper)


def test_every_kind_of_cell_is_on_the_poster() -> None:
    assert {cell.letter for one in POSTER for cell in one.graph.cells} == set(BY_LETTER)


def test_what_is_put_right_was_drawn_otherwise() -> None:
    for short, correction in CORRECTIONS.items():
        assert correction.graph != BY_SHORT[short].graph
        assert correction.says.endswith(".")


def test_a_corrected_gan_is_two_networks() -> None:
    graph = CORRECTIONS["GAN"].graph
    reached, way = {0}, [0]
    while way:
        here = way.pop()
        new = {b if a == here else a for a, b in graph.links if here in (a, b)} - reached
        reached |= new
        way += new
    assert 0 < len(reached) < len(graph.cells)


def test_the_route_and_the_trained_networks_are_on_the_chart() -> None:
    assert len(ROUTE) == 10
    assert set(ROUTE) <= set(TRAINED) <= set(BY_SHORT)
