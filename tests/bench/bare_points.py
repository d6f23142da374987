"""The bare loop for `zoo_train`: `python -m tests.bench.bare_points SEED` prints the seconds it takes."""

import sys
import time
from dataclasses import replace

import torch
from torch.nn import functional as F

from components import runtime
from components.zoo.networks.feed_forward import FeedForward
from components.zoo.networks.radial_basis import RadialBasis
from components.zoo.points.toy_sets import PointSet, toy_set
from components.zoo.points.training import BATCH, PointTrainingConfig, begin_network

CONFIG = PointTrainingConfig(layers=3, units=16, rate=0.01)
EPOCHS = 1000
NOISE = 0.25


def circles() -> PointSet:
    """The points that are learned from."""
    learned, _ = toy_set("Circles", NOISE, 0).halves()
    return learned


def train(points: PointSet, config: PointTrainingConfig, epochs: int) -> FeedForward | RadialBasis:
    """The network after so many epochs."""
    places, classes = torch.from_numpy(points.places), torch.from_numpy(points.classes)
    network = begin_network(config)
    optimiser = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
    random = torch.Generator().manual_seed(config.seed)
    for _ in range(epochs):
        for part in torch.split(torch.randperm(len(classes), generator=random), BATCH):
            loss = F.cross_entropy(network(places[part]), classes[part])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
    return network


def print_seconds(seed: int) -> None:
    """Train from this seed, and print how long it took."""
    train(circles(), CONFIG, 1)  # a process's first optimiser imports a good deal
    start = time.perf_counter()
    train(circles(), replace(CONFIG, seed=seed), EPOCHS)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    # In such a thread as the app's jobs: one of torch's, behind all other work of the machine.
    runtime.run_long(lambda: print_seconds(int(sys.argv[1]))).result()
