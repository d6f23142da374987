"""predict.py in processes of its own, as somebody runs it who has unpacked the zip."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from components.intake.photos import read_photo
from components.transfer.embeddings import Embedder
from components.transfer.export import (
    FOLDER,
    READER_FILES,
    ROOT,
    TOLERANCE,
    novelty_detector,
    package_zip,
    page_outputs,
)
from components.transfer.fashion_mnist import first_per_class, load_fashion_mnist
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier
from components.vision.backbones import Network
from components.vision.samples import SAMPLES
from tests.cases import case, names
from tests.unit.transfer.test_export import mobilenet_onnx, zipped


@pytest.fixture(scope="module")
def small_classifier(embedder: Embedder) -> TrainedClassifier:
    *_, last = train_classifier(first_per_class(load_fashion_mnist(), 4), ProbeConfig(0, 0), embedder, map)
    assert isinstance(last.trained, TrainedClassifier)
    return last.trained


LIMIT = 0.37


@pytest.fixture(scope="module")
def program(
    small_classifier: TrainedClassifier, network: Network, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """predict.py, unpacked."""
    return unpacked(zip_of(small_classifier, network), tmp_path_factory.mktemp("zip"))


def zip_of(trained: TrainedClassifier, network: Network) -> bytes:
    return package_zip(trained.classifier, novelty_detector(trained, LIMIT), network, mobilenet_onnx())


def unpacked(package: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder)
    return folder / FOLDER / "predict.py"


def run(*command: object, given: bytes = b"", cwd: Path | None = None, status: int = 0) -> str:
    """What a Python process prints, as UTF-8, if it ends with that status and complains of nothing."""
    done = subprocess.run(
        [sys.executable, *map(str, command)], input=given, cwd=cwd, capture_output=True, timeout=100
    )
    assert (done.returncode, done.stderr) == (status, b"")
    return done.stdout.decode()


def answers(program: Path, photos: dict[str, bytes], status: int = 0) -> list[dict[str, Any]]:
    printed = run(program, "-", given=zipped(photos), status=status)
    return [json.loads(line) for line in printed.splitlines()]


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
    program: Path, small_classifier: TrainedClassifier, network: Network
) -> None:
    photos = difficult_photos() | {name: sample.read() for name, sample in SAMPLES.items()}
    photos |= {name: case("photos", name) for name in names("photos")}
    lines = answers(program, photos)
    assert [line["name"] for line in lines] == list(photos)
    for (kind, data), line in zip(photos.items(), lines, strict=True):
        found = line["probabilities"]
        *ours, distance = page_outputs(data, small_classifier, network).tolist()
        theirs = [found[label] for label in small_classifier.classifier.labels]
        assert np.abs(np.subtract(ours, theirs)).max() <= TOLERANCE, kind
        assert abs(line["distance"] - distance) <= TOLERANCE, kind
        assert line["none of these"] == (distance > LIMIT)
        assert line["notes"] == list(read_photo(data).notes)
        assert sum(theirs) == pytest.approx(1, abs=1e-5)


def test_a_damaged_photo_gets_its_sentence_and_the_others_their_answer(program: Path) -> None:
    cat = SAMPLES["cat"].read()
    photos = {"half": cat[: len(cat) // 2], "none": b"no photo", "empty": b"", "whole": cat}
    lines = answers(program, photos, status=1)
    assert ["error" in line for line in lines] == [True, True, True, False]
    assert "probabilities" in lines[3]
    assert [str(line["error"]).split()[:4] for line in lines[:3]] == [
        ["This", "photo", "is", "damaged,"],
        ["This", "file", "is", "not"],
        ["This", "file", "is", "empty;"],
    ]


def test_it_answers_for_files_from_any_folder_best_first(program: Path, tmp_path: Path) -> None:
    (tmp_path / "a cat.png").write_bytes(SAMPLES["cat"].read())
    (tmp_path / "bad.jpg").write_bytes(b"no photo")
    printed = run(program, "bad.jpg", "missing.jpg", "a cat.png", cwd=tmp_path, status=1)
    assert "not a photo that can be read here" in printed
    assert "missing.jpg\n  There is no file of this name here." in printed
    shares = [float(line.split("%")[0]) for line in printed.splitlines() if "%" in line]
    assert len(shares) == 10
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_without_a_photo_it_says_how_it_is_used(program: Path) -> None:
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "python predict.py photo.jpg" in done.stderr


@pytest.mark.parametrize("option", ["-h", "--help", "/?"])
def test_asked_for_help_it_says_so_in_one_sentence(program: Path, option: str) -> None:
    printed = run(program, option)
    assert printed.count("\n") == 1
    assert "python predict.py photo.jpg" in printed


def said(program: Path, folder: Path, *names: str, status: int) -> list[str]:
    """What it prints in a folder, line by line, each answer's without its percentages."""
    return [line for line in run(program, *names, cwd=folder, status=status).splitlines() if "%" not in line]


def test_a_pattern_that_no_shell_has_expanded_stands_for_its_files(program: Path, tmp_path: Path) -> None:
    for name in ("two.png", "one.png", "[1].png"):
        (tmp_path / name).write_bytes(SAMPLES["cat"].read())
    lines = said(program, tmp_path, "*.png", status=0)
    assert [line for line in lines if not line.startswith(" ")] == ["[1].png", "one.png", "two.png"]
    assert said(program, tmp_path, "[1].png", status=0)[0] == "[1].png"  # a file's own name comes first
    assert said(program, tmp_path, "*.jpg", status=1) == [
        "*.jpg",
        "  There is no file that fits this pattern here.",
    ]


def test_a_folder_is_named_and_the_way_in_told(program: Path, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "cat.jpg").write_bytes(SAMPLES["cat"].read())
    name, sentence = said(program, tmp_path, "holiday", status=1)
    assert name == "holiday"
    assert "This is a folder" in sentence
    pattern = sentence.split('"')[1]
    assert said(program, tmp_path, pattern, status=0)[0] == pattern.replace("*", "cat")


@pytest.mark.skipif(sys.platform != "linux", reason="a file that nobody can read, root neither")
def test_a_file_that_cannot_be_read_is_one_sentence(program: Path, tmp_path: Path) -> None:
    lines = said(program, tmp_path, "/proc/self/mem", status=1)
    assert lines == ["/proc/self/mem", "  This file can not be opened: Input/output error."]


def test_a_name_that_no_system_takes_is_one_sentence(program: Path, tmp_path: Path) -> None:
    assert said(program, tmp_path, "x" * 5000, status=1)[1:] == ["  There is no file of this name here."]


def test_a_file_of_any_length_is_refused_by_its_length(program: Path, tmp_path: Path) -> None:
    with (tmp_path / "long.jpg").open("wb") as file:
        file.truncate(2**40)  # a hole: it takes no room on the disk
    assert "larger than 20 MB" in said(program, tmp_path, "long.jpg", status=1)[1]


def test_it_says_none_of_these_where_the_page_would(
    small_classifier: TrainedClassifier, network: Network, program: Path, tmp_path: Path
) -> None:
    held_out = small_classifier.dataset.photos[small_classifier.split.held_out[0]]
    (tmp_path / "garment.png").write_bytes(held_out.data)
    (tmp_path / "cat.png").write_bytes(SAMPLES["cat"].read())
    (tmp_path / "logo.png").write_bytes(case("photos", "white_logo_on_transparent.png"))
    far, near, logo = (
        said(program, tmp_path, f"{name}.png", status=0) for name in ("cat", "garment", "logo")
    )
    distance = float(page_outputs(SAMPLES["cat"].read(), small_classifier, network)[-1])
    assert far[1:] == ["  None of these", f"  Distance {distance:.2f}, above the threshold {LIMIT:.2f}."]
    numbers = page_outputs(held_out.data, small_classifier, network)
    best = small_classifier.dataset.names[int(numbers[:-1].argmax())]
    assert near[1:] == [f"  {best}", f"  Distance {numbers[-1]:.2f}, within the threshold {LIMIT:.2f}."]
    assert logo[-1] == f"  {read_photo((tmp_path / 'logo.png').read_bytes()).notes[0]}"


def test_a_threshold_changed_in_its_file_is_followed(
    small_classifier: TrainedClassifier, network: Network, tmp_path: Path
) -> None:
    program = unpacked(zip_of(small_classifier, network), tmp_path)
    (program.parent / "none_of_these.json").write_text('{"threshold": 2}', encoding="utf-8")
    (line,) = answers(program, {"cat": SAMPLES["cat"].read()})
    assert line["none of these"] is False


def test_a_missing_package_is_one_sentence(program: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", program, "photo.jpg"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "pip install -r requirements.txt" in done.stderr


def test_an_old_python_is_told_so_before_anything_else(program: Path) -> None:
    asked = f"""if True:
        import runpy, sys
        sys.version_info = (3, 9, 1, "final", 0)
        runpy.run_path({str(program)!r}, run_name="__main__")
    """
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.startswith("predict.py needs Python 3.11 or newer")


LABELS = ("猫", 'say "hi"', "{}", "<b>", "a\\b", "é", "$x$", "it's", "%s", "ten")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])  # Windows pipes have the latter
def test_any_label_survives(
    small_classifier: TrainedClassifier, network: Network, tmp_path: Path, encoding: str
) -> None:
    odd = replace(small_classifier, classifier=replace(small_classifier.classifier, labels=LABELS))
    program = unpacked(zip_of(odd, network), tmp_path)
    (tmp_path / "cat.png").write_bytes(SAMPLES["cat"].read())
    printed = subprocess.run(
        [sys.executable, program, tmp_path / "cat.png"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    ).stdout.decode(encoding)
    shown = {line.split("%  ", 1)[1] for line in printed.splitlines() if "%  " in line}
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
    assert not {"torch", "torchvision", "streamlit", "cachetools"} & set(modules)
    ours = {name for name in modules if name.startswith("components.") and name.count(".") == 2}
    assert {"components.intake.photos", "components.vision.preprocessing"} <= ours
    assert ours <= {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in READER_FILES}
    (line,) = answers(program, {"cat": SAMPLES["cat"].read()})
    assert found == line["probabilities"]  # no digit is lost on the way through JSON
