"""From photos' bytes to a trained classifier, beside a bare loop that only turns the photos into features."""

import io
import os
import time
from statistics import median

import torch
from PIL import Image

from components import runtime
from components.transfer.dataset import PhotoClass, PhotoDataset
from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.screens.teach_uploads import read_uploads
from components.transfer.train import ProbeConfig, train_classifier
from components.transfer.uploads import add_uploads
from components.vision.backbones import BACKBONES, DEFAULT, Network, load_network
from components.vision.samples import FOLDER, SAMPLES
from tests.bench.table import Row, in_turns, timed

PHOTOS, CLASSES = 100, 5
MEGAPIXELS = (1.0, 1.5, 2.0, 2.5, 3.0)


def _photos() -> list[tuple[str, bytes]]:
    """JPEG files of 1 to 3 megapixels, all different: two samples to a class."""
    files = []
    names = list(SAMPLES.values())
    for number in range(PHOTOS):
        sample = Image.open(FOLDER / names[number % len(names)].file).convert("RGB")
        scale = (1e6 * MEGAPIXELS[number // 10 % 5] / (sample.width * sample.height)) ** 0.5
        size = (round(sample.width * scale) - number, round(sample.height * scale) + number)
        stream = io.BytesIO()
        sample.resize(size, Image.Resampling.BICUBIC).save(stream, "JPEG", quality=88)
        files.append((f"class {number % CLASSES}", stream.getvalue()))
    return files


def _ours(files: list[tuple[str, bytes]], network: Network) -> float:
    """Decoding, features, training and the held-out accuracy, as the page does them."""
    start = time.perf_counter()
    embedder = Embedder(network, FeatureCache())
    *_, uploaded = read_uploads(files, (), embedder)
    added = add_uploads(
        PhotoDataset(tuple(PhotoClass(f"class {n}") for n in range(CLASSES))), uploaded.photos
    )
    *_, last = train_classifier(added.dataset, ProbeConfig(0, 0), embedder, runtime.map_long)
    assert not added.notes
    assert last.trained is not None
    assert len(last.trained.targets) == PHOTOS
    return time.perf_counter() - start


def _reference(files: list[tuple[str, bytes]], network: Network) -> float:
    """A loop that decodes and resizes, and one batch, on all cores."""
    transform = BACKBONES[DEFAULT].weights.transforms()
    start = time.perf_counter()
    with torch.inference_mode():
        batch = torch.stack([transform(Image.open(io.BytesIO(data)).convert("RGB")) for _, data in files])
        network.neck(network.body(batch))
    return time.perf_counter() - start


def teach_100(rounds: int = 5) -> Row:
    """100 new photos to a trained head and its held-out accuracy."""
    files, network = _photos(), load_network(DEFAULT, "cpu")
    before = torch.get_num_threads()
    torch.set_num_threads(os.cpu_count() or 1)  # the reference's; our pools keep their one each
    _reference(files[:4], network)
    times = in_turns(lambda: _ours(files, network), lambda: _reference(files, network), rounds)
    torch.set_num_threads(before)
    return timed("teach_100", times, "s", "<= 0.7")


def retrain_100(rounds: int = 9) -> Row:
    """Training again when the photos are already embedded; the reference is the goal."""
    files, network = _photos(), load_network(DEFAULT, "cpu")
    embedder = Embedder(network, FeatureCache())
    *_, uploaded = read_uploads(files, (), embedder)
    dataset = add_uploads(
        PhotoDataset(tuple(PhotoClass(f"class {n}") for n in range(CLASSES))), uploaded.photos
    ).dataset
    times = []
    for seed in range(rounds):
        start = time.perf_counter()
        *_, last = train_classifier(dataset, ProbeConfig(0, seed), embedder, runtime.map_long)
        times.append(time.perf_counter() - start)
        assert last.trained is not None
    return Row("retrain_100", median(times), 0.3, "s", "< 0.3 s")
