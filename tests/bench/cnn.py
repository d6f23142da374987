"""What it costs to look into a network."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import mean, quantiles

import torch
from PIL import Image
from playwright.sync_api import Browser, Page
from torch import Tensor
from torchcam.methods import LayerCAM

from components.cnn.figures import map_sheet, strongest_maps
from components.cnn.graph import NetworkGraph, split_into_operations
from components.cnn.saliency import class_activation_maps
from components.cnn.tracing import as_maps, trace
from components.render.colours import DIVERGING
from components.vision.backbones import BACKBONES, CHECKPOINTS, DEFAULT, load_network
from components.vision.deletion import deletion, random_deletions
from components.vision.preprocessing import seen_pixels, visible_square
from components.vision.samples import FOLDER, SAMPLES
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, Samples, in_turns, timed
from tests.browser.server import ROOT, serving, wait_for_warmth

HERE = Path(__file__).parent
TILES = HERE / "map_sheet.jpg"
COLUMNS = 20  # of the tiles on the reference pages
PLACE = "block=10&operation=6"


def _graph() -> NetworkGraph:
    return split_into_operations(load_network(DEFAULT, "cpu"))


def _photos() -> list[Image.Image]:
    return [Image.open(FOLDER / sample.file).convert("RGB") for sample in SAMPLES.values()]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


# --- Without a browser --------------------------------------------------------------------------------


def maps_all_stages(rounds: int = 40) -> Row:
    """A photo to the strongest map of all blocks, as a JPEG, against one plain forward pass of that photo."""
    graph, photo = _graph(), _photos()[0]
    network, how = graph.network, graph.network.backbone.preprocessing

    def ours() -> None:
        outputs = trace(graph, photo).outputs
        strongest_maps([as_maps(result) for result in outputs], DIVERGING, visible_square(photo, how))

    def plain() -> None:
        pixels = torch.from_numpy(seen_pixels(photo, network.backbone.preprocessing))[None]
        with torch.inference_mode():
            network.head(network.body(pixels))

    for warm in (ours, plain):
        warm()
    times = in_turns(lambda: _milliseconds(ours), lambda: _milliseconds(plain), rounds)
    return timed("maps_all_stages", times, "ms", "<= 2")


def cam_strip(rounds: int = 5) -> Row:
    """Heat maps at all 19 blocks, against torchcam's LayerCAM called once a block."""
    graph = _graph()
    pixels = trace(graph, _photos()[0]).pixels
    backbone = BACKBONES[DEFAULT]
    model = backbone.build()
    model.load_state_dict(backbone.weights.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True))
    model.eval()

    def reference() -> None:
        for number in range(19):
            with LayerCAM(model, f"features.{number}") as extractor:
                extractor(285, model(pixels))

    def ours() -> None:
        class_activation_maps(graph, pixels, 285, "LayerCAM")

    for warm in (ours, reference):
        warm()
    times = in_turns(lambda: _milliseconds(ours), lambda: _milliseconds(reference), rounds)
    return timed("cam_strip", times, "ms", "<= 0.5")


def deletion_area() -> Row:
    """Area under the deletion curve, mean over all sample photos and all 19 blocks, against random order."""
    graph = _graph()
    logits = partial(graph.logits_after, -1)
    ours, at_random = [], []
    for photo in _photos():
        seen = trace(graph, photo)
        wanted = int(seen.probabilities.argmax())
        heats = class_activation_maps(graph, seen.pixels, wanted, "LayerCAM")
        ours.append(mean(deletion(logits, seen.pixels, heat, wanted).area for heat in heats))
        at_random.append(random_deletions(logits, seen.pixels, wanted).mean.area)
    return Row("deletion", mean(ours), mean(at_random), "area", "< 0.8")


# --- In Chromium --------------------------------------------------------------------------------------

# Searches through the shadow roots of components too.
FIND = """const find = (root, selector, nth) => {
  const found = []
  const visit = (node) => {
    found.push(...node.querySelectorAll(selector))
    for (const element of node.querySelectorAll("*")) if (element.shadowRoot) visit(element.shadowRoot)
  }
  visit(root)
  return found.at(nth)
}"""

# Clicks a cell and waits for the frame after the one in which an element's text is another; null after 3 s.
CLICK = """([number, written, nth]) => new Promise((resolve) => {
  FIND
  const sheet = find(document, ".sheet", 0), box = sheet.getBoundingClientRect()
  const cell = sheet.querySelector(".frame").style
  const [columns, rows] = [cell.width, cell.height].map((size) => Math.round(100 / parseFloat(size)))
  const clientX = box.left + box.width * (number % columns + 0.5) / columns
  const clientY = box.top + box.height * (Math.floor(number / columns) + 0.5) / rows
  const text = () => find(document, written, nth)?.textContent
  const before = text(), start = performance.now()
  const look = () => {
    if (performance.now() - start > 3000) resolve(null)
    else if (text() === before) requestAnimationFrame(look)
    else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
  }
  sheet.dispatchEvent(new MouseEvent("click", {bubbles: true, clientX, clientY}))
  look()
})""".replace("FIND", FIND)


@contextmanager
def _written_tiles() -> Iterator[None]:
    """The same map_sheet as the app's, for the reference pages, in a file while it is needed."""
    maps = as_maps(trace(_graph(), _photos()[0]).inside(10)[6])
    drawn = map_sheet(maps, range(len(maps)), "map", 1.0, DIVERGING)
    if drawn.columns != COLUMNS:
        raise ValueError(f"the reference pages lay out their tiles in {COLUMNS} columns, not {drawn.columns}")
    TILES.write_bytes(drawn.picture)
    try:
        yield
    finally:
        TILES.unlink()


@contextmanager
def side_by_side(link: str, reference: str) -> Iterator[tuple[Page, Page]]:
    """A page of the app, warm, and one of the reference pages that show the tiles, both open and at rest."""
    with (
        _written_tiles(),
        chromium() as browser,
        serving() as (app, log),
        serving(HERE / reference, PYTHONPATH=str(ROOT)) as (other, _),
    ):
        wait_for_warmth(log)
        yield open_settled(browser, app + link), open_settled(browser, other)


def _clicks(link: str, reference: str, written: str, nth: int) -> Samples:
    """Milliseconds from a click to what comes of it, ours and the reference's, in turns.

    Ours is on the screen when the `nth` element `written` is; the reference's when its heading is.
    """
    ours: list[float] = []
    bare: list[float] = []
    with side_by_side(link, reference) as (page, bare_page):
        for number in (*range(5, 345, 17), *range(9, 345, 17)):
            for found, shown, element in ((ours, page, (written, nth)), (bare, bare_page, ("h3", 0))):
                milliseconds = shown.evaluate(CLICK, [number, *element])
                if milliseconds is not None:  # a silent channel that is muted changes no number
                    found.append(float(milliseconds))
                shown.wait_for_timeout(400)
    return ours, bare


def channel_click() -> Row:
    """A click on a tile to its channel on the screen, against the same tiles and a picture on a bare page."""
    times = _clicks(f"/cnn?screen=Feature+maps&{PLACE}", "bare_channel.py", "h3", 0)
    return timed("channel_click", times, "ms", "<= 1.4")


def what_if() -> Row:
    """Muting a channel to the new top five on the screen, against a bare page with a full forward pass."""
    times = _clicks(f"/cnn?screen=Ablation&{PLACE}", "bare_cut.py", "ol", -1)
    return timed("what_if", times, "ms", "<= 1.25")


# Moves the pointer over the map and counts the frames until the sum is another.
FOLLOW = """([x, y]) => new Promise((resolve) => {
  FIND
  const stage = find(document, ".stage", -1), title = find(document, "h4", -1)
  const box = stage.getBoundingClientRect(), before = title.textContent
  const clientX = box.left + x * box.width, clientY = box.top + y * box.height
  let frames = 0
  const look = () => {
    frames += 1
    if (title.textContent !== before || frames > 60) resolve(frames)
    else requestAnimationFrame(look)
  }
  stage.dispatchEvent(new PointerEvent("pointermove", {bubbles: true, clientX, clientY}))
  requestAnimationFrame(look)
})""".replace("FIND", FIND)


def arithmetic_follow(moves: int = 60) -> Row:
    """A move of the pointer to the new sum on the screen, in display frames: 95 % of the moves."""
    frames = []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        for link in ("operation=1", "block=1&operation=1", "block=15&operation=7"):
            page = _open_arithmetic(browser, f"{app}/cnn?screen=Arithmetic&{link}")
            generator = torch.Generator().manual_seed(0)
            before: Tensor = torch.zeros(2)
            for _ in range(moves):
                place = torch.rand(2, generator=generator)
                if (place * 7).int().equal((before * 7).int()):
                    continue  # the coarsest map has 7 × 7 places, and it must be another one
                before = place
                frames.append(float(page.evaluate(FOLLOW, place.tolist())))
            page.close()
    return Row("arithmetic_follow", quantiles(frames, n=20)[-1], 2.0, "frames", "<= 2")


def _open_arithmetic(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(url)
    page.locator(".proof").wait_for()
    page.wait_for_timeout(1000)
    return page
