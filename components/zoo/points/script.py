"""The training of these settings as a script that needs PyTorch only, and the points that it reads."""

import inspect
from functools import cache

from components.initialisation import init_uniformly
from components.zoo.networks.feed_forward import FeedForward, FeedForwardConfig
from components.zoo.networks.radial_basis import RadialBasis, RadialBasisConfig
from components.zoo.points.toy_sets import PointSet
from components.zoo.points.training import BATCH, PointTrainingConfig, begin_network

PARTS = (
    *(FeedForwardConfig, FeedForward, RadialBasisConfig, RadialBasis),
    *(init_uniformly, PointTrainingConfig, begin_network),
)


def points_csv(points: PointSet) -> bytes:
    """The points as lines of x, y, class, and 1 if it is held out."""
    rows = zip(points.places.tolist(), points.classes.tolist(), points.held_out.tolist(), strict=True)
    lines = [f"{x!r},{y!r},{kind},{int(held_out)}" for (x, y), kind, held_out in rows]
    return "\n".join(("x,y,class,held_out", *lines, "")).encode()


def points_script(config: PointTrainingConfig, epochs: int) -> str:
    """A script that trains for so many epochs and says what the page says then."""
    return _HEAD + _sources() + _LOOP.format(config=config, epochs=epochs, batch=BATCH)


@cache
def _sources() -> str:
    """The code of both networks and of their first weights; to find it takes the interpreter a while."""
    return "\n\n".join(inspect.getsource(part) for part in PARTS)


_HEAD = '''\
"""A network that learns to tell two classes of points apart: python this_file.py points.csv"""

import csv
import math
import sys
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ACTIVATIONS = {"ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


'''

_LOOP = '''

def read(path, held_out):
    """The places (n, 2) and classes (n,) of the points that are held out, or of the others."""
    with open(path) as file:
        rows = [row for row in csv.DictReader(file) if row["held_out"] == held_out]
    places = torch.tensor([[float(row["x"]), float(row["y"])] for row in rows])
    return places, torch.tensor([int(row["class"]) for row in rows])


torch.set_num_threads(1)  # with more, the last digits differ
places, classes = read(sys.argv[1], "0")
config = {config}
network = begin_network(config)
optimiser = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
random = torch.Generator().manual_seed(config.seed)
for epoch in range({epochs}):
    for part in torch.split(torch.randperm(len(classes), generator=random), {batch}):
        loss = F.cross_entropy(network(places[part]), classes[part])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

with torch.no_grad():
    for name, held_out in (("learned from", "0"), ("held out", "1")):
        places, classes = read(sys.argv[1], held_out)
        answers = network(places)
        right = (answers.argmax(1) == classes).double().mean()
        print(f"{{name}}: loss {{F.cross_entropy(answers, classes):.5f}}, right {{right:.4f}}")
'''
