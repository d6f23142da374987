"""Export of a trained classifier: a zip with a program that predicts what the page predicts, checked.

`python -m components.transfer.export MobileNetV2` is a program of its own: see `feature_extractor_onnx`.
"""

import ast
import contextlib
import io
import json
import logging
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn.functional import normalize

from components.intake.photos import read_photo
from components.transfer.novelty import NEIGHBOURS, NoveltyDetector, knn_distances
from components.transfer.train import TrainedClassifier
from components.vision import preprocessing
from components.vision.backbones import Network, load_network
from components.vision.classifier import Classifier, with_last_layer
from components.vision.splitting import split

T = TypeVar("T")
Node = tuple[str, list[str], list[str], dict[str, Any]]  # operator, inputs, outputs, attributes
GraphPart = tuple[dict[str, NDArray[np.generic]], tuple[Node, ...]]  # constants and nodes of an ONNX graph
_log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
TEMPLATE = Path(__file__).parent / "export_template"
FOLDER = "classifier"  # the one that the zip unpacks to
FILES = (
    *(TEMPLATE / name for name in ("README.md", "predict.py", "requirements.txt")),
    ROOT / "LICENSE",
    ROOT / "weights" / "LICENSE-torchvision.txt",
)


def _with_imports(path: Path) -> set[Path]:
    """Return a file of this app and all other files of it that it imports names from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    needed = [ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith("components.")]
    return {path}.union(*(_with_imports(one) for one in needed))


READER_FILES = tuple(sorted(_with_imports(TEMPLATE / "predict.py") - {TEMPLATE / "predict.py"}))
CHECKED = 20  # photos
TOLERANCE = 1e-5
RUN_LIMIT = 120.0  # seconds for predict.py, which needs about two
TRACE_LIMIT = 600.0  # seconds for writing the network, which needs ten or, under load, many more
NO_ANSWER = "The exported program gave no answer for some photos. Please try again, or with other photos."
POLL_SECONDS = 0.25  # between two looks at a request to stop


class ExportError(RuntimeError):
    """Export that fails. Its message is one plain sentence for the visitor."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of the exported program's probabilities and distances with the page's."""

    photos: int
    largest_difference: float  # of a probability or of a distance
    seconds: float  # for starting the program and asking it about all photos

    @property
    def holds(self) -> bool:
        """Whether they agree to 1e-5."""
        return self.largest_difference <= TOLERANCE


@dataclass(frozen=True)
class ExportProgress:
    """Progress of an export; at its end with the zip and its check."""

    words: str
    fraction: float  # of the work that is done, roughly
    package: bytes = b""
    agreement: Agreement | None = None


def export_classifier(
    trained: TrainedClassifier,
    limit: float,
    network: Network,
    feature_extractor: Callable[[], bytes],
    cancel: threading.Event,
) -> Iterator[ExportProgress]:
    """Write the zip and check it. `feature_extractor` gives `feature_extractor_onnx(network)`, maybe cached.

    `limit` is the distance above which the answer is "None of these". If the export is cancelled meanwhile,
    `feature_extractor` goes on in its thread, for the cache. Raises ExportError.
    """
    yield ExportProgress("Step 1 of 3: the network is written as an ONNX file.", 0.05)
    writer = ThreadPoolExecutor(1, "feature extractor")
    writing = writer.submit(feature_extractor)
    writer.shutdown(wait=False)
    start = _awaited(writing, cancel, TRACE_LIMIT)
    if start is None:
        return
    yield ExportProgress("Step 2 of 3: your last layer is added, and all is put into the zip.", 0.6)
    package = package_zip(trained.classifier, novelty_detector(trained, limit), network, start)
    yield ExportProgress("Step 3 of 3: predict.py is run on photos that were held out.", 0.7)
    agreement = check_package(package, trained, network, cancel)
    if agreement is not None:
        yield ExportProgress("Done.", 1.0, package, agreement)


def novelty_detector(trained: TrainedClassifier, limit: float) -> NoveltyDetector:
    """Return the detector that decides on "None of these" on the page, with `limit` as its threshold."""
    return NoveltyDetector(trained.features[list(trained.split.train)], limit)


def _awaited(future: Future[T], cancel: threading.Event, seconds: float) -> T | None:
    """Wait for another thread's result; return None once cancelled. Raises ExportError after `seconds`."""
    for _ in range(int(seconds / POLL_SECONDS)):
        wait((future,), POLL_SECONDS)
        if cancel.is_set():
            return None
        if future.done():
            return future.result()
    raise ExportError("The export did not end in time. Please try again later.")


# --- The model ------------------------------------------------------------------------------------------


def feature_extractor_onnx(network: Network) -> bytes:
    """Write everything before the last layer as one ONNX file, the same for every classifier on this network.

    A process of its own writes it, from the weights on disk: torch.export replaces parts of torch for the
    whole process while it runs, so that other visitors' training failed in the meantime. Raises ExportError.
    """
    command = [sys.executable, "-m", "components.transfer.export", network.backbone.name]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=TRACE_LIMIT)
    except subprocess.TimeoutExpired as trouble:
        raise ExportError("The network could not be written in time. Please try again later.") from trouble
    if done.returncode:
        _log.error("Writing %s failed:\n%s", network.backbone.name, done.stderr.decode(errors="replace"))
        raise ExportError(
            "The network could not be written as ONNX; try another one. The server's log says why."
        )
    return done.stdout


def _write_feature_extractor(name: str) -> None:
    """Write the ONNX file of `feature_extractor_onnx` to standard output, messages to standard error."""
    from onnx_ir.passes.common import ClearMetadataAndDocStringPass

    torch.set_num_threads(1)
    network = load_network(name, "cpu")
    side = network.backbone.preprocessing.crop
    with contextlib.redirect_stdout(sys.stderr):
        program = torch.onnx.export(
            nn.Sequential(network.body, network.neck).eval(),
            (torch.zeros(1, 3, side, side),),
            input_names=["pixels"],
            output_names=["features"],
            dynamic_shapes=({0: torch.export.Dim("photos")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    ClearMetadataAndDocStringPass()(program.model)  # it names this computer's folders
    sys.stdout.buffer.write(program.model_proto.SerializeToString())


def model_onnx(feature_extractor: bytes, classifier: Classifier, detector: NoveltyDetector) -> bytes:
    """Append the classifier's layer with a softmax, and the distance to the training photos."""
    import onnx  # here, since the first page needn't wait for it
    from onnx import TensorProto, helper

    model = onnx.load_from_string(feature_extractor)
    graph = model.graph
    for values, nodes in (_classifier_part(classifier), _distance_part(detector)):
        graph.initializer.extend(onnx.numpy_helper.from_array(value, name) for name, value in values.items())
        graph.node.extend(helper.make_node(kind, taken, given, **how) for kind, taken, given, how in nodes)
    del graph.output[:]
    shapes: dict[str, list[str | int | None]] = {
        "probabilities": ["photos", len(classifier.labels)],
        "distance": ["photos"],
    }
    for name, shape in shapes.items():
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written


def _classifier_part(classifier: Classifier) -> GraphPart:
    """Return the part from the features (N, F) to the probabilities (N, classes)."""
    weight, bias = (value.float().cpu().numpy() for value in (classifier.weight, classifier.bias))
    return {"last.weight": weight, "last.bias": bias}, (
        ("Gemm", ["features", "last.weight", "last.bias"], ["logits"], {"transB": 1}),
        ("Softmax", ["logits"], ["probabilities"], {"axis": 1}),
    )


def _distance_part(detector: NoveltyDetector) -> GraphPart:
    """Return the part from the features (N, F) to the distances (N,), as `novelty.knn_distances` has them."""
    count = min(NEIGHBOURS, len(detector.train_features))
    values = {
        "learned": normalize(detector.train_features.float().cpu()).T.contiguous().numpy(),  # (F, M)
        "along": np.array([1], np.int64),
        "nearest": np.array([count], np.int64),
        "one": np.array(1, np.float32),
    }
    return values, (
        ("ReduceL2", ["features", "along"], ["length"], {"keepdims": 1}),
        ("Div", ["features", "length"], ["direction"], {}),
        ("MatMul", ["direction", "learned"], ["cosines"], {}),
        ("TopK", ["cosines", "nearest"], ["closest", "which"], {"axis": 1}),
        ("ReduceMean", ["closest", "along"], ["likeness"], {"keepdims": 0}),
        ("Sub", ["one", "likeness"], ["distance"], {}),
    )


def model_safetensors(network: Network, classifier: Classifier) -> bytes:
    """Return all weights in a safetensors file, under torchvision's names."""
    network_with_layer = with_last_layer(network, classifier)
    with torch.device("meta"):  # the architecture only
        model = network.backbone.build(num_classes=len(classifier.labels))
    for part, source in zip(
        split(model),
        (network_with_layer.body, network_with_layer.neck, network_with_layer.last),
        strict=True,
    ):
        part.load_state_dict(source.state_dict(), assign=True)
    weights = {name: value.cpu().contiguous() for name, value in model.state_dict().items()}
    return save(weights, metadata={"labels": json.dumps(classifier.labels)})


# --- The zip --------------------------------------------------------------------------------------------


def package_zip(
    classifier: Classifier, detector: NoveltyDetector, network: Network, feature_extractor: bytes
) -> bytes:
    """Return the zip, with all in one folder: same classifier and threshold, same bytes."""
    texts = {
        "labels.json": json.dumps(classifier.labels, ensure_ascii=False, indent=1),
        "preprocessing.json": json.dumps(asdict(network.backbone.preprocessing), indent=1),
        "none_of_these.json": json.dumps({"threshold": detector.threshold}, indent=1),
    }
    files = {path.name: path.read_bytes() for path in FILES}
    files |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in READER_FILES}
    files |= {name: text.encode() for name, text in texts.items()}
    files["model.onnx"] = model_onnx(feature_extractor, classifier, detector)
    files["model.safetensors"] = model_safetensors(network, classifier)
    return _zipped({f"{FOLDER}/{name}": data for name, data in files.items()})


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # weights don't get smaller
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # without a date: 1980
            entry.external_attr = 0o644 << 16  # read by everybody once it is unpacked
            archive.writestr(entry, data)
    return stream.getvalue()


# --- The check ------------------------------------------------------------------------------------------


def check_package(
    package: bytes, trained: TrainedClassifier, network: Network, cancel: threading.Event
) -> Agreement | None:
    """Compare the exported program with the page on held-out photos; None if cancelled.

    It runs in a process of its own. The photos go to the program through a pipe as they came, so that none
    is ever on the disk. Raises ExportError.
    """
    files = [trained.dataset.photos[index].data for index in _photos_to_check(trained)]
    start = time.perf_counter()
    lines = run_program(package, files, cancel)
    if lines is None:
        return None
    seconds = time.perf_counter() - start
    ours = []
    for data in files:
        if cancel.is_set():
            return None
        ours.append(page_outputs(data, trained, network))
    labels = trained.classifier.labels
    theirs = torch.tensor(
        [[*(line.probabilities[label] for label in labels), line.distance] for line in lines]
    )
    return Agreement(len(files), float((theirs - torch.stack(ours)).abs().max()), seconds)


def _photos_to_check(trained: TrainedClassifier) -> list[int]:
    """Return indices of held-out photos: the first of each class, then the second of each, and so on."""
    turns: Counter[int] = Counter()
    order = []
    for index in trained.split.held_out:
        target = int(trained.targets[index])
        order.append((turns[target], index))
        turns[target] += 1
    return [index for _, index in sorted(order)[:CHECKED]]


def page_outputs(data: bytes, trained: TrainedClassifier, network: Network) -> Tensor:
    """Compute the page's outputs for a photo's file: the probabilities, then the distance, (classes + 1,)."""
    network_with_layer = with_last_layer(network, trained.classifier)
    pixels = preprocessing.seen_pixels(read_photo(data).image, network.backbone.preprocessing)
    with torch.inference_mode():
        features = network_with_layer.neck(
            network_with_layer.body(torch.from_numpy(pixels)[None].to(network_with_layer.device))
        )  # (1, F)
        probabilities = network_with_layer.last(features)[0].softmax(0).cpu()
    train_features = novelty_detector(trained, 0).train_features
    return torch.cat([probabilities, knn_distances(features.float().cpu(), train_features)])


@dataclass(frozen=True)
class ProgramOutput:
    """Output of predict.py for one photo."""

    probabilities: dict[str, float]
    distance: float


def run_program(package: bytes, files: list[bytes], cancel: threading.Event) -> list[ProgramOutput] | None:
    """Run predict.py on some files; None if cancelled. Raises ExportError."""
    photos_zip = _zipped({str(number): data for number, data in enumerate(files)})
    with tempfile.TemporaryDirectory(prefix="chalknet-") as folder:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(folder)  # our own zip: only names of ours
        printed = _printed(Path(folder, FOLDER), photos_zip, cancel)
    if printed is None:
        return None
    try:
        said = [json.loads(line) for line in printed.splitlines()]
        lines = [ProgramOutput(line["probabilities"], line["distance"]) for line in said]
    except (ValueError, KeyError) as trouble:
        raise ExportError(NO_ANSWER) from trouble
    if len(lines) != len(files):
        raise ExportError(NO_ANSWER)
    return lines


def _printed(folder: Path, photos_zip: bytes, cancel: threading.Event) -> bytes | None:
    """Return what predict.py prints for a zip on standard input; None if cancelled. Raises ExportError."""
    # -E and -s keep the environment's and the user's packages out; -I would hide the program's own folder.
    command = [sys.executable, "-E", "-s", "predict.py", "-"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe) as process,
        ThreadPoolExecutor(1) as talk,
    ):
        try:
            # In a thread: after a time-out, `communicate` forgets the input that wasn't taken yet.
            said = _awaited(talk.submit(process.communicate, photos_zip), cancel, RUN_LIMIT)
        finally:
            process.kill()  # nothing happens if it has ended
    if said is None:
        return None
    printed, complaints = said
    if process.returncode:
        _log.error("predict.py failed:\n%s", complaints.decode(errors="replace"))
        raise ExportError("The exported program could not be run here; the server's log says why.")
    return printed


if __name__ == "__main__":
    _write_feature_extractor(sys.argv[1])
