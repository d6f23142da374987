import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.render.colours import DIVERGING, SEQUENTIAL, gradient, overlaid

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_reaches_wcag_aa_and_charts_their_three_to_one(mode: str) -> None:
    theme: dict[str, Any] = {**CONFIG["theme"], **CONFIG["theme"][mode]}
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        for text in ("textColor", "primaryColor", "linkColor", "violetColor"):
            assert contrast(theme[text], ground) >= 4.5, (text, ground)
        for colour in theme["chartCategoricalColors"]:
            assert contrast(colour, ground) >= 3, (colour, ground)


def test_the_sequential_scale_rises_in_lightness_and_the_diverging_one_peaks_in_its_middle() -> None:
    light = SEQUENTIAL @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(light) > -0.5).all()
    assert light[-1] - light[0] > 200
    middle = DIVERGING @ np.array([0.2126, 0.7152, 0.0722])
    assert abs(int(middle.argmax()) - 127.5) < 20


def test_a_gradient_is_css() -> None:
    colours = gradient(SEQUENTIAL)
    assert len(colours) == 9
    assert all(len(c) == 7 and c.startswith("#") for c in colours)


def test_a_legend_over_a_photo_is_as_clear_as_the_map_where_the_map_is_clear() -> None:
    dense = [int(colour[7:], 16) for colour in overlaid(SEQUENTIAL)]
    assert dense[0] == 0
    assert dense == sorted(dense)
    assert dense[-1] == 255
    signed = [int(colour[7:], 16) for colour in overlaid(DIVERGING)]
    assert signed == signed[::-1]
    assert (signed[0], signed[4]) == (255, 0)
    assert [colour[:7] for colour in overlaid(SEQUENTIAL)] == gradient(SEQUENTIAL)


LITERAL = re.compile(r"#[0-9a-fA-F]{6}\b|\brgba?\(\s*\d")


def test_colours_stand_in_one_place_under_what_they_mean() -> None:
    rooms = Path(__file__).parents[3] / "components"
    for path in rooms.rglob("*.py"):
        found = LITERAL.findall(path.read_text(encoding="utf-8"))
        assert not found or path == rooms / "render" / "colours.py", (path, found)
