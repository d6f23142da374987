"""Says which of your classes a photo is, or that it is none of these (see README.md)."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- whoever unpacks this may have an older one
    sys.exit("predict.py needs Python 3.11 or newer, and this is Python " + sys.version.split()[0] + ".")

import glob
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import onnxruntime

    from components.intake.photos import MAX_BYTES, IntakeError, read_photo
    from components.vision.preprocessing import Preprocessing, seen_pixels
except ModuleNotFoundError as missing:
    sys.exit(f"The package {missing.name} is missing: run  python -m pip install -r requirements.txt  first.")

HERE = Path(__file__).parent
LABELS: list[str] = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
HOW = Preprocessing(**json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8")))
THRESHOLD: float = json.loads((HERE / "none_of_these.json").read_text(encoding="utf-8"))["threshold"]
MODEL = onnxruntime.InferenceSession(HERE / "model.onnx", providers=["CPUExecutionProvider"])
USAGE = (
    'Name the photos to look at, as in:  python predict.py photo.jpg  or  python predict.py "folder/*.jpg"  '
    "(README.md says more)."
)


@dataclass(frozen=True)
class Answer:
    """Prediction of the classifier for a photo."""

    probabilities: dict[str, float]  # of each class: softmax
    distance: float  # mean cosine distance (0 to 2) to the nearest training photos
    notes: tuple[str, ...]  # sentences on what the file left open

    @property
    def is_none_of_these(self) -> bool:
        """Whether the photo is further from the training photos than the threshold allows."""
        return self.distance > THRESHOLD


def ask(data: bytes) -> Answer:
    """Return the answer for the photo in a file's bytes. Raises IntakeError, with a sentence."""
    photo = read_photo(data)
    pixels = seen_pixels(photo.image, HOW)[None]  # (1, 3, 224, 224)
    probabilities, distance = MODEL.run(["probabilities", "distance"], {"pixels": pixels})
    by_label = dict(zip(LABELS, probabilities[0].tolist(), strict=True))
    return Answer(by_label, float(distance[0]), photo.notes)


def predict(data: bytes) -> dict[str, float]:
    """Return the probability of each class for the photo in a file's bytes. Raises IntakeError."""
    return ask(data).probabilities


# --- The program ----------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Print answers for files, or for a zip on standard input; return the exit status, 0 if all went well."""
    for stream in (sys.stdout, sys.stderr):  # what a terminal can't show is written in codes
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if {"-h", "--help", "/?"} & set(arguments):
        print(USAGE)
        return 0
    if not arguments:
        print(USAGE, file=sys.stderr)
        return 1
    if arguments == ["-"]:
        return _answer_zip()
    fine = [_answer_file(name) for argument in arguments for name in _expanded(argument)]
    return 0 if all(fine) else 1


def _expanded(argument: str) -> Iterator[str]:
    """Yield the files that a pattern stands for (Windows leaves it to the program), or just the argument."""
    if os.path.exists(argument) or not glob.has_magic(argument):
        yield argument
        return
    yield from sorted(glob.glob(argument)) or (argument,)


def _answer_file(name: str) -> bool:
    """Print the answer for one file, or one sentence; return whether it could be read."""
    print(name)
    try:
        answer = ask(_read(name))
    except IntakeError as error:
        print(f"  {error}")
        return False
    _print(answer)
    return True


def _read(name: str) -> bytes:
    """Return a file's bytes, hardly more than a photo may have. Raises IntakeError."""
    if os.path.isdir(name):
        inside = os.path.join(name, "*.jpg")
        raise IntakeError(
            f'This is a folder; for the photos in it, write  python predict.py "{inside}"  instead.'
        )
    if not os.path.exists(name):
        what = "file that fits this pattern" if glob.has_magic(name) else "file of this name"
        raise IntakeError(f"There is no {what} here.")
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise IntakeError(f"This file can not be opened: {error.strerror or error}.") from error


def _print(answer: Answer) -> None:
    best = max(answer.probabilities, key=answer.probabilities.__getitem__)
    compared = "above" if answer.is_none_of_these else "within"
    print(f"  {'None of these' if answer.is_none_of_these else best}")
    for label in sorted(answer.probabilities, key=answer.probabilities.__getitem__, reverse=True):
        print(f"  {answer.probabilities[label]:7.2%}  {label}")
    print(f"  Distance {answer.distance:.2f}, {compared} the threshold {THRESHOLD:.2f}.")
    for note in answer.notes:
        print(f"  {note}")


def _answer_zip() -> int:
    """Print a line of JSON for each photo of a zip on standard input; return the exit status."""
    status = 0
    with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
        for name in archive.namelist():
            line: dict[str, object] = {"name": name}
            try:
                answer = ask(archive.read(name))
                line |= {"probabilities": answer.probabilities, "distance": answer.distance}
                line |= {"none of these": answer.is_none_of_these, "notes": answer.notes}
            except IntakeError as error:
                line["error"], status = str(error), 1
            print(json.dumps(line), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
