"""Teaching with few photos, beside scikit-learn's logistic regression on the same features."""

from statistics import mean

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.fashion_mnist import PER_CLASS, load_fashion_mnist
from components.transfer.linear_probe import fit_linear_probe
from components.vision.backbones import DEFAULT, load_network
from tests.bench.table import Row

SHOTS, DRAWS, HELD_OUT = 5, 20, 30
Pair = tuple[Tensor, Tensor]  # features (N, F) and class numbers (N,)


def few_shot_5() -> Row:
    """Mean accuracy on the last 30 garments of each class, after learning from 5 of the others."""
    dataset, embedder = load_fashion_mnist(), Embedder(load_network(DEFAULT, "cpu"), FeatureCache())
    rows = [embedder.features(photo) for photo in dataset.photos]
    features = torch.stack(rows).reshape(len(dataset.classes), PER_CLASS, -1)  # (classes, 80, F)
    held_out = _labelled(features[:, -HELD_OUT:])
    draws = [_drawn(features[:, :-HELD_OUT], seed) for seed in range(DRAWS)]
    ours = mean(_ours(train, held_out) for train in draws)
    reference = mean(_reference(train, held_out) for train in draws)
    return Row("few_shot_5", ours, reference, "accuracy", ">= 1.0")


def _labelled(features: Tensor) -> Pair:
    """(classes, N, F) as one row a photo."""
    return features.flatten(0, 1), torch.arange(len(features)).repeat_interleave(features.shape[1])


def _drawn(features: Tensor, seed: int) -> Pair:
    """SHOTS of each class, at random."""
    generator = torch.Generator().manual_seed(seed)
    return _labelled(
        torch.stack([own[torch.randperm(len(own), generator=generator)[:SHOTS]] for own in features])
    )


def _ours(train: Pair, held_out: Pair) -> float:
    *_, last = fit_linear_probe(*train, held_out, classes=int(train[1].max()) + 1)
    return last.accuracy


def _reference(train: Pair, held_out: Pair) -> float:
    model = LogisticRegression(max_iter=2000).fit(train[0].numpy(), train[1].numpy())
    return float(model.score(held_out[0].numpy(), held_out[1].numpy()))
