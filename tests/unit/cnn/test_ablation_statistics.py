"""The figures that the screen Ablation quotes, held against the real network."""

import pytest

from components.cnn.ablation import Intervention, run_with
from components.cnn.ablation_statistics import LAYERS, ablations_in_words, load_ablations, single_ablations
from components.cnn.graph import NetworkGraph
from components.cnn.tracing import Trace, trace
from components.intake.photos import read_photo
from components.vision.samples import SAMPLES


@pytest.mark.parametrize("name", ["cat", "rocket"])
@pytest.mark.parametrize("place", LAYERS)
def test_the_shipped_figures_are_the_network_s(graph: NetworkGraph, name: str, place: str) -> None:
    shipped = load_ablations()[place].photos[name]
    found = single_ablations(trace(graph, read_photo(SAMPLES[name].read()).image), *LAYERS[place])
    assert found.channels == shipped.channels
    assert found.lowest_fraction == pytest.approx(shipped.lowest_fraction, abs=0.005)
    assert found.mean_absolute_change == pytest.approx(shipped.mean_absolute_change, abs=0.0005)


def test_every_sample_has_its_figures() -> None:
    for found in load_ablations().values():
        assert set(found.photos) == set(SAMPLES)


def test_one_channel_of_the_stem_is_enough_to_refute_that_each_counts_little(cat: Trace) -> None:
    best = int(cat.probabilities.argmax())
    muted = run_with(cat, Intervention(*LAYERS["Stem"], muted=(8,))).probabilities
    assert float(cat.probabilities[best]) > 0.7
    assert float(muted[best]) < 0.02
    found = load_ablations()
    assert found["Stem"].halved == len(SAMPLES)
    assert found["Block 10"].halved <= 1
    assert found["Block 10"].mean_absolute_change < found["Stem"].mean_absolute_change / 5
    assert f"for {found['Stem'].halved} of the {len(SAMPLES)} sample photos" in ablations_in_words(found)
    assert f"for {found['Block 10'].halved} of {len(SAMPLES)} photos" in ablations_in_words(found)
