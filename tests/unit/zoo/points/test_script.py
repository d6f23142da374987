"""A copied script, run in a process of its own that knows nothing of the app, gives the page's numbers."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from components.zoo.points.script import points_csv, points_script
from components.zoo.points.toy_sets import toy_set
from components.zoo.points.training import PointTrainee, PointTrainingConfig

EPOCHS = 6
CONFIGS = (
    PointTrainingConfig(),
    PointTrainingConfig(layers=3, units=6, activation="ReLU", rate=0.01, decay=0.1, seed=4),
    PointTrainingConfig(layers=0, rate=0.3),
    PointTrainingConfig("RBF", units=7, width=0.25, seed=2),
    PointTrainingConfig("RBF", centres=((0.5, -0.5), (0.25, 0.0)), rate=0.1),
)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda one: f"{one.kind}-{one.layers}-{len(one.centres)}")
def test_a_script_gives_the_same_numbers(config: PointTrainingConfig, tmp_path: Path) -> None:
    points = toy_set("Spirals", 0.1, 3)
    learning = PointTrainee(points, config)
    for _ in range(EPOCHS):
        learning.step()
    seen = learning.snapshot()
    script, file = tmp_path / "training.py", tmp_path / "points.csv"
    script.write_text(points_script(config, EPOCHS), encoding="utf-8")
    file.write_bytes(points_csv(points))
    command = [sys.executable, "-I", str(script), str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    learned, held_out = said.splitlines()
    assert float(held_out.split("loss ")[1].split(",")[0]) == pytest.approx(seen.losses[-1][2], rel=1e-4)
    for line, share in zip((learned, held_out), seen.accuracies, strict=True):
        assert float(line.split()[-1]) == pytest.approx(share, abs=1e-4)
    assert "components" not in script.read_text(encoding="utf-8")


def test_every_point_is_in_the_file_to_its_last_bit() -> None:
    points = toy_set("Circles", 0.2, 1)
    rows = list(csv.DictReader(io.StringIO(points_csv(points).decode())))
    assert [[float(row["x"]), float(row["y"])] for row in rows] == points.places.tolist()
    assert [int(row["class"]) for row in rows] == points.classes.tolist()
    assert [row["held_out"] == "1" for row in rows] == points.held_out.tolist()
