"""Pictures of many patients at once."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from components.render.colours import REFERENCE, TRUTH
from components.render.encode import jpeg
from components.rnn.forecast.sequences import DAYS_A_YEAR
from components.rnn.patients import LABS, Ending, Patient

CELL, RIM, END = 64, 7, 5  # pixels; the last one half a mark
YEARS = 14.5  # a cell's width
GROUND, LINE, USUAL = (238, 242, 245), (12, 20, 29), (212, 216, 220)
MARKS = {"death": "●", "transplant": "■", "censored": "○"}  # of what the last point tells


def small_multiples(patients: Sequence[Patient], columns: int, lab: int) -> bytes:
    """One lab of each patient over time, row by row as one JPEG; the last point tells how it ended."""
    rows = -(-len(patients) // columns)
    sheet = Image.new("RGB", (columns * CELL, rows * CELL), "white")
    values = np.concatenate([patient.labs[:, lab] for patient in patients])
    low, high = np.nanmin(values), np.nanmax(values)
    for number, patient in enumerate(patients):
        row, column = divmod(number, columns)
        sheet.paste(_one(patient, lab, (low, high)), (column * CELL, row * CELL))
    return jpeg(sheet, 88)


def _one(patient: Patient, lab: int, ends: tuple[float, float]) -> Image.Image:
    cell = Image.new("RGB", (CELL - 2, CELL - 2), GROUND)
    draw = ImageDraw.Draw(cell)
    height = CELL - 2 - 2 * RIM
    low, high = np.log(ends) if LABS[lab].skewed else np.array(ends)

    def y(value: float) -> float:
        place = np.log(value) if LABS[lab].skewed else value
        return float(RIM + height * (1 - (place - low) / (high - low)))

    draw.rectangle([0, max(0, y(LABS[lab].reference[1])), CELL, y(LABS[lab].reference[0])], fill=USUAL)
    measured = ~np.isnan(patient.labs[:, lab])
    years = patient.days[measured] / DAYS_A_YEAR
    points = [
        (RIM + (CELL - 2 - 2 * RIM) * year / YEARS, y(value))
        for year, value in zip(years, patient.labs[measured, lab], strict=True)
    ]
    draw.line(points, fill=LINE, width=2)
    if points:
        _mark_end(draw, points[-1], patient.ending)
    return cell


def _mark_end(draw: ImageDraw.ImageDraw, point: tuple[float, float], ending: Ending | None) -> None:
    x, y = point
    box = [x - END, y - END, x + END, y + END]
    if ending is None:
        draw.ellipse(box, fill=LINE)
    elif ending.what == "death":
        draw.ellipse(box, fill=TRUTH)
    elif ending.what == "transplant":
        draw.rectangle(box, fill=TRUTH)
    else:
        draw.ellipse(box, fill=GROUND, outline=REFERENCE, width=2)
