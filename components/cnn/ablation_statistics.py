"""Single ablations over the sample photos: a wide, deep layer beside the narrow first one.

The figures are measured once (weights/recipes/cnn/measure_ablation.py) and shipped.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from components.cnn.ablation import ablate_each
from components.cnn.tracing import Trace

SHIPPED = Path(__file__).with_name("data") / "ablations.json"
LAYERS = {"Stem": (0, 3), "Block 10": (10, 6)}  # block, and operation from 1: both after a ReLU6


@dataclass(frozen=True)
class SingleAblations:
    """Effect of muting each channel of a layer alone on the best class of one photo."""

    channels: int
    lowest_fraction: float  # lowest probability with one channel muted, as a fraction of the original one
    mean_absolute_change: float  # of the probability, over the channels


@dataclass(frozen=True)
class LayerAblations:
    """Single ablations of one layer, by photo."""

    name: str
    photos: Mapping[str, SingleAblations]

    @property
    def channels(self) -> int:
        """Number of channels of the layer."""
        return next(iter(self.photos.values())).channels

    @property
    def halved(self) -> int:
        """Number of photos whose best class loses more than half of its probability with one channel."""
        return sum(one.lowest_fraction < 0.5 for one in self.photos.values())

    @property
    def mean_absolute_change(self) -> float:
        """Mean absolute change of the probability, over channels and photos."""
        return mean(one.mean_absolute_change for one in self.photos.values())


def single_ablations(trace: Trace, block: int, operation: int) -> SingleAblations:
    """Mute each channel of the result of `operation` (from 1) alone."""
    wanted = int(trace.probabilities.argmax())
    whole = float(trace.probabilities[wanted])
    channels = trace.inside(block)[operation].shape[1]
    *_, found = ablate_each(trace, block, operation, range(channels), wanted)
    changes = [abs(one - whole) for one in found.probabilities]
    return SingleAblations(channels, round(min(found.probabilities) / whole, 4), round(mean(changes), 5))


def as_json(found: Mapping[str, Mapping[str, SingleAblations]]) -> str:
    """Return the measured figures, by layer and photo, as they are shipped."""
    table = {layer: {name: asdict(one) for name, one in photos.items()} for layer, photos in found.items()}
    return json.dumps(table, indent=1) + "\n"


def load_ablations() -> dict[str, LayerAblations]:
    """Return the shipped figures, by the names of LAYERS."""
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        layer: LayerAblations(layer, {name: SingleAblations(**one) for name, one in photos.items()})
        for layer, photos in table.items()
    }


def ablations_in_words(found: Mapping[str, LayerAblations]) -> str:
    """Return the figures as sentences."""
    first, deep = (found[name] for name in LAYERS)
    return (
        "How much one channel alone matters depends on the layer. "
        f"**{first.name}, {first.channels} channels:** for {first.halved} of the {len(first.photos)} sample "
        "photos there is one channel without which the best class loses more than half of its probability. "
        f"**{deep.name}, operation {LAYERS[deep.name][1]}, {deep.channels} channels:** there is such a one "
        f"for {deep.halved} of {len(deep.photos)} photos, and muting one changes the probability by "
        f"{100 * deep.mean_absolute_change:.1f} percentage points on average. A map there is one of "
        f"{deep.channels} terms of a sum. The others don’t make up for it: nothing is trained again; "
        "a small term is missing."
    )
