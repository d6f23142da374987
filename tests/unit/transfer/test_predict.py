"""predict.py in processes of its own, as somebody runs it who has unpacked the zip."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from components.transfer.embedding import Embedder
from components.transfer.exporting import TOLERANCE, packed, page_probabilities
from components.transfer.garments import all_garments, first
from components.transfer.teaching import Lesson, Plan, teach
from components.vision.backbones import Network
from components.vision.classifier import Classifier
from components.vision.samples import SAMPLES
from tests.unit.transfer.test_exporting import files_of, trunk_of_mobilenet, zipped


@pytest.fixture(scope="module")
def classifier(embedder: Embedder) -> Classifier:
    *_, last = teach(first(all_garments(), 4), Plan(0, 0), embedder, map)
    assert isinstance(last.lesson, Lesson)
    return last.lesson.classifier


@pytest.fixture(scope="module")
def program(classifier: Classifier, network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """predict.py, unpacked."""
    return unpacked(packed(classifier, network, trunk_of_mobilenet()), tmp_path_factory.mktemp("zip"))


def unpacked(package: bytes, folder: Path) -> Path:
    for name, data in files_of(package).items():
        (folder / name).write_bytes(data)
    return folder / "predict.py"


def run(*command: object, given: bytes = b"", cwd: Path | None = None, **variables: str) -> str:
    """What a Python process prints, as UTF-8."""
    return subprocess.run(
        [sys.executable, *map(str, command)],
        input=given,
        cwd=cwd,
        capture_output=True,
        check=True,
        env={**os.environ, **variables},
    ).stdout.decode()


def answers(program: Path, photos: dict[str, bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(program, "-", given=zipped(photos)).splitlines()]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def difficult_photos() -> dict[str, bytes]:
    """One photo in the forms in which programs like to disagree."""
    cat = Image.open(io.BytesIO(SAMPLES["cat"].read())).convert("RGB")
    turned = Image.Exif()
    turned[0x0112] = 6
    grey = np.asarray(cat.convert("L"), np.uint16) * 257
    seen_through = cat.copy()
    seen_through.putalpha(Image.linear_gradient("L").resize(cat.size))
    return {
        "EXIF orientation": saved(cat, "JPEG", exif=turned),
        "CMYK": saved(cat.convert("CMYK"), "JPEG"),
        "16 bits": saved(Image.fromarray(grey), "PNG"),
        "alpha": saved(seen_through, "PNG"),
        "large and progressive": saved(cat.resize((3000, 2000)), "JPEG", progressive=True, quality=70),
        "grey": saved(cat.convert("L"), "JPEG"),
        "palette": saved(cat.quantize(64), "GIF"),
        "small": saved(cat.resize((20, 31)), "WEBP", lossless=True),
        "HEIC": saved(cat, "HEIF"),
        "strip": saved(cat.resize((2000, 40)), "BMP"),
    }


def test_the_program_agrees_with_the_page_on_every_kind_of_file(
    program: Path, classifier: Classifier, network: Network
) -> None:
    photos = difficult_photos() | {name: sample.read() for name, sample in SAMPLES.items()}
    lines = answers(program, photos)
    assert [line["name"] for line in lines] == list(photos)
    for (kind, data), line in zip(photos.items(), lines, strict=True):
        found = line["probabilities"]
        assert isinstance(found, dict)
        ours = page_probabilities(data, classifier, network)
        theirs = torch.tensor([found[label] for label in classifier.labels])
        assert float((ours - theirs).abs().max()) <= TOLERANCE, kind
        assert float(theirs.sum()) == pytest.approx(1, abs=1e-5)


def test_a_damaged_photo_gets_its_sentence_and_the_others_their_answer(program: Path) -> None:
    cat = SAMPLES["cat"].read()
    lines = answers(program, {"half": cat[: len(cat) // 2], "none": b"no photo", "empty": b"", "whole": cat})
    assert [set(line) - {"name"} for line in lines] == [{"error"}] * 3 + [{"probabilities"}]
    assert [str(line["error"]).split()[:4] for line in lines[:3]] == [
        ["This", "photo", "is", "damaged,"],
        ["This", "file", "is", "not"],
        ["This", "file", "is", "empty;"],
    ]


def test_it_answers_for_files_from_any_folder_best_first(program: Path, tmp_path: Path) -> None:
    (tmp_path / "a cat.png").write_bytes(SAMPLES["cat"].read())
    (tmp_path / "bad.jpg").write_bytes(b"no photo")
    printed = run(program, "bad.jpg", "missing.jpg", "a cat.png", cwd=tmp_path)
    assert "not a photo that can be read here" in printed
    assert "missing.jpg" in printed
    shares = [float(line.split("%")[0]) for line in printed.splitlines() if "%" in line]
    assert len(shares) == 10
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_without_a_photo_it_says_how_it_is_used(program: Path) -> None:
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert "python predict.py photo.jpg" in done.stderr


LABELS = ("猫", 'say "hi"', "{}", "<b>", "a\\b", "é", "$x$", "it's", "%s", "ten")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])  # Windows pipes have the latter
def test_any_label_survives(classifier: Classifier, network: Network, tmp_path: Path, encoding: str) -> None:
    odd = replace(classifier, labels=LABELS)
    program = unpacked(packed(odd, network, trunk_of_mobilenet()), tmp_path)
    (tmp_path / "cat.png").write_bytes(SAMPLES["cat"].read())
    printed = subprocess.run(
        [sys.executable, program, tmp_path / "cat.png"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    ).stdout.decode(encoding)
    shown = {line.split("%  ", 1)[1] for line in printed.splitlines()[1:]}
    assert shown == {label.encode(encoding, "backslashreplace").decode(encoding) for label in LABELS}
    (line,) = answers(program, {"cat": SAMPLES["cat"].read()})
    assert isinstance(line["probabilities"], dict)
    assert tuple(line["probabilities"]) == LABELS


def test_it_can_be_imported_and_needs_neither_torch_nor_streamlit(program: Path, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(SAMPLES["cat"].read())
    asked = """if True:
        import json, sys
        from predict import predict
        found = predict(open(sys.argv[1], "rb").read())
        print(json.dumps([found, list(sys.modules)]))
    """
    found, modules = json.loads(run("-c", asked, tmp_path / "cat.png", cwd=program.parent))
    assert not {"torch", "torchvision", "streamlit", "components"} & set(modules)
    (line,) = answers(program, {"cat": SAMPLES["cat"].read()})
    assert found == line["probabilities"]  # no digit is lost on the way through JSON
