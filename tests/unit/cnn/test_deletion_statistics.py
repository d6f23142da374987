"""The deletion tests that the screen Heat maps shows at once, held against the real network."""

from typing import get_args

import pytest

from components.cnn.deletion_statistics import DeletionTest, load_deletions, sample_deletions
from components.cnn.graph import NetworkGraph
from components.cnn.saliency import CamMethod
from components.cnn.tracing import trace
from components.intake.photos import read_photo
from components.vision.samples import BEGINS_WITH, SAMPLES

LAST = 18  # block with maps


def probabilities(test: DeletionTest) -> list[float]:
    return [one for run in (*test.random.runs, *test.hottest) for one in run.probabilities]


@pytest.mark.slow
def test_the_shipped_curves_are_the_network_s(graph: NetworkGraph) -> None:
    shipped = load_deletions()["rocket"]
    found = sample_deletions(trace(graph, read_photo(SAMPLES["rocket"].read()).image))
    assert found.label == shipped.label
    for method in get_args(CamMethod):
        assert probabilities(found.tests[method]) == pytest.approx(
            probabilities(shipped.tests[method]), abs=0.005
        )


def test_every_sample_and_every_method_has_its_curves() -> None:
    shipped = load_deletions()
    assert set(shipped) == set(SAMPLES)
    for found in shipped.values():
        assert set(found.tests) == set(get_args(CamMethod))
        assert {len(test.hottest) for test in found.tests.values()} == {LAST + 1}


def test_the_screen_begins_with_a_map_that_passes() -> None:
    test = load_deletions()[BEGINS_WITH].tests["Grad-CAM"]
    assert test.random.passed(test.hottest[LAST])
