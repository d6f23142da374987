"""Test the heat maps of the sample photos: `python -m weights.recipes.cnn.measure_deletion`.

Writes components/cnn/data/deletions.json, in about four minutes on one core.
"""

import argparse

import torch

from components.cnn.deletion_statistics import SHIPPED, deletions_as_json, sample_deletions
from components.cnn.graph import split_into_operations
from components.cnn.tracing import trace
from components.intake.photos import read_photo
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from weights.recipes.common.gan_training import replace_file


def main() -> None:
    """Test all heat maps of all samples."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    found = {
        name: sample_deletions(trace(graph, read_photo(sample.read()).image))
        for name, sample in SAMPLES.items()
    }
    replace_file(SHIPPED, lambda path: path.write_text(deletions_as_json(found), encoding="utf-8"))


if __name__ == "__main__":
    main()
