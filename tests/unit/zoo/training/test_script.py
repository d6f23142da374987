"""A copied script, run in a process of its own that knows nothing of the app, gives the page's numbers."""

import subprocess
import sys
from pathlib import Path

import pytest

from components.zoo.digits import DIGITS, digits_to_learn, held_out_digits
from components.zoo.training.digit_config import ARCHITECTURES, DigitTrainingConfig
from components.zoo.training.digit_trainee import DigitTrainee
from components.zoo.training.script import as_script

STEPS = 12
CONFIGS = (
    *(DigitTrainingConfig(network, units=24, seed=3) for network in ARCHITECTURES),
    DigitTrainingConfig(
        "FF", 16, 3, "tanh", optimiser="SGD", rate=0.1, decay=0.01, batch=32, digits=500, seed=7
    ),
    DigitTrainingConfig("VAE", 32, 2, code=5, kl_weight=4.0),
    DigitTrainingConfig("DAE", 32, 2, code=16, noise=0.8),
)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda one: f"{one.network}-{one.units}")
def test_a_script_gives_the_same_numbers(config: DigitTrainingConfig, tmp_path: Path) -> None:
    learning = DigitTrainee(config, digits_to_learn(), held_out_digits())
    for _ in range(STEPS):
        learning.step()
    seen = learning.snapshot()
    script = tmp_path / "training.py"
    script.write_text(as_script(config, STEPS), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", str(script), str(DIGITS)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loss, measure = (float(line.split()[-1]) for line in ran.stdout.splitlines())
    assert loss == pytest.approx(seen.losses[-1][2], rel=1e-4)
    assert measure == pytest.approx(seen.measure, rel=1e-3)
    assert "components" not in script.read_text(encoding="utf-8")
