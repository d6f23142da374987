"""What the screen What if says of single channels, held against the real network."""

import pytest

from components.cnn.ablation_statistics import PLACES, alone, in_words, load_ablations
from components.cnn.graph import Anatomy
from components.cnn.ablation import Cut, operate
from components.cnn.tracing import Trace, trace
from components.intake.photos import read_photo
from components.vision.samples import SAMPLES


@pytest.mark.parametrize("name", ["cat", "rocket"])
@pytest.mark.parametrize("place", PLACES)
def test_the_shipped_figures_are_the_network_s(anatomy: Anatomy, name: str, place: str) -> None:
    shipped = load_ablations()[place].photos[name]
    found = alone(trace(anatomy, read_photo(SAMPLES[name].read()).image), *PLACES[place])
    assert found.channels == shipped.channels
    assert found.least == pytest.approx(shipped.least, abs=0.005)
    assert found.usual == pytest.approx(shipped.usual, abs=0.0005)


def test_every_sample_has_its_figures() -> None:
    for found in load_ablations().values():
        assert set(found.photos) == set(SAMPLES)


def test_one_channel_of_the_stem_is_enough_to_refute_that_each_counts_little(cat: Trace) -> None:
    best = int(cat.probabilities.argmax())
    muted = operate(cat, Cut(*PLACES["Stem"], muted=(8,))).probabilities
    assert float(cat.probabilities[best]) > 0.7
    assert float(muted[best]) < 0.02
    found = load_ablations()
    assert found["Stem"].halved == len(SAMPLES)
    assert found["Block 10"].halved <= 1
    assert found["Block 10"].usual < found["Stem"].usual / 5
    assert f"for {found['Stem'].halved} of the {len(SAMPLES)} sample photos" in in_words(found)
    assert f"for {found['Block 10'].halved} of {len(SAMPLES)} photos" in in_words(found)
