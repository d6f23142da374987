"""After a retraining, tiny and in a copy of the project, every GAN screen speaks of the new networks."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The recipe's steps that need no drawn avatars; of the others, files in their form.
RETRAIN = """
import json
import sys
from pathlib import Path

import numpy as np
import torch

from components.gan.checkpoints import ENCODER, FIGURES, WEIGHTS
from components.gan.directions import NAMED_FILE
from components.gan.model import Encoder
from components.gan.seeds import BALANCED, CANDIDATES, FILE, SEED_COUNT, UNSTABLE
from weights.recipes.avatar_gan import draw_film
from weights.recipes.avatar_gan.find_directions import Measured, orthogonal, save
from weights.recipes.avatar_gan.ship import ship
from weights.recipes.avatar_gan.train import SMOKE, Pictures, Run, as_tensor
from weights.recipes.common.gan_training import save_half

noise = np.random.default_rng(0).integers(0, 256, (96, 64, 64, 3), dtype=np.uint8)
run = Run(Path("run"), SMOKE, Pictures(as_tensor(noise[:64]), as_tensor(noise[64:])))
run.go(SMOKE.phases[-1].until)
ship(run.folder, WEIGHTS)
save_half(Encoder(SMOKE.model), ENCODER, 1)
named = [Measured(name, "less", "more", 0.5, 0.25) for name in ("Hat", "Beard", "Glasses")]
random = torch.Generator().manual_seed(0)
save(orthogonal(torch.randn(len(named), SMOKE.model.latent_size, generator=random)), named, NAMED_FILE)
firsts = range(0, SEED_COUNT * CANDIDATES, CANDIDATES)
FILE.write_text(json.dumps({BALANCED: list(firsts), UNSTABLE: [one + 1 for one in firsts]}))
figures = json.loads(FIGURES.read_text())
stages = [0, SMOKE.phases[-1].until]
figures["stages"] = [{"iteration": one, "frechet": 100.0 - one, "sure": 0.5} for one in stages]
FIGURES.write_text(json.dumps(figures))
draw_film.main()
"""
SEEN = """
from streamlit.testing.v1 import AppTest

from components.gan import TOPIC
from components.ui.frame.screen import load

words = {}
for entry in TOPIC.screens:
    app = AppTest.from_file("app.py", default_timeout=120)
    app.session_state["notes"] = True
    app.run()
    app.switch_page(TOPIC.script)
    app.query_params["screen"] = entry.name
    app.session_state["notes"] = True
    app.run()
    assert not app.exception, (entry.name, app.exception)
    words[entry.name] = " ".join(" ".join(text.value for text in app.markdown).split())
history, sliders, explore = words["Training history"], words["Latent sliders"], words["Explore"]
assert "25 iterations of battle" in history
assert "16 at first and 32 from iteration 20 on" in history
assert "from iteration 10 on with the relativistic one" in history
assert "60,000" not in history and "105,000" not in history
assert "turns 16 random numbers" in sliders and "| Beard | 50% | 25% |" in sliders
assert "In 16 dimensions" in explore
assert "takes a *latent* $z$: 16 random numbers" in words["Architecture"]
(walls,) = [load(TOPIC, one) for one in TOPIC.screens if one.name == "Explore"]
(keep,) = [one for one in walls.experiments if one.title == "Keep the glasses"]
assert keep.changes["locked"] == (2,)
"""


def run(script: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_screen_opens_with_other_networks_and_speaks_of_them(tmp_path: Path) -> None:
    for folder in ("components", "pages", ".streamlit"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", tmp_path)
    weights = tmp_path / "weights"
    weights.mkdir()
    for file in (ROOT / "weights").iterdir():
        if file.name not in ("avatar_gan", "runs"):
            (weights / file.name).symlink_to(file)
    shutil.copytree(ROOT / "weights" / "avatar_gan", weights / "avatar_gan")
    run(RETRAIN, tmp_path)
    assert len(list((weights / "avatar_gan").glob("generator_*"))) == 2
    run(SEEN, tmp_path)
