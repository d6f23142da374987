"""Takes the README's pictures: `make pictures`."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browser.chromium import OPTIONS, find
from tests.browser.server import ROOT, serving

FOLDER = ROOT / "docs"


@dataclass(frozen=True)
class Picture:
    """A page at a link, in a window of some size."""

    name: str
    link: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]


PICTURES = (
    Picture("home", "/", (1440, 660), "light"),
    Picture("look", "/transfer_learning?against=tabby", (1920, 1080), "light"),
    Picture("look_projector", "/transfer_learning?sample=temple&projector=true", (1920, 1080), "dark"),
    Picture("teach", "/transfer_learning?screen=Teach", (1920, 1080), "light"),
    Picture("confusions", "/transfer_learning?screen=Understand", (1920, 1080), "light"),
    Picture("map", "/transfer_learning?screen=Understand&view=Map", (1920, 1080), "dark"),
    Picture("network", "/feature_maps?block=3", (1920, 1080), "light"),
    Picture("channels", "/feature_maps?screen=Channels&channel=7", (1920, 1080), "dark"),
    Picture("arithmetic", "/feature_maps?screen=Arithmetic&operation=1&channel=7", (1920, 1080), "light"),
    Picture("wishes", "/feature_maps?screen=Wishes", (1920, 1080), "dark"),
    Picture("forecast", "/lab_forecaster?screen=Forecast&patient=42&visits=9", (1920, 1080), "light"),
    Picture("cell", "/lab_forecaster?screen=Cell&patient=42&visits=16&at=9", (1920, 1080), "dark"),
    Picture(
        "lab_what_if",
        "/lab_forecaster?screen=What+if&change=last+bilirubin+doubled",
        (1920, 1080),
        "light",
    ),
    Picture("look_phone", "/transfer_learning?sample=coffee", (390, 1250), "dark"),
)


def main() -> None:
    """Serve the app and photograph its pages."""
    FOLDER.mkdir(exist_ok=True)
    path = find()
    with serving() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        for picture in PICTURES:
            width, height = picture.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=picture.scheme)
            page.goto(address + picture.link)
            page.wait_for_selector("h1, h2")
            page.wait_for_timeout(8000)  # the warm-up has ended, and says so in the sidebar
            page.screenshot(path=FOLDER / f"{picture.name}.jpg", type="jpeg", quality=85)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
