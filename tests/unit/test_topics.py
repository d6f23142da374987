"""The table of topics: old links, and what follows from one more line in it."""

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from components.topic import Topic
from components.topics import BUILT

ROOT = Path(__file__).parents[2]
# The addresses and screens of links that were given away before they got their present names.
OLD = {
    "transfer_learning": ("Look", "Teach", "Understand", "Use", "Take away"),
    "feature_maps": (
        *("Network", "Channels", "Arithmetic", "Kernels"),
        *("What if", "Where", "Wishes", "Roaming"),
    ),
    "lab_forecaster": ("Patients", "Tables", "Forecast", "What if", "Cell", "Why", "Train", "Outcome"),
    "image_gan": (
        *("Slide", "Explore", "Inside", "Discriminator"),
        *("Time machine", "Battle", "Find my picture", "Ask for it"),
    ),
}
LATER = {
    "gan": ("Architecture",),
    "transfer_learning": ("Procedure",),
}  # screens that came after the old links
TOY = {
    "components/toy/__init__.py": """
from components.topic import Entry, Topic

TOPIC = Topic(
    title="A toy", page="toy", folder="toy", icon_name="toys", claim="It counts.", header="Toy",
    screens=(Entry("Counting", "counting"),),
)
""",
    "components/toy/screens/__init__.py": """
def warm() -> None:
    pass
""",
    "components/toy/screens/counting.py": """
from dataclasses import asdict, dataclass

import streamlit as st

from components.ui import url_state
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import Screen
from components.ui.frame.stage import stage


@dataclass(frozen=True)
class CountingSettings:
    count: int = url_state.integer(1, 1, 9)


DEFAULTS = asdict(CountingSettings())
EXPERIMENTS = (Experiment("Many", {"count": 9}),)


def counting_screen() -> None:
    settings = url_state.settings(CountingSettings)
    place = stage("It counts.", EXPERIMENTS, DEFAULTS, "One, two, three.")
    with place.picture:
        st.markdown(f"It counts to {settings.count}.")
    with place.dock:
        st.slider("Count", 1, 9, key="count")


SCREEN = Screen(counting_screen, (CountingSettings,), EXPERIMENTS, DEFAULTS)
""",
    "pages/toy.py": """
from components.toy import TOPIC
from components.ui.frame.screens import show

show(TOPIC)
""",
}
SEEN = """
from streamlit.testing.v1 import AppTest

from components.topics import BUILT
from tests.browser.screens import PAGES
from tests.browser.test_every_screen import SCREENS as EVERY
from tests.pages.test_experiments import EXPERIMENTS
from tests.readme import table
from tests.unit.ui.test_shared_settings import KINDS

app = AppTest.from_file("app.py", default_timeout=60).run()  # with the home page and its map
assert not app.exception
assert [topic.title for topic in BUILT].count("A toy") == 1
app.switch_page("pages/toy.py")
app.query_params["count"] = "3"
app.run()
assert not app.exception
assert "It counts to 3." in [text.value for text in app.markdown]
assert "/toy" in PAGES
assert "/toy?screen=Counting" in EVERY
assert ("toy", "Counting", "Many") in [one[:3] for one in EXPERIMENTS]
assert "CountingSettings" in [kind.__qualname__ for kind in KINDS]
assert "| A toy |" in table()
"""


@pytest.mark.parametrize("address", OLD)
def test_an_old_link_opens_the_screen_that_it_meant(address: str) -> None:
    (topic,) = [one for one in BUILT if address in (one.page, *one.formerly)]
    names = topic.names
    screens = [entry.name for entry in topic.screens if entry.name not in LATER.get(topic.page, ())]
    assert list(dict.fromkeys(names[old] for old in OLD[address])) == screens


@pytest.mark.parametrize("topic", BUILT, ids=lambda topic: topic.page)
def test_each_topic_can_be_warmed(topic: Topic) -> None:
    assert callable(import_module(f"components.{topic.folder}.screens").warm)


def test_no_name_of_a_page_or_screen_is_given_twice() -> None:
    pages = [name for topic in BUILT for name in (topic.page, *topic.formerly)]
    assert len(set(pages)) == len(pages)
    for topic in BUILT:
        screens = [name for entry in topic.screens for name in (entry.name, *entry.formerly)]
        assert len(set(screens)) == len(screens)


def test_a_topic_is_a_folder_a_script_and_one_line(tmp_path: Path) -> None:
    for folder in ("components", "pages", "tests", ".streamlit"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", tmp_path)
    (tmp_path / "weights").symlink_to(ROOT / "weights")
    for name, text in TOY.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    topics = tmp_path / "components" / "topics.py"
    text = topics.read_text(encoding="utf-8")
    topics.write_text(text.replace('    "gan",\n', '    "gan",\n    "toy",\n', 1), encoding="utf-8")
    seen = subprocess.run(
        [sys.executable, "-c", SEEN], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert seen.returncode == 0, seen.stderr[-3000:]
