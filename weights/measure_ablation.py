"""OperationSummary what single channels do on the sample photos: `python -m weights.measure_ablation`.

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
from weights.gan_training import replace_file


def main() -> None:
    """OperationSummary all places on all samples."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    traces = {name: trace(graph, read_photo(sample.read()).image) for name, sample in SAMPLES.items()}
    found = {
        place: {name: single_ablations(one, *LAYERS[place]) for name, one in traces.items()}
        for place in LAYERS
    }
    replace_file(SHIPPED, lambda path: path.write_text(as_json(found), encoding="utf-8"))


if __name__ == "__main__":
    main()
