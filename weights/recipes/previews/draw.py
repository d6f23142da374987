"""Draw the home page's pictures of the topics: `python -m weights.recipes.previews.draw`, seconds.

Writes `components/<folder>/data/preview.webp` for each topic that is built: square frames under each other,
one alone for a picture that stands still. The topic's page would show the same.
"""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from components.cnn.graph import split_into_operations
from components.cnn.tracing import as_maps, strength, trace
from components.gan.checkpoints import load_generator
from components.gan.choices import load_choices
from components.gan.directions import load_named_directions
from components.gan.images import generate, image_grid
from components.gan.latents import along, sample_latent
from components.gan.seeds import latent_number
from components.intake.photos import read_photo
from components.render.colormap import coloured
from components.render.colours import CELL_FAMILIES, DIVERGING, PREDICTED, REFERENCE, TRUTH
from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.quantile_forecast import forecast_quantiles
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Numbers, first_visits, trial
from components.topics import BUILT
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from components.zoo.chart.cells import BY_LETTER
from components.zoo.chart.poster import DEEP_FEED_FORWARD

SIDE = 224  # pixels along each side of a picture that stands still
BLOCK, ACROSS = 0, 2  # feature maps: after which block, and how many along each side
PATIENT, VISITS, LAB = "42", 9, "bili"
RIM = 12  # pixels around the curves
FINER = 4  # times as many pixels while they are drawn
TRUNCATION = 0.8
DRAGGED = ("Glasses", "Hat", "Smile")
FARTHEST, STRIDE = 48, 6  # steps along a direction, and from frame to frame
QUALITY = 90
CORNERS = {"square": (4, 0), "circle": (48, 0), "diamond": (4, 45)}  # of a shape, and how it is turned


def photo() -> Image.Image:
    """A sample's middle square."""
    return ImageOps.fit(read_photo(SAMPLES["cat"].read()).image, (SIDE, SIDE), Image.Resampling.LANCZOS)


def feature_maps() -> Image.Image:
    """The strongest feature maps of the same photo."""
    maps = as_maps(trace(split_into_operations(load_network(DEFAULT, "cpu")), photo()).outputs[BLOCK])
    best = maps[strength(maps).topk(ACROSS**2).indices]
    sheet = image_grid(coloured(best, best.abs().amax((1, 2), keepdim=True), DIVERGING), ACROSS)
    return sheet.resize((SIDE, SIDE), Image.Resampling.NEAREST)


def forecast() -> Image.Image:
    """A patient's known values and what may come, by LSTMs that never saw the patient; transparent around."""
    patient = next(one for one in trial() if one.name == PATIENT)
    ensemble = next(one for one in load_ensembles() if PATIENT in one.held_out)
    lab = next(number for number, one in enumerate(LABS) if one.column == LAB)
    seen = first_visits(patient, VISITS)
    ahead = forecast_quantiles([ensemble], seen)
    past, years = np.log(seen.labs[:, lab]), seen.days / DAYS_A_YEAR
    low, quarter, median, upper, high = np.log(ahead.quantiles[lab])
    lowest, highest = min(past.min(), low.min()), max(past.max(), high.max())

    def places(years: Numbers, values: Numbers) -> list[tuple[float, float]]:
        x = RIM + (SIDE - 2 * RIM) * years / ahead.years.max()
        y = SIDE - RIM - (SIDE - 2 * RIM) * (values - lowest) / (highest - lowest)
        return list(zip((FINER * x).tolist(), (FINER * y).tolist(), strict=True))

    picture = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(picture)
    for below, above, alpha in ((low, high, "50"), (quarter, upper, "a0")):
        pen.polygon(places(ahead.years, below) + places(ahead.years, above)[::-1], PREDICTED + alpha)
    pen.line(places(ahead.years, median), PREDICTED, 3 * FINER)
    pen.line(places(years, past), TRUTH, 3 * FINER)
    for place in places(years, past):
        pen.circle(place, 5 * FINER, TRUTH)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def faces() -> Image.Image:
    """A face while sliders are dragged up, down and back, one after the other."""
    generator = load_generator("cpu")
    number = latent_number(load_choices().first_seed)
    begin = sample_latent(number, generator.config.latent_size, TRUNCATION)
    named = {direction.name: direction for direction, _ in load_named_directions()}
    steps = [[step] for step in up_and_down()]
    return image_grid(
        np.concatenate([generate(generator, along(begin, [named[one]], steps)) for one in DRAGGED]), 1
    )


def up_and_down() -> Iterator[int]:
    """From 0 to FARTHEST, to its negative, and almost back."""
    yield from range(0, FARTHEST, STRIDE)
    yield from range(FARTHEST, -FARTHEST, -STRIDE)
    yield from range(-FARTHEST, 0, STRIDE)


def networks() -> Image.Image:
    """A deep feed-forward network as on the chart; transparent around."""
    picture = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    pen, radius, rim = ImageDraw.Draw(picture), 13 * FINER, 24 * FINER
    way = SIDE * FINER - 2 * rim
    places = [(rim + cell.x * way, rim + cell.y * way) for cell in DEEP_FEED_FORWARD.graph.cells]
    for begin, end in DEEP_FEED_FORWARD.graph.links:
        pen.line((places[begin], places[end]), REFERENCE, FINER)
    for cell, place in zip(DEEP_FEED_FORWARD.graph.cells, places, strict=True):
        kind = BY_LETTER[cell.letter]
        corners, turn = CORNERS[kind.shape]
        pen.regular_polygon((*place, radius), corners, turn, CELL_FAMILIES[kind.family])
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


PREVIEWS: dict[str, Callable[[], Image.Image]] = {
    "transfer": photo,
    "cnn": feature_maps,
    "rnn": forecast,
    "gan": faces,
    "zoo": networks,
}


def main() -> None:
    """Draw and write."""
    for topic in BUILT:
        if topic.folder in PREVIEWS:
            PREVIEWS[topic.folder]().save(topic.preview, "WEBP", quality=QUALITY, method=6)
            print(topic.preview, topic.preview.stat().st_size)


if __name__ == "__main__":
    main()
