"""Speed of live training: iterations a second while one looks on."""

import re
import time

import torch
from playwright.sync_api import Page

from components.gan.toy_gan import ToyGAN, TrainConfig, sample_points
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, timed
from tests.browser.server import serving, wait_for_warmth

SECONDS = 6.0
FASTEST = 100  # iterations a frame: more than fit


def battle_steps(turns: int = 5) -> Row:
    """Iterations a second in the page, drawn ten times a second in Chromium, against the bare loop."""
    ours, bare = [], []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, f"{app}/gan?screen=Live+training&rounds={FASTEST}")
        for _ in range(turns):
            ours.append(_seen(page))
            bare.append(_bare())
    return timed("battle_steps", (ours, bare), "rounds/s", ">= 0.85")


def _seen(page: Page) -> float:
    page.get_by_role("button", name="Run").click()
    page.wait_for_timeout(1000)
    begun, start = _iterations(page), time.perf_counter()
    page.wait_for_timeout(1000 * SECONDS)
    rate = (_iterations(page) - begun) / (time.perf_counter() - start)
    page.get_by_role("button", name="Start again").click()
    page.wait_for_timeout(1500)
    return rate


def _iterations(page: Page) -> int:
    words = page.locator("canvas[data-drawings]").get_attribute("aria-label") or ""
    found = re.search(r"after (\d+) iterations", words)
    assert found
    return int(found.group(1))


def _bare() -> float:
    gan = ToyGAN(torch.from_numpy(sample_points("ring")), TrainConfig(), 0)
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        gan.step()
    return gan.iteration / (time.perf_counter() - start)
