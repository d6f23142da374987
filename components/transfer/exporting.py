"""A taught classifier as a zip with a program that predicts what the page predicts, and the proof of it."""

import copy
import io
import json
import math
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save
from torch import Tensor, nn

from components.intake import photos
from components.intake.photos import read_photo
from components.transfer.teaching import Lesson
from components.vision import preprocessing
from components.vision.backbones import Network
from components.vision.classifier import Classifier, with_last_layer

PROGRAM = Path(__file__).parent / "takeaway"  # predict.py and what goes with it
CODE = {"photos.py": Path(photos.__file__), "preprocessing.py": Path(preprocessing.__file__)}
CHECKED = 20  # photos
TOLERANCE = 1e-5
TIME_LIMIT = 120.0  # seconds for predict.py, which needs about two


class ExportError(RuntimeError):
    """The exported program fails. The message is one plain sentence for the visitor."""


@dataclass(frozen=True)
class Agreement:
    """How far the exported program's probabilities are from the page's."""

    photos: int
    largest_difference: float
    seconds: float  # for starting the program and asking it about all photos

    @property
    def holds(self) -> bool:
        """Whether they agree to 1e-5."""
        return self.largest_difference <= TOLERANCE


@dataclass(frozen=True)
class Stage:
    """How far the export has come; `package` and `agreement` at its end."""

    words: str
    package: bytes = b""
    agreement: Agreement | None = None


def export(
    lesson: Lesson, network: Network, trunk: Callable[[], bytes], cancel: threading.Event
) -> Iterator[Stage]:
    """Write the zip and check it. `trunk` returns `trunk_onnx(network)`, now or from a cache.

    Raises ExportError.
    """
    yield Stage("Writing the network, which takes about ten seconds the first time")
    start = trunk()
    yield Stage("Writing the zip")
    package = packed(lesson.classifier, network, start)
    yield Stage("Running predict.py on photos that were held out")
    agreement = check(package, lesson, network, cancel)
    if agreement is not None:
        yield Stage("Done", package, agreement)


# --- The model ------------------------------------------------------------------------------------------


class _Trunk(nn.Module):
    """A network without its last layer, (B, 3, 224, 224) -> (B, F)."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        # Private copies: tracing may touch what it traces, and others are using the shared modules.
        self.body, self.neck = copy.deepcopy(network.body).cpu(), copy.deepcopy(network.neck).cpu()

    def forward(self, pixels: Tensor) -> Tensor:
        features: Tensor = self.neck(self.body(pixels))
        return features


def trunk_onnx(network: Network) -> bytes:
    """Everything before the last layer as one ONNX file; the same for every classifier on this network."""
    side = network.backbone.preprocessing.crop
    program = torch.onnx.export(
        _Trunk(network).eval(),
        (torch.zeros(1, 3, side, side),),
        input_names=["pixels"],
        output_names=["features"],
        dynamic_shapes=({0: torch.export.Dim("photos")},),
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    written: bytes = program.model_proto.SerializeToString()
    return written


def model_onnx(trunk: bytes, classifier: Classifier) -> bytes:
    """The trunk with the classifier's layer and a softmax behind it."""
    model = onnx.load_from_string(trunk)
    graph = model.graph
    weight, bias = (value.float().cpu().numpy() for value in (classifier.weight, classifier.bias))
    graph.initializer.extend(
        [numpy_helper.from_array(weight, "last.weight"), numpy_helper.from_array(bias, "last.bias")]
    )
    graph.node.extend(
        [
            helper.make_node("Gemm", ["features", "last.weight", "last.bias"], ["logits"], transB=1),
            helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        ]
    )
    del graph.output[:]
    shape: list[str | int | None] = ["photos", len(classifier.labels)]
    graph.output.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written


def model_safetensors(network: Network, classifier: Classifier) -> bytes:
    """All weights under the names that torchvision gives them."""
    taught = with_last_layer(network, classifier)
    with torch.device("meta"):  # the architecture only
        model = network.backbone.build(num_classes=len(classifier.labels))
    for part, source in zip(
        network.backbone.split(model), (taught.body, taught.neck, taught.last), strict=True
    ):
        part.load_state_dict(source.state_dict(), assign=True)
    weights = {name: value.cpu().contiguous() for name, value in model.state_dict().items()}
    return save(weights, metadata={"labels": json.dumps(classifier.labels)})


# --- The zip --------------------------------------------------------------------------------------------


def packed(classifier: Classifier, network: Network, trunk: bytes) -> bytes:
    """The zip: same classifier, same bytes."""
    texts = {
        "labels.json": json.dumps(classifier.labels, ensure_ascii=False, indent=1),
        "preprocessing.json": json.dumps(asdict(network.backbone.preprocessing), indent=1),
    }
    files = {path.name: path.read_bytes() for path in sorted(PROGRAM.glob("*.*"))}
    files |= {name: path.read_bytes() for name, path in CODE.items()}
    files |= {name: text.encode() for name, text in texts.items()}
    files["model.onnx"] = model_onnx(trunk, classifier)
    files["model.safetensors"] = model_safetensors(network, classifier)
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # weights don't get smaller
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # without a date: 1980
            entry.external_attr = 0o644 << 16  # read by everybody once it is unpacked
            archive.writestr(entry, data)
    return stream.getvalue()


# --- The proof ------------------------------------------------------------------------------------------


def check(package: bytes, lesson: Lesson, network: Network, cancel: threading.Event) -> Agreement | None:
    """Run the packed program in a process of its own on held-out photos, and compare; None if cancelled.

    The photos go to the program through a pipe as they came, so that none is ever on the disk. Raises
    ExportError.
    """
    held_out = lesson.split.held_out
    chosen = held_out[:: math.ceil(len(held_out) / CHECKED)]
    files = [lesson.album.pictures[index].data for index in chosen]
    start = time.perf_counter()
    lines = run_program(package, files, cancel)
    if lines is None:
        return None
    seconds = time.perf_counter() - start
    labels = lesson.classifier.labels
    theirs = torch.tensor([[line["probabilities"][label] for label in labels] for line in lines])
    ours = torch.stack([page_probabilities(data, lesson.classifier, network) for data in files])
    return Agreement(len(files), float((theirs - ours).abs().max()), seconds)


def page_probabilities(data: bytes, classifier: Classifier, network: Network) -> Tensor:
    """What the page says of a photo, from the file's bytes: (classes,)."""
    taught = with_last_layer(network, classifier)
    pixels = preprocessing.seen_pixels(read_photo(data).image, network.backbone.preprocessing)
    with torch.inference_mode():
        logits: Tensor = taught.head(taught.body(torch.from_numpy(pixels)[None].to(taught.device)))[0]
    return logits.softmax(0).cpu()


def run_program(
    package: bytes, files: list[bytes], cancel: threading.Event
) -> list[dict[str, dict[str, float]]] | None:
    """What predict.py says of some files; None if cancelled. Raises ExportError."""
    with tempfile.TemporaryDirectory(prefix="chalknet-") as folder:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(folder)  # our own zip: only flat names of ours
        printed = _run(
            Path(folder), _zipped({str(number): data for number, data in enumerate(files)}), cancel
        )
    if printed is None:
        return None
    try:
        lines = [json.loads(line) for line in printed.splitlines()]
        assert len(lines) == len(files)
        assert all("probabilities" in line for line in lines)
    except (ValueError, AssertionError) as trouble:
        raise ExportError("The exported program gave no answer for some photos.") from trouble
    return lines


def _run(folder: Path, photos_zip: bytes, cancel: threading.Event) -> bytes | None:
    """predict.py's output for a zip on its standard input; None if cancelled."""
    # -E and -s keep the environment's and the user's packages out; -I would hide the program's own folder.
    command = [sys.executable, "-E", "-s", "predict.py", "-"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        waited, given = 0.0, photos_zip
        while True:
            try:
                printed, _ = process.communicate(given or None, timeout=0.25)
                break
            except subprocess.TimeoutExpired:
                waited, given = waited + 0.25, b""
            if cancel.is_set() or waited > TIME_LIMIT:
                process.kill()
                process.communicate()
                if cancel.is_set():
                    return None
                raise ExportError("The exported program did not end in time.")
    if process.returncode:
        raise ExportError("The exported program could not be run here.")
    return printed
