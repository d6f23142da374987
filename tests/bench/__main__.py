"""`make bench`: every figure beside its reference, measured in one run.

`python -m tests.bench battle_steps what_if` measures only those, and writes no file.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import torch

from tests.bench import (
    cnn,
    dreams,
    export,
    gan_latent_sliders,
    gan_quality,
    heatmap,
    lab,
    lab_train,
    pages,
    race,
    table,
    teach,
    teaching,
    toy_gan,
)
from tests.bench.table import Row

MEASUREMENTS: tuple[Callable[[], Row | list[Row]], ...] = (
    heatmap.speed,
    heatmap.truth_under_threads,
    pages.classify_page,
    pages.start,
    teach.teach_100,
    teach.retrain_100,
    teaching.few_shot_5,
    export.export_diff,
    race.race_gap,
    cnn.maps_all_stages,
    cnn.channel_click,
    cnn.what_if,
    cnn.arithmetic_follow,
    cnn.cam_strip,
    cnn.deletion_area,
    dreams.feature_vis_seconds,
    dreams.feature_vis_class,
    lab.lab_forecasts,
    lab.lab_edit,
    lab.lab_gates,
    lab_train.lab_train,
    gan_latent_sliders.slide_drag,
    gan_latent_sliders.slide_ready,
    gan_quality.gan_quality,
    gan_quality.gan_directions,
    gan_quality.fashion_class,
    toy_gan.battle_steps,
)


def main() -> None:
    """Measure all or those named, print, and write bench.json if it was all."""
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, one thread a forward pass on both sides")
    asked = sys.argv[1:]
    unknown = set(asked) - {measure.__name__ for measure in MEASUREMENTS}
    if unknown:
        sys.exit(f"There is no measurement {', '.join(sorted(unknown))}.")
    rows: list[Row] = []
    for measure in MEASUREMENTS:
        if not asked or measure.__name__ in asked:
            found = measure()
            rows += [found] if isinstance(found, Row) else found
    table.show(rows)
    if not asked:
        table.write(rows, Path("bench.json"))


if __name__ == "__main__":
    main()
