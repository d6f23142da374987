"""Draw the home page's pictures of the topics: `python -m weights.recipes.previews.draw`, seconds.

Writes `components/<folder>/data/preview.webp` for each topic that is built: square frames under each other,
one alone for a picture that stands still. The topic's page would show the same.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageOps
from torch import Tensor

from components.cnn.graph import split_into_operations
from components.cnn.tracing import as_maps, trace
from components.gan.checkpoints import load_generator
from components.gan.choices import load_choices
from components.gan.directions import load_named_directions
from components.gan.images import generate, image_grid
from components.gan.latents import along, sample_latent
from components.gan.seeds import latent_number
from components.intake.photos import read_photo
from components.render.colormap import coloured
from components.render.colours import CELL_FAMILIES, CLASSES, DIVERGING, PREDICTED, REFERENCE, TRUTH
from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.quantile_forecast import forecast_quantiles
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Numbers, first_visits, trial
from components.topics import BUILT
from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.learning_course import learning_course
from components.transfer.train import ProbeConfig, train_classifier
from components.vision.backbones import DEFAULT, load_network
from components.vision.map_strength import strength
from components.vision.samples import SAMPLES
from components.zoo.chart.cells import BY_LETTER
from components.zoo.chart.poster import DEEP_FEED_FORWARD

SIDE = 224  # pixels along each side of a picture that stands still
BLOCK, ACROSS = 0, 2  # feature maps: after which block, and how many along each side
LEARNED_FROM = 8  # garments of each class, some of them held out
BARS = 64  # pixels of the bars below the garment
SEEN_STEPS = (0, 0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 70, 100)  # of the training
PATIENT, FEWEST, VISITS, LAB = "42", 2, 9, "bili"  # visits in the first frame and in the last
LOWEST, HIGHEST, LAST_YEAR = 1.2, 32.0, 12.0  # of the laboratory value, and of the time
RIM = 12  # pixels around the curves
PALE = "38"  # alpha of what is not reached yet
FINER = 4  # times as many pixels while they are drawn
TRUNCATION = 0.8
DRAGGED = ("Glasses", "Hat", "Smile")
FARTHEST, STRIDE = 48, 6  # steps along a direction, and from frame to frame
QUALITY = 90
CORNERS = {"square": (4, 0), "circle": (48, 0), "diamond": (4, 45)}  # of a shape, and how it is turned


def learning() -> Image.Image:
    """A garment that a new last layer never learned from, and each class's probability while it learns."""
    network, dataset = load_network(DEFAULT, "cpu"), first_per_class(load_fashion_mnist(), LEARNED_FROM)
    embedder = Embedder(network, FeatureCache())
    *_, last = train_classifier(dataset, ProbeConfig(0, 0), embedder, map)
    assert last.trained
    number = last.trained.split.held_out[-1]
    square = read_photo(dataset.photos[number].data).image
    return film(
        [_with_bars(square, learning_course(last.trained, number).probabilities[step]) for step in SEEN_STEPS]
    )


def _with_bars(picture: Image.Image, probabilities: Tensor) -> Image.Image:
    """A bar for each class below it, as high as its probability."""
    frame = Image.new("RGBA", (SIDE, SIDE))
    frame.paste(picture.resize((SIDE - BARS, SIDE - BARS)), (BARS // 2, 0))
    pen, wide = ImageDraw.Draw(frame), SIDE / len(probabilities)
    for place, (share, colour) in enumerate(zip(probabilities.tolist(), CLASSES, strict=True)):
        top = SIDE - 2 - share * (BARS - 8)
        pen.rectangle((place * wide + 2, top, (place + 1) * wide - 3, SIDE - 1), colour)
    return frame


def forward_pass() -> Image.Image:
    """A photo, the strongest map of each block, and in the end the strongest maps of the first."""
    photo = ImageOps.fit(read_photo(SAMPLES["cat"].read()).image, (SIDE, SIDE), Image.Resampling.LANCZOS)
    found = trace(split_into_operations(load_network(DEFAULT, "cpu")), photo)
    blocks = [as_maps(result) for result in found.outputs if result.dim() == 4 and result.shape[-1] > 1]
    return film([photo, *(_strongest(maps, 1) for maps in blocks), _strongest(blocks[0], ACROSS)])


def _strongest(maps: Tensor, across: int) -> Image.Image:
    """So many along each side, each on its own scale."""
    best = maps[strength(maps).topk(across**2).indices]
    sheet = image_grid(coloured(best, best.abs().amax((1, 2), keepdim=True), DIVERGING), across)
    return sheet.resize((SIDE, SIDE), Image.Resampling.NEAREST)


def film(frames: Sequence[Image.Image]) -> Image.Image:
    """Square frames under each other."""
    sheet = Image.new("RGBA", (SIDE, SIDE * len(frames)))
    for place, frame in enumerate(frames):
        sheet.paste(frame, (0, place * SIDE))
    return sheet


def forecasts() -> Image.Image:
    """What may come of a patient's values, visit after visit."""
    return film([_forecast(visits) for visits in range(FEWEST, VISITS + 1)])


def _forecast(visits: int) -> Image.Image:
    """A patient's known values and what may come, by LSTMs that never saw the patient; transparent around."""
    patient = next(one for one in trial() if one.name == PATIENT)
    ensemble = next(one for one in load_ensembles() if PATIENT in one.held_out)
    lab = next(number for number, one in enumerate(LABS) if one.column == LAB)
    seen = first_visits(patient, visits)
    ahead = forecast_quantiles([ensemble], seen)
    past, years = np.log(seen.labs[:, lab]), seen.days / DAYS_A_YEAR
    low, quarter, median, upper, high = np.log(ahead.quantiles[lab])

    def places(years: Numbers, values: Numbers) -> list[tuple[float, float]]:
        x = RIM + (SIDE - 2 * RIM) * years / LAST_YEAR
        y = SIDE - RIM - (SIDE - 2 * RIM) * (values - np.log(LOWEST)) / np.log(HIGHEST / LOWEST)
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
    """A deep feed-forward network as on the chart, through which a pass runs."""
    columns = sorted({cell.x for cell in DEEP_FEED_FORWARD.graph.cells})
    return film([_network(-1.0), *(_network(reached) for reached in columns)])


def _network(reached: float) -> Image.Image:
    """The network; what the pass has not reached yet is pale; transparent around."""
    picture = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    pen, radius, rim = ImageDraw.Draw(picture), 13 * FINER, 24 * FINER
    way = SIDE * FINER - 2 * rim
    places = [(rim + cell.x * way, rim + cell.y * way) for cell in DEEP_FEED_FORWARD.graph.cells]
    cells = DEEP_FEED_FORWARD.graph.cells
    for begin, end in DEEP_FEED_FORWARD.graph.links:
        alpha = "" if cells[end].x <= reached else PALE
        pen.line((places[begin], places[end]), REFERENCE + alpha, FINER)
    for cell, place in zip(cells, places, strict=True):
        kind = BY_LETTER[cell.letter]
        corners, turn = CORNERS[kind.shape]
        alpha = "" if cell.x <= reached else PALE
        pen.regular_polygon((*place, radius), corners, turn, CELL_FAMILIES[kind.family] + alpha)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


PREVIEWS: dict[str, Callable[[], Image.Image]] = {
    "transfer": learning,
    "cnn": forward_pass,
    "rnn": forecasts,
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
