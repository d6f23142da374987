"""Speed of the latent sliders, measured in Chromium."""

import time
from pathlib import Path
from statistics import median, quantiles

import torch
from playwright.sync_api import Page

from components.gan.checkpoints import load_generator
from components.gan.latents import sample_latent
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, timed
from tests.browser.server import ROOT, serving, wait_for_warmth
from tests.browser.sliding import ALL, DRAG, MOVE, PRESS, RELEASE

PAGE = "/gan?screen=Latent+sliders"


def slide_drag(sliders: int = 7) -> list[Row]:
    """Distinct frames a second in a steady drag, display frames from a move to its paint, the release."""
    rates, frames, differences = [], [], []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, app + PAGE)
        random = torch.Generator().manual_seed(0)
        for nth in range(sliders):
            _, frames_first = _press(page, nth)
            assert page.evaluate(ALL, [nth]) > frames_first
            painted, seconds = page.evaluate(DRAG, [nth, 120])
            rates.append(painted / seconds)
            places = (torch.randperm(100, generator=random)[:20] - 50).tolist()
            frames += [float(page.evaluate(MOVE, [nth, place])) for place in places]
            differences.append(float(page.evaluate(RELEASE, [nth])))
    return [
        Row("slide_fps", median(rates), 50.0, "frames/s", ">= 50"),
        Row("slide_follow", quantiles(frames, n=20)[-1], 2.0, "frames", "<= 2"),
        Row("release_exact", max(differences), 0.0, "255ths", "= 0"),
    ]


def slide_ready(rounds: int = 3, sliders: int = 7) -> Row:
    """Pressing a slider to its first strip, against a bare batch as large and a bare page's round trip."""
    ours, reference = [], []
    with (
        chromium() as browser,
        serving() as (app, log),
        serving(Path(__file__).with_name("bare_round.py"), PYTHONPATH=str(ROOT)) as (bare, _),
    ):
        wait_for_warmth(log)
        bare_page = open_settled(browser, bare)
        for seed in range(rounds):
            page = open_settled(browser, f"{app}{PAGE}&seed={100 + seed}")
            for nth in range(sliders):
                milliseconds, frames = _press(page, nth)
                ours.append(milliseconds)
                page.wait_for_timeout(1200)  # the finer strips have come too
                reference.append(_batch_milliseconds(frames) + _round_trip(bare_page))
            page.close()
    return timed("slide_ready", (ours, reference), "ms", "<= 1.2")


def _press(page: Page, nth: int) -> tuple[float, int]:
    """Milliseconds until the slider's first strip is there, and how many frames it has."""
    milliseconds, frames = page.evaluate(PRESS, [nth])
    return float(milliseconds), int(frames)


def _batch_milliseconds(size: int) -> float:
    generator = load_generator("cpu")
    latents = torch.stack([sample_latent(seed, generator.config.latent_size) for seed in range(size)])
    with torch.inference_mode():
        generator(latents)  # the first pass of a fresh network allocates
        start = time.perf_counter()
        generator(latents)
    return 1000 * (time.perf_counter() - start)


def _round_trip(page: Page) -> float:
    """From a key on the bare slider to the new number on the screen."""
    page.get_by_role("slider").focus()
    page.evaluate(
        """() => {
          const text = () => document.querySelector("h3").textContent
          const before = text()
          window.painted = new Promise((resolve) => addEventListener("keydown", () => {
            const begin = performance.now()
            const look = () => text() === before ? requestAnimationFrame(look)
              : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)))
            look()
          }, { once: true, capture: true }))
        }"""
    )
    page.keyboard.press("ArrowRight")
    return float(page.evaluate("window.painted"))
