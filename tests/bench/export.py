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
from components.transfer.embeddings import Embedder, Store
from components.transfer.export import (
    FOLDER,
    TOLERANCE,
    familiar,
    packed,
    page_numbers,
    trunk_onnx,
)
from components.transfer.fashion_mnist import all_garments, first
from components.transfer.train import Plan, teach
from components.vision.backbones import DEFAULT, load_network
from components.vision.samples import SAMPLES
from tests.bench.table import Row


def export_diff() -> Row:
    """The largest difference of a probability or a distance on 50 held-out garments and the sample photos."""
    network = load_network(DEFAULT, "cpu")
    *_, last = teach(first(all_garments(), 20), Plan(0, 0), Embedder(network, Store()), runtime.map_long)
    lesson = last.lesson
    assert lesson is not None
    files = [lesson.album.pictures[index].data for index in lesson.split.held_out]
    files += [sample.read() for sample in SAMPLES.values()]
    package = packed(lesson.classifier, familiar(lesson, 0.4), network, trunk_onnx(network))
    theirs = _in_a_clean_environment(package, files)
    largest = 0.0
    for data, (found, distance) in zip(files, theirs, strict=True):
        ours = page_numbers(data, lesson, network)
        others = torch.tensor([*(found[label] for label in lesson.classifier.labels), distance])
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
