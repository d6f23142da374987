"""The exported program in a clean environment of its own, beside the page."""

import json
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import torch

from components import runtime
from components.transfer.embeddings import Embedder, FeatureCache
from components.transfer.export import (
    FOLDER,
    TOLERANCE,
    feature_extractor_onnx,
    novelty_detector,
    package_zip,
    page_outputs,
)
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.train import ProbeConfig, train_classifier
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from tests.bench.table import Row


def export_diff() -> Row:
    """The largest difference of a probability or a distance on 50 held-out garments and the sample photos."""
    network = load_network(DEFAULT, "cpu")
    *_, last = train_classifier(
        first_per_class(load_fashion_mnist(), 20),
        ProbeConfig(0, 0),
        Embedder(network, FeatureCache()),
        runtime.map_long,
    )
    trained = last.trained
    assert trained is not None
    files = [trained.dataset.photos[index].data for index in trained.split.held_out]
    files += [sample.read() for sample in SAMPLES.values()]
    package = package_zip(
        trained.classifier, novelty_detector(trained, 0.4), network, feature_extractor_onnx(network)
    )
    theirs = _in_a_clean_environment(package, files)
    largest = 0.0
    for data, (found, distance) in zip(files, theirs, strict=True):
        ours = page_outputs(data, trained, network)
        others = torch.tensor([*(found[label] for label in trained.classifier.labels), distance])
        largest = max(largest, float((ours - others).abs().max()))
    return Row("export_diff", largest, TOLERANCE, "probability", "<= 1e-5")


def _in_a_clean_environment(package: bytes, files: list[bytes]) -> list[tuple[dict[str, float], float]]:
    """The program's probabilities and distances, with nothing but its own requirements installed."""
    with tempfile.TemporaryDirectory() as name:
        zipfile.ZipFile(BytesIO(package)).extractall(name)
        folder = Path(name, FOLDER)
        subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
        python = folder / ".venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "-r", folder / "requirements.txt"], check=True
        )
        photos = BytesIO()
        with zipfile.ZipFile(photos, "w") as archive:
            for number, data in enumerate(files):
                archive.writestr(str(number), data)
        run = subprocess.run(
            [python, folder / "predict.py", "-"], input=photos.getvalue(), capture_output=True, check=True
        )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return [(line["probabilities"], line["distance"]) for line in lines]
