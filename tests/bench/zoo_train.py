"""An epoch on the screen *Points* against a bare loop."""

from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from components.zoo.points.training import PointTrainingConfig
from tests.bench.bare_points import CONFIG, EPOCHS, NOISE
from tests.bench.live_training import LiveTraining, train_in_turns
from tests.bench.table import Row, timed

WORDS = 'section > p[role="status"]'


def points_link(config: PointTrainingConfig, noise: float) -> str:
    """The link to this training on the circles."""
    settings = {
        "screen": "Points",
        "point_noise": round(100 * noise),
        "point_layers": config.layers,
        "point_units": config.units,
        "point_rate": config.rate,
        "point_epochs": EPOCHS,
    }
    return f"/network_zoo?{urlencode(settings)}"


def zoo_train(rounds: int = 5) -> Row:
    """The longest training that the screen offers, each time from another seed.

    Both learn the same network from the same batches of the same points.
    """
    training = LiveTraining(points_link(CONFIG, NOISE), _train_from, WORDS, EPOCHS, "tests.bench.bare_points")
    return timed("zoo_train", train_in_turns(training, rounds), "ms", "<= 1.2")


def _train_from(page: Page, seed: int) -> None:
    """Let the screen train from another seed; it begins by itself, as it did when it was opened."""
    expect(page.locator(WORDS).first).to_contain_text(f"Epoch {EPOCHS}:", timeout=120_000)
    seeds = page.get_by_label("Seed", exact=True)
    seeds.fill(str(seed))
    seeds.press("Enter")
