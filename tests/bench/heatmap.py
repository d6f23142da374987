"""Our heat map beside torchcam's LayerCAM (Jiang et al., 2021): speed alone, and truth under threads."""

import threading
import time
from collections.abc import Callable

import torch
from PIL import Image
from torch import Tensor, nn
from torchcam.methods import LayerCAM

from components.vision.attribution import evidence, forward
from components.vision.backbones import BACKBONES, CHECKPOINTS, DEFAULT, load_network
from components.vision.preprocessing import seen_pixels
from components.vision.samples import FOLDER, SAMPLES
from tests.bench.table import Row, in_turns, timed

THREADS, MAPS = 8, 128
Answer = tuple[Tensor, Tensor]  # logits (1000,) and heat map (7, 7)


def _photos() -> list[Tensor]:
    how = BACKBONES[DEFAULT].preprocessing
    photos = [Image.open(FOLDER / sample.file).convert("RGB") for sample in SAMPLES.values()]
    return [torch.from_numpy(seen_pixels(photo, how)) for photo in photos]


def _bare_model() -> nn.Module:
    backbone = BACKBONES[DEFAULT]
    model = backbone.build()
    model.load_state_dict(backbone.weights.get_state_dict(model_dir=str(CHECKPOINTS), weights_only=True))
    return model.eval()


def _torchcam() -> tuple[nn.Module, Callable[[Tensor], Answer]]:
    model = _bare_model()
    extractor = LayerCAM(model, "features")

    def explain(pixels: Tensor) -> Answer:
        logits = model(pixels[None])
        (heat,) = extractor(int(logits[0].argmax()), logits)
        return logits[0].detach(), heat[0]

    return model, explain


def _ours() -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Answer]]:
    network = load_network(DEFAULT, "cpu")

    def explain(pixels: Tensor) -> Answer:
        seen = forward(network, pixels)
        return seen.logits, evidence(network, seen, int(seen.logits.argmax())).clamp(min=0)

    return (lambda pixels: forward(network, pixels).logits), explain


def _milliseconds(work: Callable[[Tensor], object], pixels: Tensor) -> float:
    start = time.perf_counter()
    work(pixels)
    return 1000 * (time.perf_counter() - start)


def speed() -> Row:
    """One photo to its heat map, the forward pass included."""
    pixels = _photos()[0]
    ours, theirs = _ours()[1], _torchcam()[1]
    for explain in (ours, theirs):
        for _ in range(5):
            explain(pixels)
    times = in_turns(lambda: _milliseconds(ours, pixels), lambda: _milliseconds(theirs, pixels), 40)
    return timed("heatmap", times, "ms", "<= 1.0")


def _same(got: Tensor, wanted: Tensor) -> bool:
    return torch.allclose(got, wanted, rtol=1e-3, atol=1e-3 * float(wanted.abs().max()))


def _maps_right(explain: Callable[[Tensor], Answer], pixels: Tensor, right: Answer) -> bool:
    try:
        return _same(explain(pixels)[1], right[1])
    except Exception:  # hooks that meet another thread's tensors fail in several ways
        return False


def _logits_right(plain: Callable[[Tensor], Tensor], pixels: Tensor, right: Answer) -> bool:
    with torch.inference_mode():
        return _same(plain(pixels), right[0])


def _wrong(plain: Callable[[Tensor], Tensor], explain: Callable[[Tensor], Answer]) -> int:
    """Of 128 heat maps from 8 threads, and 128 plain forwards from 8 more, how many are wrong."""
    photos = _photos()
    right = [explain(pixels) for pixels in photos]
    wrong: list[int] = []

    def maps_right(index: int) -> bool:
        return _maps_right(explain, photos[index], right[index])

    def logits_right(index: int) -> bool:
        return _logits_right(plain, photos[index], right[index])

    def work(number: int) -> None:
        is_right = maps_right if number < THREADS else logits_right
        for turn in range(MAPS // THREADS):
            index = (number + turn) % len(photos)
            if not is_right(index):
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(2 * THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(wrong)


def truth_under_threads() -> Row:
    """Wrong answers on one shared model."""
    model, theirs = _torchcam()
    reference = _wrong(lambda pixels: model(pixels[None])[0], theirs)
    return Row("heatmap_threads", float(_wrong(*_ours())), float(reference), "wrong", "0 wrong")
