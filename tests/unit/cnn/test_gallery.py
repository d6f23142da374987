"""The shipped feature visualisations: each block is represented by a channel that its sheet shows."""

import json

from components.cnn.gallery import CHOICES, FOLDER, LayerSheet, chosen_channel, gallery, representatives

SHEET = LayerSheet(3, "Block 3", (5, 8, 13), b"")


def test_every_sheet_is_represented_by_the_picked_channel() -> None:
    picked = json.loads((FOLDER / CHOICES).read_text(encoding="utf-8"))["representatives"]
    assert dict(zip((sheet.name for sheet in gallery()), representatives(), strict=True)) == picked


def test_a_picked_channel_stands_for_its_sheet() -> None:
    assert chosen_channel(SHEET, {"Block 2": 5, "Block 3": 13}) == 13


def test_after_a_new_drawing_the_first_channel_stands_for_a_sheet_without_the_picked_one() -> None:
    assert chosen_channel(SHEET, {}) == 5
    assert chosen_channel(SHEET, {"Block 3": 7}) == 5
