"""What one channel alone takes away, over the sample photos: a wide, deep layer beside the narrow first one.

The figures are measured once (weights/measure_ablation.py) and shipped.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from components.cnn.ablation import ablate
from components.cnn.tracing import Trace

SHIPPED = Path(__file__).with_name("data") / "ablations.json"
PLACES = {"Stem": (0, 3), "Block 10": (10, 6)}  # block, and operation from 1: both after a ReLU6


@dataclass(frozen=True)
class Alone:
    """What muting each channel of a place alone does to the best class of one photo."""

    channels: int
    least: float  # its probability without the channel it needs most, in units of the untouched one
    usual: float  # mean change of the probability, without its sign


@dataclass(frozen=True)
class Ablation:
    """One place of the network, over all photos."""

    name: str
    photos: Mapping[str, Alone]

    @property
    def channels(self) -> int:
        """At that place."""
        return next(iter(self.photos.values())).channels

    @property
    def halved(self) -> int:
        """Photos whose best class loses more than half of its probability with one channel."""
        return sum(one.least < 0.5 for one in self.photos.values())

    @property
    def usual(self) -> float:
        """Mean change of the probability, over channels and photos, without its sign."""
        return mean(one.usual for one in self.photos.values())


def alone(trace: Trace, block: int, operation: int) -> Alone:
    """Mute each channel of an operation's result (from 1) alone."""
    wanted = int(trace.probabilities.argmax())
    whole = float(trace.probabilities[wanted])
    channels = trace.inside(block)[operation].shape[1]
    *_, found = ablate(trace, block, operation, range(channels), wanted)
    changes = [abs(one - whole) for one in found.probabilities]
    return Alone(channels, round(min(found.probabilities) / whole, 4), round(mean(changes), 5))


def as_json(found: Mapping[str, Mapping[str, Alone]]) -> str:
    """The measured figures, by place and photo, as they are shipped."""
    table = {place: {name: asdict(one) for name, one in photos.items()} for place, photos in found.items()}
    return json.dumps(table, indent=1) + "\n"


def load_ablations() -> dict[str, Ablation]:
    """The shipped figures, by the names of PLACES."""
    table = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        place: Ablation(place, {name: Alone(**one) for name, one in photos.items()})
        for place, photos in table.items()
    }


def in_words(found: Mapping[str, Ablation]) -> str:
    """What the figures say."""
    first, deep = (found[name] for name in PLACES)
    return (
        "What one channel alone takes away depends on the place. "
        f"**{first.name}, {first.channels} channels:** for {first.halved} of the {len(first.photos)} sample "
        "photos there is one channel without which the best class loses more than half of its probability. "
        f"**{deep.name}, operation {PLACES[deep.name][1]}, {deep.channels} channels:** there is such a one "
        f"for {deep.halved} of {len(deep.photos)} photos, and muting one changes the probability by "
        f"{100 * deep.usual:.1f} percentage points on average. A map there is one of {deep.channels} terms "
        "of a sum. The others don’t make up for it: nothing is trained again; a small term is missing."
    )
