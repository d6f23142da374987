"""Takes the README's pictures: `make pictures`."""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Locator, sync_playwright

from tests.browser.chromium import OPTIONS, find
from tests.browser.conftest import settle
from tests.browser.server import ROOT, serving, wait_for_warmth
from tests.browser.sliding import ALL, MOVE, PRESS

FOLDER = ROOT / "docs"


@dataclass(frozen=True)
class Picture:
    """A page at a link, in a window of some size."""

    name: str
    link: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]


PICTURES = (
    Picture("home", "/", (1440, 800), "light"),
    Picture("look", "/transfer_learning?sample=cat&against=tabby", (1920, 1080), "light"),
    Picture("look_projector", "/transfer_learning?sample=temple&projector=true", (1920, 1080), "dark"),
    Picture("teach", "/transfer_learning?screen=Teach", (1920, 1080), "light"),
    Picture("procedure", "/transfer_learning?screen=Procedure", (1920, 1080), "light"),
    Picture("confusions", "/transfer_learning?screen=Evaluate", (1920, 1080), "light"),
    Picture("map", "/transfer_learning?screen=Evaluate&view=Map", (1920, 1080), "dark"),
    Picture("network", "/cnn?block=3", (1920, 1080), "light"),
    Picture("channels", "/cnn?screen=Feature+maps&channel=7", (1920, 1080), "dark"),
    Picture("arithmetic", "/cnn?screen=Arithmetic&operation=1&channel=7", (1920, 1080), "light"),
    Picture("wishes", "/cnn?screen=Feature+visualisation", (1920, 1080), "dark"),
    Picture("sequences", "/rnn?screen=Sequences", (1920, 1080), "light"),
    Picture("forecast", "/rnn?screen=Forecast&patient=42&visits=9", (1920, 1080), "light"),
    Picture("cell", "/rnn?screen=LSTM+cell&patient=42&visits=16&at=9", (1920, 1080), "dark"),
    Picture(
        "lab_what_if",
        "/rnn?screen=What+if&change=last+bilirubin+doubled",
        (1920, 1080),
        "light",
    ),
    Picture("explore", "/gan?screen=Explore&seed=17", (1920, 1080), "light"),
    Picture("time_machine", "/gan?screen=Training+history&moment=4", (1920, 1080), "dark"),
    Picture("two_networks", "/gan", (1920, 1080), "light"),
    Picture("battle", "/gan?screen=Live+training", (1920, 1080), "light"),
    Picture("inside", "/gan?screen=Generator", (1920, 1080), "dark"),
    Picture("chart", "/network_zoo", (1920, 1080), "light"),
    Picture("draw_a_digit", "/network_zoo?screen=Draw+a+digit&digit=8", (1920, 1080), "light"),
    Picture(
        "points",
        "/network_zoo?screen=Points&point_set=Spirals&point_layers=3&point_units=12",
        (1920, 1080),
        "dark",
    ),
    Picture("memory", "/network_zoo?screen=Memory", (1920, 1080), "dark"),
    Picture("dictionary", "/network_zoo?screen=Dictionary", (1920, 1080), "light"),
    Picture("look_phone", "/transfer_learning?sample=coffee", (390, 1250), "dark"),
)

SLIDERS = (1, 3, 0)  # that are dragged in the moving picture, from one end to the other and back
WORKING = 8000  # milliseconds in which a screen computes what it shows
STRIDE, MILLISECONDS = 8, 70  # steps between its frames, and how long each stands
DEPTHS, BETWEEN, STILLS, ZOOMING = 4, 5, 9, 130  # levels, frames from one to the next, at each; milliseconds
# Lets the zoom stand anywhere on its way.
STAND = """(section, depth) => {
  const {zoom} = section.living.part
  zoom.depth = zoom.target = depth
  zoom.paint()
}"""
HIGH = 960  # pixels of it, without the words below
PARTS, SLOWLY = 13, 600  # of both networks of the GAN; how long each stands


def dragged_sliders(browser: Browser, address: str) -> None:
    """The screen Latent sliders with its sliders dragged."""
    page = browser.new_page(viewport={"width": 1440, "height": 720})
    page.goto(f"{address}/gan?screen=Latent+sliders")
    page.wait_for_selector("canvas[data-picture]")
    page.locator(".stage output").evaluate("(rate) => { rate.hidden = true }")  # photographing slows it
    frames = []
    for nth in SLIDERS:
        page.evaluate(PRESS, [nth])
        page.evaluate(ALL, [nth])
        for place in (*range(-48, 49, STRIDE), *range(40, -1, -STRIDE)):
            page.evaluate(MOVE, [nth, place])
            frames.append(_photographed(page.locator("section[data-latent-sliders]")))
    _save("slide", frames, MILLISECONDS)
    page.close()


def stepped_pass(browser: Browser, address: str) -> None:
    """A forward pass through generator and discriminator, step by step."""
    page = browser.new_page(viewport={"width": 1200, "height": 640})
    page.goto(f"{address}/gan?projector=true")
    step = page.get_by_role("button", name="Step", exact=True)
    step.wait_for()
    page.wait_for_timeout(WORKING)
    frames = []
    for _ in range(PARTS + 1):
        frames.append(_photographed(page.locator("section:has(> .drawing)")))
        step.click()
    _save("forward_pass", frames, SLOWLY)
    page.close()


def zoomed_in(browser: Browser, address: str) -> None:
    """The zoom from the whole network to one sum."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, device_scale_factor=1.5)
    page.goto(f"{address}/cnn?block=3&operation=4&stop=sum")
    page.locator(".proof").wait_for()
    page.wait_for_timeout(WORKING)
    frames, shown = [], page.locator("section:has(> .levels)")
    for part in range(DEPTHS * BETWEEN + 1):
        shown.evaluate(STAND, part / BETWEEN)
        taken = _photographed(shown)
        frames += [taken.crop((0, 0, taken.width, HIGH)).reduce(2)] * (STILLS if part % BETWEEN == 0 else 1)
    _save("zoom", frames, ZOOMING)
    page.close()


def _photographed(part: Locator) -> Image.Image:
    return Image.open(io.BytesIO(part.screenshot(type="png"))).convert("RGB")


def _save(name: str, frames: Sequence[Image.Image], milliseconds: int) -> None:
    """Write the frames as an animated WebP."""
    frames[0].save(
        FOLDER / f"{name}.webp",
        save_all=True,
        append_images=frames[1:],
        duration=milliseconds,
        loop=0,
        quality=60,
    )


MOVING = {"slide": dragged_sliders, "forward_pass": stepped_pass, "zoom": zoomed_in}


def main() -> None:
    """Serve the app and photograph its pages, or those that are named."""
    names = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    path = find()
    with serving() as (address, log), sync_playwright() as playwright:
        wait_for_warmth(log)
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        for picture in [one for one in PICTURES if not names or one.name in names]:
            width, height = picture.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=picture.scheme)
            page.goto(address + picture.link)
            page.wait_for_selector("h1, h2", state="attached")
            page.wait_for_timeout(WORKING)
            settle(page)
            page.screenshot(path=FOLDER / f"{picture.name}.jpg", type="jpeg", quality=85)
            page.close()
        for name, take in MOVING.items():
            if not names or name in names:
                take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
