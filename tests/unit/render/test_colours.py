import re
import tomllib
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from components.render.colours import (
    COMPARED,
    DIVERGING,
    ERROR,
    HELD_OUT,
    MEANINGS,
    NEGATIVE,
    ON_DARK,
    ON_LIGHT,
    POSITIVE,
    PREDICTED,
    REFERENCE,
    SEQUENTIAL,
    TRUTH,
    DivergingScale,
    Table,
    custom_properties,
    gradient,
    ink_on,
    overlaid,
)

ROOT = Path(__file__).parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
FIRST, SECOND, THIRD, FOURTH = (one.colour for one in COMPARED)
EVERY = (*MEANINGS.values(), FIRST, SECOND, THIRD, FOURTH)
# What stands in one chart.
CHARTS = (
    (TRUTH, PREDICTED, REFERENCE),  # forecasts, real and generated points, deletion curves
    (TRUTH, HELD_OUT),  # the discriminator's scores
    (HELD_OUT, ERROR),  # accuracy and loss, the confusion matrix
    (HELD_OUT, SECOND),  # what a threshold rejects
    (TRUTH, PREDICTED, REFERENCE, FOURTH),  # the risk, and the regression beside it
    (FIRST, SECOND, THIRD, FOURTH),  # methods
    (POSITIVE, NEGATIVE),  # what flows through a cell
)
# Machado, Oliveira & Fernandes 2009, IEEE TVCG 15:1291, at full severity; they act on linear RGB.
SEEN_WITH = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
APART = 15  # in CIELAB, where some 2 can just be told apart side by side
Numbers = NDArray[np.float64]


def linear(colour: str) -> Numbers:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def cielab(rgb: Numbers) -> Numbers:
    """CIELAB under D65 of linear sRGB (3,)."""
    to_xyz = np.array([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.95030]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ rgb.clip(0, 1) / to_xyz.sum(1), 0.008857))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, seen_with: str) -> float:
    matrix = SEEN_WITH[seen_with]
    return float(np.linalg.norm(cielab(matrix @ linear(one)) - cielab(matrix @ linear(other))))


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_reaches_wcag_aa_and_marks_their_three_to_one(mode: str) -> None:
    theme: dict[str, Any] = {**CONFIG["theme"], **CONFIG["theme"][mode]}
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        for text in ("textColor", "primaryColor", "linkColor", "violetColor"):
            assert contrast(theme[text], ground) >= 4.5, (text, ground)
        for colour in EVERY:
            assert contrast(colour, ground) >= 3, (colour, ground)


def test_a_colour_has_one_meaning() -> None:
    assert len(set(EVERY)) == len(EVERY)
    for one, other in combinations(EVERY, 2):
        assert difference(one, other, "all cones") >= APART, (one, other)


@pytest.mark.parametrize("seen_with", SEEN_WITH)
@pytest.mark.parametrize("chart", CHARTS)
def test_what_stands_in_one_chart_stays_apart(chart: tuple[str, ...], seen_with: str) -> None:
    for one, other in combinations(chart, 2):
        assert difference(one, other, seen_with) >= APART, (one, other)


def test_methods_that_are_compared_differ_in_dash_and_marker_too() -> None:
    assert len({one.dash for one in COMPARED}) == len({one.symbol for one in COMPARED}) == len(COMPARED)


def lightness(table: Table) -> Numbers:
    return np.array([cielab(linear("#" + bytes(colour).hex()))[0] for colour in table])


def test_on_dark_ground_zero_is_dark_and_both_signs_grow_equally_light() -> None:
    found = lightness(ON_DARK.table)
    assert found[127:129].max() < 20
    assert abs(found - found[::-1]).max() < 3
    assert min(after - before for before, after in pairwise(found[128:])) > -0.5
    assert found[-1] > 75
    ground = CONFIG["theme"]["dark"]["backgroundColor"]
    assert contrast("#" + bytes(ON_DARK.table[128]).hex(), ground) < 1.3


@pytest.mark.parametrize("scale", [ON_LIGHT, ON_DARK], ids=lambda scale: str(scale.ground))
def test_negative_is_purple_and_positive_orange_on_both_grounds(scale: DivergingScale) -> None:
    for place in (20, 64):
        (red, green, blue), (red_of_orange, _, blue_of_orange) = scale.table[[place, 255 - place]].astype(int)
        assert blue > red > green
        assert red_of_orange > blue_of_orange


@pytest.mark.parametrize("table", [SEQUENTIAL, ON_LIGHT.table, ON_DARK.table])
def test_numbers_can_be_read_on_every_colour_of_a_scale(table: Table) -> None:
    inks = {"black": "#000000", "white": "#ffffff"}
    for colour in table:
        assert contrast(inks[ink_on(colour)], "#" + bytes(colour).hex()) >= 4.5


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


LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(\s*\d")
GREYS = re.compile(r"#(000000|ffffff)\b|\brgb\((0 0 0|128 128 128) /")  # ink over photos; lines of a table
ROOMS = ROOT / "components"
SOURCES = [path for kind in ("py", "js", "css") for path in ROOMS.rglob(f"*.{kind}")]


def literals(path: Path) -> list[str]:
    """The colours that a source writes itself; a style sheet may write black, white and grey."""
    text = path.read_text(encoding="utf-8")
    return LITERAL.findall(GREYS.sub("", text) if path.suffix == ".css" else text)


def test_colours_stand_in_one_place_under_what_they_mean() -> None:
    assert {path.suffix for path in SOURCES} == {".py", ".js", ".css"}
    found = {path: literals(path) for path in SOURCES if path != ROOMS / "render" / "colours.py"}
    assert {path: colours for path, colours in found.items() if colours} == {}


def test_every_custom_property_of_a_colour_is_one_of_the_table() -> None:
    known = dict(re.findall(r"--([\w-]+): (#\w{6});", custom_properties()))
    assert known == MEANINGS
    written = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.suffix != ".py")
    assert {name for name in MEANINGS if f"--{name}" not in written} == set()


def test_the_table_in_words_has_every_meaning() -> None:
    words = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for colour in EVERY:
        assert colour in words, colour
