"""Says which of your classes a photo is: `python predict.py photo.jpg …` (see README.md).

`python predict.py -` reads a zip of photos from standard input and writes one line of JSON for each.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import onnxruntime
from photos import IntakeError, read_photo
from preprocessing import Preprocessing, seen_pixels

HERE = Path(__file__).parent
LABELS = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
HOW = Preprocessing(**json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8")))
MODEL = onnxruntime.InferenceSession(HERE / "model.onnx", providers=["CPUExecutionProvider"])


def predict(data: bytes) -> dict[str, float]:
    """The probability of each class for the photo in a file's bytes. Raises IntakeError, with a sentence."""
    pixels = seen_pixels(read_photo(data).image, HOW)[None]  # (1, 3, 224, 224)
    (probabilities,) = MODEL.run(["probabilities"], {"pixels": pixels})
    return dict(zip(LABELS, probabilities[0].tolist(), strict=True))


def answer(name: str, data: bytes) -> dict[str, object]:
    """The name with the probabilities, or with what is wrong with the photo."""
    try:
        return {"name": name, "probabilities": predict(data)}
    except IntakeError as error:
        return {"name": name, "error": str(error)}


def main(arguments: list[str]) -> None:
    """Answer for files, or for a zip on standard input."""
    if arguments == ["-"]:
        with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
            for name in archive.namelist():
                print(json.dumps(answer(name, archive.read(name))), flush=True)
        return
    if not arguments:
        sys.exit(__doc__)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a label that this terminal can't show is written in codes
        sys.stdout.reconfigure(errors="backslashreplace")
    for name in arguments:
        print(name)
        try:
            probabilities = predict(Path(name).read_bytes())
        except (IntakeError, OSError) as error:
            print(f"  {error}")
            continue
        for label in sorted(probabilities, key=probabilities.__getitem__, reverse=True):
            print(f"  {probabilities[label]:7.2%}  {label}")


if __name__ == "__main__":
    main(sys.argv[1:])
