"""The zip to take away: what is in it, and the proof that it agrees with the page."""

import functools
import io
import json
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import load
from torch import nn
from torch.nn.functional import cross_entropy
from torchvision.models import mobilenet_v2

from components.intake.kept import keep_photo
from components.intake.photos import read_photo
from components.transfer import export
from components.transfer.classify import classify_photo
from components.transfer.dataset import PhotoDataset
from components.transfer.embeddings import Embedder
from components.transfer.export import (
    CHECKED,
    FOLDER,
    READER_FILES,
    ROOT,
    ExportError,
    ExportProgress,
    check_package,
    export_classifier,
    feature_extractor_onnx,
    model_onnx,
    novelty_detector,
    package_zip,
    page_outputs,
    run_program,
)
from components.transfer.fashion_mnist import load_fashion_mnist
from components.transfer.novelty import NoveltyDetector, knn_distances
from components.transfer.predict import predict
from components.transfer.train import ProbeConfig, TrainedClassifier, train_classifier
from components.vision.backbones import DEFAULT, Backbone, Network, load_network
from components.vision.classifier import with_last_layer
from components.vision.preprocessing import seen_pixels
from components.vision.samples import SAMPLES

pytestmark = pytest.mark.slow  # writes whole networks as ONNX
LIMIT = 0.37
GO_ON = threading.Event()
NO_ANSWER = "import time\nopen('here', 'w')\ntime.sleep(600)\n"


@functools.cache
def mobilenet_onnx() -> bytes:
    """Written once for all tests: it takes a while."""
    return feature_extractor_onnx(load_network(DEFAULT, "cpu"))


@pytest.fixture
def feature_extractor() -> bytes:
    return mobilenet_onnx()


@pytest.fixture(scope="module")
def package(trained: TrainedClassifier, network: Network) -> bytes:
    return package_zip(trained.classifier, novelty_detector(trained, LIMIT), network, mobilenet_onnx())


def files_of(package: bytes) -> dict[str, bytes]:
    """What is in the zip's one folder."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert all(name.startswith(f"{FOLDER}/") for name in archive.namelist())
        return {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_program(package: bytes, program: str) -> bytes:
    return in_folder({**files_of(package), "predict.py": program.encode()})


def in_folder(files: dict[str, bytes]) -> bytes:
    return zipped({f"{FOLDER}/{name}": data for name, data in files.items()})


# --- What is in the zip ---------------------------------------------------------------------------------


def test_the_zip_holds_what_it_should_and_no_photo(
    trained: TrainedClassifier, network: Network, package: bytes
) -> None:
    files = files_of(package)
    assert set(files) == {
        *("predict.py", "requirements.txt", "README.md", "LICENSE", "LICENSE-torchvision.txt"),
        *("model.onnx", "model.safetensors"),
        *("labels.json", "preprocessing.json", "none_of_these.json"),
        *(path.relative_to(ROOT).as_posix() for path in READER_FILES),
    }
    assert {"components/intake/photos.py", "components/vision/preprocessing.py"} <= set(files)
    assert json.loads(files["labels.json"]) == list(trained.dataset.names)
    assert json.loads(files["preprocessing.json"])["crop"] == network.backbone.preprocessing.crop
    assert json.loads(files["none_of_these.json"]) == {"threshold": LIMIT}
    for path in READER_FILES:
        assert files[path.relative_to(ROOT).as_posix()] == path.read_bytes()
    for photo in trained.dataset.photos:
        assert photo.data not in package
        assert photo.thumbnail not in package


def test_the_program_asks_for_the_app_s_own_versions_and_for_nothing_large(package: bytes) -> None:
    wanted = files_of(package)["requirements.txt"].decode().split()
    assert set(wanted) <= set((ROOT / "requirements.txt").read_text(encoding="utf-8").split())
    assert [line.split(">")[0] for line in wanted] == ["numpy", "pillow", "pillow-heif", "onnxruntime"]


def test_nothing_in_the_zip_tells_where_the_server_keeps_its_files(package: bytes) -> None:
    assert str(ROOT).encode() not in package
    assert b"site-packages" not in package


def test_the_same_classifier_gives_the_same_bytes(
    trained: TrainedClassifier, network: Network, feature_extractor: bytes, package: bytes
) -> None:
    assert (
        package_zip(trained.classifier, novelty_detector(trained, LIMIT), network, feature_extractor)
        == package
    )


def test_the_onnx_file_is_whole_and_takes_any_number_of_photos(package: bytes) -> None:
    import onnxruntime

    data = files_of(package)["model.onnx"]
    model = onnx.load_from_string(data)
    onnx.checker.check_model(model, full_check=True)
    assert not any(tensor.external_data for tensor in model.graph.initializer)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    for count in (1, 3):
        found, far = session.run(None, {"pixels": np.zeros((count, 3, 224, 224), np.float32)})
        assert found.shape == (count, 10)
        assert far.shape == (count,)
        assert np.allclose(found.sum(1), 1, atol=1e-5)


def test_the_classifier_s_layer_and_the_distance_are_all_that_is_added(
    feature_extractor: bytes, trained: TrainedClassifier
) -> None:
    before = onnx.load_from_string(feature_extractor)
    after = onnx.load_from_string(
        model_onnx(feature_extractor, trained.classifier, novelty_detector(trained, LIMIT))
    )
    added = [node.op_type for node in after.graph.node[len(before.graph.node) :]]
    assert added == ["Gemm", "Softmax", "ReduceL2", "Div", "MatMul", "TopK", "ReduceMean", "Sub"]
    assert [output.name for output in after.graph.output] == ["probabilities", "distance"]


def test_the_safetensors_fit_torchvision_s_own_network(
    trained: TrainedClassifier, network: Network, package: bytes
) -> None:
    model = mobilenet_v2(num_classes=10).eval()
    model.load_state_dict(load(files_of(package)["model.safetensors"]))
    data = SAMPLES["coffee"].read()
    pixels = torch.from_numpy(seen_pixels(read_photo(data).image, network.backbone.preprocessing))
    with torch.inference_mode():
        found = model(pixels[None])[0].softmax(0)
    torch.testing.assert_close(found, page_outputs(data, trained, network)[:-1], rtol=0, atol=1e-5)


# --- Writing the network --------------------------------------------------------------------------------


def test_writing_leaves_the_shared_network_and_everybody_else_s_work_alone(network: Network) -> None:
    """Forward passes and another visitor's training go on, and go well, while the network is written."""
    pixels = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        right = network.head(network.body(pixels))
    before = {name: value.clone() for name, value in network.body.state_dict().items()}
    failures: list[str] = []
    done = threading.Event()

    def repeat(work: Callable[[], None]) -> None:
        torch.set_num_threads(1)
        while not done.is_set():
            try:
                work()
            except Exception as error:
                failures.append(repr(error))
            time.sleep(0.01)  # leaves the writer its share of a small machine

    def predict() -> None:
        with torch.inference_mode():
            torch.testing.assert_close(network.head(network.body(pixels)), right, rtol=0, atol=1e-4)

    def train() -> None:
        layer = nn.Linear(20, 3)
        descent = torch.optim.Adam(layer.parameters())
        for _ in range(20):
            descent.zero_grad()
            cross_entropy(layer(torch.randn(30, 20)), torch.arange(30) % 3).backward()  # type: ignore[no-untyped-call]
            descent.step()

    others = [threading.Thread(target=repeat, args=(work,)) for work in (predict, train)]
    for thread in others:
        thread.start()
    try:
        written = feature_extractor_onnx(network)
    finally:
        done.set()
        for thread in others:
            thread.join()
    assert failures == []
    assert written == mobilenet_onnx()
    assert all(torch.equal(value, before[name]) for name, value in network.body.state_dict().items())
    for module in (*network.body.modules(), *network.neck.modules()):
        assert not module.training
        assert not module._forward_hooks
        assert not any(parameter.requires_grad for parameter in module.parameters())


def test_a_network_that_cannot_be_written_is_one_sentence(network: Network) -> None:
    assert isinstance(network.backbone, Backbone)
    unknown = replace(network, backbone=replace(network.backbone, name="no such network"))
    with pytest.raises(ExportError, match="could not be written"):
        feature_extractor_onnx(unknown)


# --- The proof ------------------------------------------------------------------------------------------


def test_the_check_finds_agreement_and_leaves_nothing_behind(
    trained: TrainedClassifier,
    network: Network,
    package: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    agreement = check_package(package, trained, network, GO_ON)
    assert agreement is not None
    assert agreement.photos == CHECKED
    assert agreement.holds
    assert agreement.largest_difference > 0  # two programs, not one compared with itself
    assert list(tmp_path.iterdir()) == []


def test_the_page_s_own_answer_is_the_held_out_photo_s(trained: TrainedClassifier, network: Network) -> None:
    index = trained.split.held_out[3]
    found = page_outputs(trained.dataset.photos[index].data, trained, network)[:-1]
    torch.testing.assert_close(found, trained.probabilities[3], rtol=1e-3, atol=1e-5)


def test_the_numbers_that_are_checked_are_those_of_the_screen_use(
    trained: TrainedClassifier, network: Network
) -> None:
    data = SAMPLES["coffee"].read()
    taught = with_last_layer(network, trained.classifier)
    prediction = predict(trained, taught, classify_photo(network, keep_photo(data)))
    *shares, distance = page_outputs(data, trained, network).tolist()
    assert shares == prediction.classification.seen.probabilities.tolist()
    assert distance == prediction.distance


@pytest.mark.parametrize("photos_learned", [1, 2, 40])
def test_the_distance_is_the_page_s_however_few_photos_were_learned(
    trained: TrainedClassifier, network: Network, feature_extractor: bytes, photos_learned: int
) -> None:
    import onnxruntime

    detector = NoveltyDetector(trained.features[:photos_learned], LIMIT)
    session = onnxruntime.InferenceSession(model_onnx(feature_extractor, trained.classifier, detector))
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randn(2, 3, 224, 224, generator=generator)
    (far,) = session.run(["distance"], {"pixels": pixels.numpy()})
    with torch.inference_mode():
        features = network.neck(network.body(pixels))
    assert np.abs(far - knn_distances(features, detector.train_features).numpy()).max() <= 1e-5


def test_every_class_is_checked_however_few_photos_it_has(embedder: Embedder) -> None:
    large, small, *_ = load_fashion_mnist().classes
    dataset = PhotoDataset(
        (replace(large, photos=large.photos[:100]), replace(small, photos=small.photos[:4]))
    )
    *_, last = train_classifier(dataset, ProbeConfig(0, 0), embedder, map)
    trained = last.trained
    assert trained is not None
    chosen = export._photos_to_check(trained)
    assert len(chosen) == len(set(chosen)) == CHECKED
    assert set(chosen) <= set(trained.split.held_out)
    assert {int(trained.targets[index]) for index in chosen} == {0, 1}


def test_another_last_layer_is_found_out(
    trained: TrainedClassifier, network: Network, feature_extractor: bytes
) -> None:
    other = replace(trained.classifier, bias=trained.classifier.bias + torch.linspace(0, 0.01, 10))
    agreement = check_package(
        package_zip(other, novelty_detector(trained, LIMIT), network, feature_extractor),
        trained,
        network,
        GO_ON,
    )
    assert agreement is not None
    assert not agreement.holds


@pytest.mark.parametrize("change", [0.01, float("nan")])
def test_another_weight_deep_in_the_network_is_found_out(
    trained: TrainedClassifier, network: Network, package: bytes, change: float
) -> None:
    files = files_of(package)
    model = onnx.load_from_string(files["model.onnx"])
    tensor = max(model.graph.initializer, key=lambda tensor: len(tensor.raw_data))
    weights = onnx.numpy_helper.to_array(tensor) + np.float32(change)
    tensor.CopyFrom(onnx.numpy_helper.from_array(weights, tensor.name))
    files["model.onnx"] = model.SerializeToString()
    agreement = check_package(in_folder(files), trained, network, GO_ON)
    assert agreement is not None
    assert not agreement.holds


def test_a_program_that_is_slow_to_read_gets_all_photos(package: bytes) -> None:
    """More than a pipe holds, and later than the first look at the request to stop."""
    slow = "import time\ntime.sleep(1)\n" + files_of(package)["predict.py"].decode()
    photos = [SAMPLES["cat"].read(), SAMPLES["coffee"].read()]
    assert sum(map(len, photos)) > 2**17
    lines = run_program(with_program(package, slow), photos, GO_ON)
    assert lines is not None
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("raise SystemExit(3)", "could not be run"),
        ("print('no JSON')", "gave no answer"),
        ("", "gave no answer"),
        ('print(\'{"name": "0", "error": "no"}\')', "gave no answer"),
    ],
)
def test_a_program_that_fails_is_one_sentence_and_leaves_nothing_behind(
    package: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ExportError, match=sentence):
        run_program(with_program(package, program), [SAMPLES["cat"].read()], GO_ON)
    assert list(tmp_path.iterdir()) == []


class Recorded(subprocess.Popen[bytes]):
    started: list["Recorded"] = []  # noqa: RUF012

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[call-overload]
        self.started.append(self)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    monkeypatch.setattr(subprocess, "Popen", Recorded)
    Recorded.started.clear()
    return Recorded.started


def test_cancelling_kills_the_program_at_once(
    trained: TrainedClassifier,
    network: Network,
    package: bytes,
    processes: list[Recorded],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cancel, moment = threading.Event(), [0.0]

    def cancel_once_it_runs() -> None:
        while not list(tmp_path.glob(f"*/{FOLDER}/here")):
            time.sleep(0.02)
        moment[0] = time.monotonic()
        cancel.set()

    threading.Thread(target=cancel_once_it_runs, daemon=True).start()
    assert check_package(with_program(package, NO_ANSWER), trained, network, cancel) is None
    assert time.monotonic() - moment[0] < 5
    (process,) = processes
    assert process.returncode not in (None, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_never_ends_is_killed(
    package: bytes, processes: list[Recorded], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(export, "RUN_LIMIT", 1.0)
    with pytest.raises(ExportError, match="did not end in time"):
        run_program(with_program(package, NO_ANSWER), [SAMPLES["cat"].read()], GO_ON)
    (process,) = processes
    assert process.returncode not in (None, 0)
    assert list(tmp_path.iterdir()) == []


# --- The job --------------------------------------------------------------------------------------------


def test_an_export_tells_its_stages_and_ends_with_both(
    trained: TrainedClassifier, network: Network, feature_extractor: bytes, package: bytes
) -> None:
    stages: list[ExportProgress] = list(
        export_classifier(trained, LIMIT, network, lambda: feature_extractor, GO_ON)
    )
    assert len({stage.words for stage in stages}) == 4
    assert all(stage.words.endswith(".") for stage in stages)
    assert not any("second" in stage.words or "minute" in stage.words for stage in stages)  # it depends
    assert [stage.fraction for stage in stages] == sorted(stage.fraction for stage in stages)
    assert stages[-1].package == package
    assert stages[-1].agreement is not None
    assert stages[-1].agreement.holds


def test_an_export_can_be_cancelled_while_the_network_is_written(
    trained: TrainedClassifier, network: Network
) -> None:
    cancel, release = threading.Event(), threading.Event()

    def never() -> bytes:
        cancel.set()
        release.wait(60)
        return b""

    start = time.monotonic()
    stages = list(export_classifier(trained, LIMIT, network, never, cancel))
    release.set()
    assert time.monotonic() - start < 5
    assert len(stages) == 1


def test_what_goes_wrong_while_the_network_is_written_comes_out(
    trained: TrainedClassifier, network: Network
) -> None:
    def fails() -> bytes:
        raise ExportError("The network could not be written.")

    with pytest.raises(ExportError, match="could not be written"):
        list(export_classifier(trained, LIMIT, network, fails, GO_ON))
