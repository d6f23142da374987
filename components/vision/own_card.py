"""The card of a lecturer's own network: a small JSON file that says what the weights beside it are."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torchvision import models

from components.vision.preprocessing import Preprocessing

SIDE = 224  # pixels of what the pages show of a network's input
LARGEST_RESIZE = 1024  # pixels
MOST_CLASSES = 1000
LONGEST = {"title": 60, "class": 80, "source": 300, "licence": 300}  # characters
MOST_CARD_BYTES = 256 * 2**10
SHORT = 40  # characters of the card that a sentence repeats


class OwnNetworkError(ValueError):
    """Why a network of one's own can't be used; the message is whole sentences for the lecturer."""


@dataclass(frozen=True)
class OwnCard:
    """What a card says."""

    architecture: str  # the name of torchvision's builder
    title: str
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    source: str = ""
    licence: str = ""


def read_card(file: Path) -> OwnCard:
    """Read a card. Raises OwnNetworkError for whatever is wrong with it."""
    card = _mapping(file)
    return OwnCard(
        _architecture(_needed(card, "architecture")),
        _line(_needed(card, "title"), "title"),
        _classes(_needed(card, "classes")),
        _preprocessing(_needed(card, "preprocessing")),
        _line(card["source"], "source") if "source" in card else "",
        _line(card["licence"], "licence") if "licence" in card else "",
    )


def _mapping(file: Path) -> Mapping[str, Any]:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_CARD_BYTES + 1)
    except FileNotFoundError:
        raise OwnNetworkError(f"Its card {file.name} isn’t there.") from None
    except OSError:
        raise OwnNetworkError(f"Its card {file.name} can’t be opened.") from None
    if len(data) > MOST_CARD_BYTES:
        raise OwnNetworkError(f"Its card is larger than {MOST_CARD_BYTES // 2**10} kB.")
    try:
        card = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise OwnNetworkError(f"Its card isn’t valid JSON: see line {error.lineno}.") from None
    except (ValueError, RecursionError):
        raise OwnNetworkError("Its card isn’t valid JSON in UTF-8.") from None
    if not isinstance(card, dict):
        raise OwnNetworkError("Its card must be a JSON object, in braces.")
    return card


def _needed(card: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 -- whatever the JSON holds
    if key not in card:
        raise OwnNetworkError(f"Its card doesn’t say “{key}”.")
    return card[key]


def _architecture(name: object) -> str:
    if not isinstance(name, str) or name not in models.list_models(module=models):
        raise OwnNetworkError(
            f"Its architecture “{str(name)[:SHORT]}” is none of torchvision’s classification networks; "
            "one of them is resnet18."
        )
    return name


def _line(text: object, what: str) -> str:
    if not isinstance(text, str) or not text.strip() or not text.isprintable() or len(text) > LONGEST[what]:
        raise OwnNetworkError(f"Each {what} must be a line of 1 to {LONGEST[what]} characters.")
    return text.strip()


def _classes(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or not 2 <= len(names) <= MOST_CLASSES:
        raise OwnNetworkError(f"Its classes must be a list of 2 to {MOST_CLASSES:,} names.")
    found = tuple(_line(name, "class") for name in names)
    twice = next((name for number, name in enumerate(found) if name in found[:number]), None)
    if twice is not None:
        raise OwnNetworkError(f"Two of its classes are called “{twice[:SHORT]}”.")
    return found


def _preprocessing(how: object) -> Preprocessing:
    if not isinstance(how, dict):
        raise OwnNetworkError("Its preprocessing must be an object of resize, crop, mean and std.")
    resize, crop, mean, std = (_needed(how, key) for key in ("resize", "crop", "mean", "std"))
    if type(crop) is not int or crop != SIDE:
        raise OwnNetworkError(f"Its crop must be {SIDE} pixels, the size that this page shows networks at.")
    if type(resize) is not int or not crop <= resize <= LARGEST_RESIZE:
        raise OwnNetworkError(f"Its resize must be a whole number of {SIDE} to {LARGEST_RESIZE} pixels.")
    return Preprocessing(resize, crop, _of_colours(mean, "mean", 0.0), _of_colours(std, "std", 1e-3))


def _of_colours(numbers: object, what: str, least: float) -> tuple[float, ...]:
    if not (
        isinstance(numbers, list)
        and len(numbers) == 3
        and all(type(one) in (int, float) and math.isfinite(one) and least <= one <= 1 for one in numbers)
    ):
        raise OwnNetworkError(
            f"Its {what} must be three numbers, for red, green and blue, of {least:g} to 1: "
            "a colour goes from 0 to 1."
        )
    return tuple(float(one) for one in numbers)
