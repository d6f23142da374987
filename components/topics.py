"""The lecture's topics, in its order. A new page is one more line here."""

from dataclasses import dataclass
from pathlib import Path


def preview(folder: str) -> Path:
    """A topic's picture on the home page (weights/draw_previews.py): square frames under each other."""
    return Path(__file__).parent / folder / "data" / "preview.webp"


@dataclass(frozen=True)
class Topic:
    """A topic of the lecture: its page (pages/<page>.py) and its folder (components/<folder>/)."""

    title: str
    page: str
    folder: str
    icon_name: str  # in Google's Material Symbols, which Streamlit brings along
    claim: str
    built: bool = True

    @property
    def script(self) -> str:
        """The page's file."""
        return f"pages/{self.page}.py"

    @property
    def icon(self) -> str:
        """The icon in Streamlit's markdown."""
        return f":material/{self.icon_name}:"


TOPICS = (
    Topic(
        "Transfer learning",
        "transfer_learning",
        "transfer",
        "move_up",
        "Take a network that has already learned to see, and teach it your own classes in seconds.",
    ),
    Topic(
        "Convolutional networks",
        "cnn",
        "cnn",
        "grid_view",
        "Layer upon layer of learned filters: edges, then textures, then parts, then things.",
    ),
    Topic(
        "Recurrent networks, LSTM",
        "rnn",
        "lab",
        "timeline",
        "A network with a memory, for data that come as a sequence: a patient’s laboratory values.",
    ),
    Topic(
        "Generative adversarial networks",
        "gan",
        "gan",
        "swords",
        "Two networks in a constant battle, until one of them can draw what nobody photographed.",
    ),
    Topic(
        "The chart of neural networks",
        "network_zoo",
        "zoo",
        "hub",
        "The whole zoo on one chart, from the perceptron to the transformer.",
        built=False,
    ),
)
