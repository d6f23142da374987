"""Measure single ablations over the sample photos: `python -m weights.recipes.cnn.measure_ablation`.

Writes components/cnn/data/ablations.json, in about two minutes on one core.
"""

import argparse

import torch

from components.cnn.ablation_statistics import LAYERS, SHIPPED, as_json, single_ablations
from components.cnn.graph import split_into_operations
from components.cnn.tracing import trace
from components.intake.photos import read_photo
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from weights.recipes.common.gan_training import replace_file


def main() -> None:
    """Measure all layers on all samples."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    traces = {name: trace(graph, read_photo(sample.read()).image) for name, sample in SAMPLES.items()}
    found = {
        layer: {name: single_ablations(one, *place) for name, one in traces.items()}
        for layer, place in LAYERS.items()
    }
    replace_file(SHIPPED, lambda path: path.write_text(as_json(found), encoding="utf-8"))


if __name__ == "__main__":
    main()
