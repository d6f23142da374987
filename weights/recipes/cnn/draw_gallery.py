"""Draw feature visualisations of MobileNetV2: `python -m weights.recipes.cnn.draw_gallery`.

Writes components/cnn/data/gallery/: a JPEG for each block with the pictures of eight channels, one for the
classes, and gallery.json, which says what is where and how it was made. Each picture is what the page draws
with its first settings (components/cnn/feature_visualization/). The files are written block by block, and
the same command goes on where the last one ended; eight minutes on one core.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from components.cnn.feature_visualization import optimize, parameterizations, transforms
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import OptimizationConfig
from components.cnn.gallery import FOLDER, INDEX, QUALITY, side_by_side_jpeg
from components.cnn.graph import NetworkGraph, split_into_operations
from components.vision.backbones import DEFAULT, load_network
from components.vision.preprocessing import seen_pixels
from components.vision.samples import FOLDER as PHOTOS
from components.vision.samples import SAMPLES
from weights.recipes.common.gan_training import replace_file

CHANNELS = 8  # a block
CONFIG = OptimizationConfig()
CLASSES = (  # things that everyone knows, of many kinds
    *("strawberry", "goldfish", "tabby", "flamingo", "monarch", "tarantula"),
    *("zebra", "daisy", "volcano", "castle", "school bus", "pizza"),
)

SheetEntry = dict[str, Any]  # of the index: block, name, file, channels


def recipe() -> dict[str, Any]:
    """Return everything that decides the outcome; it is written into the index."""
    constants = {
        "learning_rate": optimize.LEARNING_RATE,
        "warm_up": optimize.WARM_UP,
        "adam_eps": optimize.ADAM_EPS,
        "initial_std": optimize.INITIAL_STD,
        "softness": parameterizations.SOFTNESS,
        "sides": list(transforms.SIDES),
        "crop": transforms.CROP,
        "max_jitter": transforms.MAX_JITTER,
        "max_rotation": transforms.MAX_ROTATION,
        "max_scaling": transforms.MAX_SCALING,
    }
    drawn = {"channels": CHANNELS, "classes": list(CLASSES), "quality": QUALITY}
    return {"network": DEFAULT, **asdict(CONFIG), **constants, **drawn}


def read_index(folder: Path) -> list[SheetEntry]:
    """Return the sheets of an earlier run. Raises SystemExit if it followed another recipe."""
    file = folder / INDEX
    if not file.is_file():
        return []
    found = json.loads(file.read_text(encoding="utf-8"))
    if found["recipe"] != recipe():
        raise SystemExit(f"{file} belongs to another recipe: {found['recipe']}; delete it to start anew.")
    sheets: list[SheetEntry] = found["sheets"]
    return sheets


def write_index(folder: Path, sheets: Sequence[SheetEntry]) -> None:
    """Write the index."""
    text = json.dumps({"recipe": recipe(), "sheets": list(sheets)}, indent=1) + "\n"
    replace_file(folder / INDEX, lambda path: path.write_text(text, encoding="utf-8"))


@torch.inference_mode()
def evenly_spaced(graph: NetworkGraph, count: int) -> list[list[int]]:
    """Return some channels of each block that has maps, evenly spaced, without the silent ones.

    A channel is silent if it varies over the sample photos by less than a tenth of the median channel.
    """
    how = graph.network.backbone.preprocessing
    photos = [Image.open(PHOTOS / sample.file).convert("RGB") for sample in SAMPLES.values()]
    pixels = torch.stack([torch.from_numpy(seen_pixels(photo, how)) for photo in photos])
    chosen = []
    for result in graph.outputs(pixels):
        if result.shape[2:].numel() > 1:
            varies = result.std((0, 2, 3))
            (live,) = (varies > varies.median() / 10).nonzero(as_tuple=True)
            chosen.append(live[torch.arange(count) * len(live) // count].tolist())
    return chosen


def chosen_channels(graph: NetworkGraph) -> dict[int, list[int]]:
    """Return the channels to draw, by the number of their block; the last block's are classes."""
    classes = [graph.network.labels.index(label) for label in CLASSES]
    return {**dict(enumerate(evenly_spaced(graph, CHANNELS))), len(graph.blocks) - 1: classes}


def draw_sheets(graph: NetworkGraph, folder: Path, channels: dict[int, list[int]]) -> Iterator[str]:
    """Draw the blocks that `folder` doesn't hold yet, and say which are done."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = read_index(folder)
    for block in list(channels)[len(sheets) :]:
        name = graph.blocks[block].name
        file = f"{name.lower().replace(' ', '_')}.jpg"
        pictures = [_last_picture(graph, ChannelObjective(block, channel)) for channel in channels[block]]
        (folder / file).write_bytes(side_by_side_jpeg(pictures))
        sheets.append({"block": block, "name": name, "file": file, "channels": channels[block]})
        write_index(folder, sheets)
        yield f"{name}: {channels[block]}"


def _last_picture(graph: NetworkGraph, objective: ChannelObjective) -> Image.Image:
    *_, last = optimize.optimize(graph, objective, CONFIG)
    return Image.fromarray(last.image)


def main() -> None:
    """Draw what is missing."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    for line in draw_sheets(graph, FOLDER, chosen_channels(graph)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
