"""A network as a row of slabs, drawn to scale by js/slab_figure.js: what a component is given for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from components.render.data_url import data_url

SCRIPTS = ("focus.js", "slab.js", "slab_rows.js", "slab_labels.js", "slab_figure.js", "forward_pass.js")
STYLES = ("slab_figure.css",)


@dataclass(frozen=True)
class Given:
    """What a network is given: `channels` maps of `side` × `side` places, one place each for a vector."""

    channels: int
    side: int


@dataclass(frozen=True)
class Slab:
    """A layer or block: `channels` maps of `side` × `side` places, and what is to be said of it.

    `field` is the side of a place’s receptive field, in pixels of what is given, at most all of them; `kind`
    is written above. Both may be left out.
    """

    name: str
    channels: int
    side: int
    words: str
    field: float | None = None
    kind: str = ""


@dataclass(frozen=True)
class SlabNetwork:
    """What is given, the layers in their order, and the best classes with which it may end.

    `parts` are the names of what is given, of the layers of maps, and of those of single values. `classes`
    are names with what is written beside them and how long their bar is, from 0 to 1. `pictures` is an image
    with what is given and a map of each layer side by side, all square. The tallest slab has the largest
    side of a map, or `tallest` if that is larger: so two networks are drawn to one scale.
    """

    given: Given
    slabs: Sequence[Slab]
    parts: tuple[str, str, str]
    pictures: bytes = b""
    classes: Sequence[tuple[str, str, float]] = ()
    tallest: int = 0


def network_json(network: SlabNetwork) -> dict[str, object]:
    """The network as the script wants it."""
    return asdict(network) | {"pictures": data_url(network.pictures)}
