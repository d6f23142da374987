"""A lecturer's own networks: a folder of weights, `NAME.safetensors` or `NAME.pth`, each beside its card.

Whatever is wrong with one of them is kept as a sentence, and that one is left out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn
from torchvision import models

from components.vision.backbones import BACKBONES, DamagedWeights, Network
from components.vision.own_card import SIDE, OwnCard, OwnNetworkError, read_card
from components.vision.preprocessing import Preprocessing
from components.vision.splitting import Parts, UnsupportedArchitectureError, split

FOLDER_VARIABLE = "CHALKNET_MODELS"
ENDINGS = (".safetensors", ".pth", ".pt")
MOST_NETWORKS = 12
MOST_BYTES = 600 * 2**20  # of one file; VGG-16 has 553 MB
LONGEST_NAME = 60
# Words joined by single marks mean nothing else in a link, in markdown or on a button.
NAME = re.compile(r"[^\W_]+([_-][^\W_]+)*")


@dataclass(frozen=True)
class OwnBackbone:
    """A network of one's own that can be chosen."""

    name: str  # of its files, without their ending
    file: Path
    card: OwnCard

    @property
    def title(self) -> str:
        """What it is called where it is chosen."""
        return f"{self.card.title} ({self.name})"

    @property
    def build(self) -> Callable[..., nn.Module]:
        """Torchvision's builder."""
        builder: Callable[..., nn.Module] = models.get_model_builder(self.card.architecture)
        return builder

    @property
    def preprocessing(self) -> Preprocessing:
        """How its input was prepared when it was trained, as its card says."""
        return self.card.preprocessing


@dataclass(frozen=True)
class UnusableFile:
    """A file that can't be used, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class OwnNetworks:
    """What a folder holds: the networks that can be chosen, and what is left out."""

    networks: tuple[OwnBackbone, ...] = ()
    left_out: tuple[UnusableFile, ...] = ()

    def named(self, name: str) -> OwnBackbone | None:
        """The network of that name, if there is one."""
        return next((one for one in self.networks if one.name == name), None)


def is_own(network: Network) -> bool:
    """Whether a network is a lecturer's own, with classes of its own."""
    return isinstance(network.backbone, OwnBackbone)


def read_folder(folder: str) -> OwnNetworks:
    """Read a folder, each network in it once as a whole; "" is no folder."""
    if not folder:
        return OwnNetworks()
    try:
        files = sorted(one for one in Path(folder).iterdir() if one.is_file() and one.name[0] != ".")
    except OSError:
        return OwnNetworks((), (UnusableFile(folder, "This folder of networks can’t be opened."),))
    weights = [file for file in files if file.suffix.lower() in ENDINGS]
    stems = {file.stem for file in weights}
    alone = [file for file in files if file.suffix.lower() == ".json" and file.stem not in stems]
    found = [_read(file, number, weights) for number, file in enumerate(weights)]
    return OwnNetworks(
        tuple(one for one in found if isinstance(one, OwnBackbone)),
        (
            *(one for one in found if isinstance(one, UnusableFile)),
            *(UnusableFile(file.name, "There are no weights of this name beside it.") for file in alone),
        ),
    )


def _read(file: Path, number: int, weights: list[Path]) -> OwnBackbone | UnusableFile:
    try:
        if number >= MOST_NETWORKS:
            raise OwnNetworkError(f"Of a folder, {MOST_NETWORKS} networks are read at most.")
        _check_name(file.stem, [one.stem for one in weights])
        backbone = OwnBackbone(file.stem, file, read_card(file.with_suffix(".json")))
        _load(backbone)
    except (OwnNetworkError, UnsupportedArchitectureError) as error:
        return UnusableFile(file.name, str(error))
    except Exception:  # whatever there is in such a file
        return UnusableFile(file.name, "It can’t be read as weights of the architecture on its card.")
    return backbone


def _check_name(name: str, stems: list[str]) -> None:
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise OwnNetworkError("Its name must be letters and digits, joined by single hyphens or underscores.")
    if name.casefold() in {one.casefold() for one in BACKBONES}:
        raise OwnNetworkError("A network of this name comes with the app; give the files another one.")
    if stems.count(name) > 1:
        raise OwnNetworkError("There are several files of weights of this name.")


def load_own(backbone: OwnBackbone, device: str) -> Network:
    """Load a network of one's own, ready to be shared.

    Raises DamagedWeights if its file isn't any more what it was when the folder was read.
    """
    try:
        parts = _load(backbone)
    except Exception as error:  # whatever there is in the file now
        raise DamagedWeights(f"The file {backbone.file.name} has changed and can’t be used.") from error
    body, neck, last = (part.to(device) for part in parts)
    assert isinstance(last, nn.Linear)
    return Network(backbone, body, neck, last, backbone.card.classes)


# --- Weights ---


def _load(backbone: OwnBackbone) -> Parts:
    """Load a network on the CPU. Raises OwnNetworkError, UnsupportedArchitectureError."""
    with torch.device("meta"):
        model = backbone.build(weights=None, num_classes=len(backbone.card.classes))
    parts = split(model)
    state = _state(backbone.file)
    _check_shapes(state, model.state_dict(), backbone.card)
    model.to_empty(device="cpu").load_state_dict(state)
    for part in (model, *parts):
        part.eval().requires_grad_(False)
    _check_outputs(model, parts)
    return parts


def _state(file: Path) -> Mapping[str, Tensor]:
    if file.stat().st_size > MOST_BYTES:
        raise OwnNetworkError(f"It is larger than {MOST_BYTES // 2**20} MB.")
    try:
        if file.suffix.lower() == ".safetensors":
            state = safetensors.torch.load_file(file)
        else:
            state = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # of many kinds
        raise OwnNetworkError(
            "It can’t be read as a file of weights alone: save the network’s state_dict, not the network."
        ) from error
    if not isinstance(state, Mapping) or not all(isinstance(one, Tensor) for one in state.values()):
        raise OwnNetworkError("It holds something else than weights by their names, a state_dict.")
    return state


def _check_shapes(state: Mapping[str, Tensor], wanted: Mapping[str, Tensor], card: OwnCard) -> None:
    # Of batch norms, how many batches there were is no weight, and old files don't say it.
    missing = [name for name in wanted if name not in state and not name.endswith(".num_batches_tracked")]
    strange = [name for name in state if name not in wanted]
    if missing or strange:
        what = f"“{missing[0]}” is missing" if missing else f"there is no “{str(strange[0])[:LONGEST_NAME]}”"
        raise OwnNetworkError(f"The weights aren’t those of {card.architecture}: {what}.")
    count = len(card.classes)
    for name, tensor in state.items():
        found, needed = tuple(tensor.shape), tuple(wanted[name].shape)
        if found != needed and needed[0] == count and found[1:] == needed[1:]:
            raise OwnNetworkError(f"Its card names {count} classes, but its last layer has {found[0]}.")
        if found != needed:
            raise OwnNetworkError(
                f"The weights aren’t those of {card.architecture}: “{name}” has another shape."
            )


@torch.inference_mode()
def _check_outputs(model: nn.Module, parts: Parts) -> None:
    """Compare the parts with the whole on some noise."""
    body, neck, last = parts
    pixels = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    logits = model(pixels)
    if not logits.isfinite().all():
        raise OwnNetworkError("Its weights, or what it computes with them, aren’t finite numbers.")
    if not torch.allclose(last(neck(body(pixels))), logits, rtol=1e-4, atol=1e-5 * float(logits.abs().max())):
        raise OwnNetworkError("It can’t be taken apart into maps and classes.")
