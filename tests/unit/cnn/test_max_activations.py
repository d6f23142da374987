import pytest

from components.cnn.max_activations import max_activations
from components.cnn.tracing import Trace, as_maps


def test_the_peaks_in_photos_are_where_the_maps_peak(cat: Trace) -> None:
    photos = [cat.pixels[0], -cat.pixels[0]]
    found = max_activations(cat.graph, photos, 2, 8)
    maps = as_maps(cat.inside(2)[8])
    _, value, row, column = next(peak for peak in found.top(5, 2) if peak[0] == 0)
    assert value == pytest.approx(float(maps[5].max()), abs=1e-5)
    assert float(maps[5, row, column]) == pytest.approx(value, abs=1e-5)
    assert [p[1] for p in found.top(5, 2)] == sorted((p[1] for p in found.top(5, 2)), reverse=True)


@pytest.mark.parametrize("block", [2, 7, 11, 12, 18])
def test_the_patches_that_are_shown_lie_mostly_within_the_photo(cat: Trace, block: int) -> None:
    operation = len(cat.graph.blocks[block].operations)
    found = max_activations(cat.graph, [cat.pixels[0]], block, operation)
    receptive_field = cat.graph.receptive_field(block, operation)
    for channel in range(found.values.shape[1]):
        ((_, _, row, column),) = found.top(channel, 1)
        left, top, right, bottom = receptive_field.square(row, column)
        seen = (min(right, 224) - max(left, 0)) * (min(bottom, 224) - max(top, 0))
        assert seen >= 0.7 * min(receptive_field.size, 224) ** 2


def test_the_peaks_of_a_vector_are_its_values(cat: Trace) -> None:
    found = max_activations(cat.graph, [cat.pixels[0]], 20, 1)
    ((photo, value, row, column),) = found.top(285, 3)
    assert (photo, row, column) == (0, 0, 0)
    assert value == pytest.approx(float(cat.outputs[-1][0, 285]), abs=1e-4)
