"""The zip to take away, and predict.py in its own process beside the page."""

import io
import json
import subprocess
import sys
import tempfile
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from PIL import Image
from safetensors.torch import load
from torchvision.models import mobilenet_v2

from components.intake.photos import read_photo
from components.transfer.exporting import (
    TOLERANCE,
    ExportError,
    Stage,
    check,
    export,
    model_onnx,
    packed,
    page_probabilities,
    run_program,
    trunk_onnx,
)
from components.transfer.teaching import Lesson
from components.vision.backbones import Network
from components.vision.classifier import Classifier
from components.vision.preprocessing import seen_pixels
from components.vision.samples import SAMPLES

GO_ON = threading.Event()


@pytest.fixture(scope="session")
def trunk(network: Network) -> bytes:
    return trunk_onnx(network)


@pytest.fixture(scope="session")
def package(lesson: Lesson, network: Network, trunk: bytes) -> bytes:
    return packed(lesson.classifier, network, trunk)


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
    large = cat.resize((3000, 2000))
    return {
        "EXIF orientation": saved(cat, "JPEG", exif=turned),
        "CMYK": saved(cat.convert("CMYK"), "JPEG"),
        "16 bits": saved(Image.fromarray(grey), "PNG"),
        "alpha": saved(seen_through, "PNG"),
        "large and progressive": saved(large, "JPEG", progressive=True, quality=70),
        "palette": saved(cat.quantize(64), "GIF"),
        "small": saved(cat.resize((20, 31)), "WEBP", lossless=True),
    }


def test_the_program_agrees_with_the_page_on_every_kind_of_file(
    lesson: Lesson, network: Network, package: bytes
) -> None:
    photos = difficult_photos()
    lines = run_program(package, list(photos.values()), GO_ON)
    assert lines is not None
    for (kind, data), line in zip(photos.items(), lines, strict=True):
        ours = page_probabilities(data, lesson.classifier, network)
        theirs = torch.tensor([line["probabilities"][label] for label in lesson.classifier.labels])
        assert float((ours - theirs).abs().max()) <= TOLERANCE, kind


def test_the_check_finds_agreement_and_leaves_nothing_behind(
    lesson: Lesson, network: Network, package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    agreement = check(package, lesson, network, GO_ON)
    assert agreement is not None
    assert agreement.photos == 20
    assert agreement.holds
    assert agreement.largest_difference > 0  # two programs, not one compared with itself
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_differs_is_found_out(lesson: Lesson, network: Network, trunk: bytes) -> None:
    other = replace(lesson.classifier, bias=lesson.classifier.bias + torch.linspace(0, 0.01, 10))
    agreement = check(packed(other, network, trunk), lesson, network, GO_ON)
    assert agreement is not None
    assert not agreement.holds


def test_the_page_s_own_answer_is_the_held_out_photo_s(lesson: Lesson, network: Network) -> None:
    index = lesson.split.held_out[3]
    found = page_probabilities(lesson.album.pictures[index].data, lesson.classifier, network)
    torch.testing.assert_close(found, lesson.probabilities[3], rtol=1e-3, atol=1e-5)


def test_the_zip_holds_what_it_should_and_no_photo(lesson: Lesson, package: bytes) -> None:
    files = files_of(package)
    assert set(files) == {
        *("predict.py", "photos.py", "preprocessing.py", "requirements.txt", "README.md"),
        *("model.onnx", "model.safetensors", "labels.json", "preprocessing.json"),
    }
    assert json.loads(files["labels.json"]) == list(lesson.album.names)
    assert b"torch" not in files["requirements.txt"]
    assert b"streamlit" not in files["requirements.txt"]
    for picture in lesson.album.pictures:
        assert picture.data not in package


def test_the_same_classifier_gives_the_same_bytes(
    lesson: Lesson, network: Network, trunk: bytes, package: bytes
) -> None:
    assert packed(lesson.classifier, network, trunk) == package


def test_the_onnx_file_is_whole_and_takes_any_number_of_photos(package: bytes) -> None:
    import onnxruntime

    data = files_of(package)["model.onnx"]
    model = onnx.load_from_string(data)
    onnx.checker.check_model(model, full_check=True)
    assert not any(tensor.external_data for tensor in model.graph.initializer)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    for count in (1, 3):
        (found,) = session.run(None, {"pixels": np.zeros((count, 3, 224, 224), np.float32)})
        assert found.shape == (count, 10)
        assert np.allclose(found.sum(1), 1, atol=1e-5)


def test_the_safetensors_fit_torchvision_s_own_network(
    lesson: Lesson, network: Network, package: bytes
) -> None:
    model = mobilenet_v2(num_classes=10).eval()
    model.load_state_dict(load(files_of(package)["model.safetensors"]))
    data = SAMPLES["coffee"].read()
    pixels = torch.from_numpy(seen_pixels(read_photo(data).image, network.backbone.preprocessing))
    with torch.inference_mode():
        found = model(pixels[None])[0].softmax(0)
    torch.testing.assert_close(found, page_probabilities(data, lesson.classifier, network), rtol=0, atol=1e-5)


def test_any_label_survives(lesson: Lesson, network: Network, trunk: bytes) -> None:
    labels = ("猫", 'say "hi"', "{}", "<b>", "a\\b", "é", "$x$", "it's", "%s", "ten")
    odd = replace(lesson.classifier, labels=labels)
    lines = run_program(packed(odd, network, trunk), [SAMPLES["cat"].read()], GO_ON)
    assert lines is not None
    assert tuple(lines[0]["probabilities"]) == labels


def unpacked(package: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder)
    return folder


def test_the_program_answers_for_files_from_any_folder_and_goes_on_after_a_bad_one(
    package: bytes, tmp_path: Path
) -> None:
    program = unpacked(package, tmp_path / "it") / "predict.py"
    (tmp_path / "cat.png").write_bytes(SAMPLES["cat"].read())
    (tmp_path / "bad.jpg").write_bytes(b"no photo")
    run = subprocess.run(
        [sys.executable, str(program), "bad.jpg", "missing.jpg", "cat.png"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "not a photo that can be read here" in run.stdout
    assert "missing.jpg" in run.stdout
    shares = [float(line.split("%")[0]) for line in run.stdout.splitlines() if "%" in line]
    assert len(shares) == 10
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.1)


def test_the_program_needs_neither_torch_nor_streamlit(package: bytes, tmp_path: Path) -> None:
    unpacked(package, tmp_path)
    asked = (
        "import predict, sys; print([m for m in ('torch', 'torchvision', 'streamlit') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_a_broken_program_is_one_sentence(lesson: Lesson, network: Network, package: bytes) -> None:
    files = files_of(package)
    files["model.onnx"] = b"broken"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(ExportError, match="could not be run"):
        check(stream.getvalue(), lesson, network, GO_ON)


def test_cancelling_ends_the_program(lesson: Lesson, network: Network, package: bytes) -> None:
    stopped = threading.Event()
    stopped.set()
    assert check(package, lesson, network, stopped) is None


def test_an_export_tells_its_stages_and_ends_with_both(
    lesson: Lesson, network: Network, trunk: bytes
) -> None:
    stages: list[Stage] = list(export(lesson, network, lambda: trunk, GO_ON))
    assert len(stages) == 4
    assert stages[-1].package
    assert stages[-1].agreement is not None
    assert stages[-1].agreement.holds


def test_exporting_leaves_the_shared_network_alone(network: Network) -> None:
    """Another thread's forward passes are right while the network is traced."""
    pixels = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        right = network.head(network.body(pixels))
    before = {name: value.clone() for name, value in network.body.state_dict().items()}
    wrong, done = [], threading.Event()

    def ask() -> None:
        torch.set_num_threads(1)
        while not done.is_set():
            with torch.inference_mode():
                if not torch.allclose(network.head(network.body(pixels)), right, atol=1e-4):
                    wrong.append(1)

    asking = threading.Thread(target=ask)
    asking.start()
    trunk_onnx(network)
    done.set()
    asking.join()
    assert wrong == []
    assert all(torch.equal(value, before[name]) for name, value in network.body.state_dict().items())
    for module in (*network.body.modules(), *network.neck.modules()):
        assert not module.training
        assert not module._forward_hooks
        assert all(not p.requires_grad for p in module.parameters())


def test_the_classifier_s_layer_is_the_only_thing_added(trunk: bytes, lesson: Lesson) -> None:
    before = onnx.load_from_string(trunk)
    after = onnx.load_from_string(model_onnx(trunk, lesson.classifier))
    assert len(after.graph.node) == len(before.graph.node) + 2
    assert isinstance(lesson.classifier, Classifier)
    assert [output.name for output in after.graph.output] == ["probabilities"]
