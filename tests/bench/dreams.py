"""Feature visualisation: how long a picture takes, and whether the network recognises its class."""

import time
from statistics import fmean, median

import torch
from PIL import Image

from components.cnn.feature_visualization.evaluation import preprocessed_probabilities
from components.cnn.feature_visualization.objectives import ChannelObjective
from components.cnn.feature_visualization.optimize import OptimizationConfig, optimize
from components.cnn.graph import NetworkGraph, split_into_operations
from components.vision.backbones import DEFAULT, load_network
from tests.bench.table import Row

CLASSES = range(0, 1000, 50)  # fixed beforehand
GOAL_SECONDS, GOAL_PROBABILITY = 5.0, 0.5


def _optimized(graph: NetworkGraph, label: int) -> tuple[float, float]:
    """Seconds for a class's picture with the page's first settings, and the probability it is given."""
    start = time.perf_counter()
    *_, last = optimize(graph, ChannelObjective(len(graph.blocks) - 1, label), OptimizationConfig())
    seconds = time.perf_counter() - start
    return seconds, float(preprocessed_probabilities(graph, Image.fromarray(last.image))[label])


def feature_vis_seconds() -> Row:
    """128 steps at 128 pixels through the whole network, in one thread like a job; the median of five."""
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    seconds = median(_optimized(graph, label)[0] for label in list(CLASSES)[:5])
    return Row("feature_vis_seconds", seconds, GOAL_SECONDS, "s", "<= 5 s")


def feature_vis_class() -> Row:
    """The mean probability of the wanted class, over every fiftieth class."""
    torch.set_num_threads(1)
    graph = split_into_operations(load_network(DEFAULT, "cpu"))
    mean = fmean(_optimized(graph, label)[1] for label in CLASSES)
    return Row("feature_vis_class", mean, GOAL_PROBABILITY, "probability", ">= 0.5")
