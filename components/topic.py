"""What the lecture's topics say of themselves: a page, and its screens in their order."""

from dataclasses import dataclass
from pathlib import Path

ROOMS = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """A screen on the bar: its name there and in the link, and its module in the topic's `screens`."""

    name: str
    module: str
    formerly: tuple[str, ...] = ()  # its names in old links


@dataclass(frozen=True)
class Topic:
    """A topic of the lecture: its page (pages/<page>.py), its folder (components/<folder>/), its screens."""

    title: str
    page: str
    folder: str
    icon_name: str  # in Google's Material Symbols, which Streamlit brings along
    claim: str
    header: str = ""  # at the top of the page
    screens: tuple[Entry, ...] = ()
    formerly: tuple[str, ...] = ()  # the page's names in old addresses
    first_once: str = ""  # the screen that was the first one: old links to it name only its settings

    @property
    def names(self) -> dict[str, str]:
        """The present name of each screen, by every name that it has or had in links."""
        return {name: entry.name for entry in self.screens for name in (entry.name, *entry.formerly)}

    @property
    def script(self) -> str:
        """The page's file."""
        return f"pages/{self.page}.py"

    @property
    def icon(self) -> str:
        """The icon in Streamlit's markdown."""
        return f":material/{self.icon_name}:"

    @property
    def preview(self) -> Path:
        """Its picture on the home page (weights/recipes/previews/draw.py): square frames under each other."""
        return ROOMS / self.folder / "data" / "preview.webp"
