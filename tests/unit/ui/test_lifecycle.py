"""The components' scripts: what outlives a call is asked of one module, and ends with the component."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[3] / "components").rglob("*.js"))
OUTLIVES = re.compile(
    r"\b(\w+Observer|setTimeout|setInterval|requestAnimationFrame|requestIdleCallback|addEventListener)\b"
    r"|(?<![.\w])(document|window|globalThis)\.on\w+ ="
)
KEEPER = "lifecycle.js"
FOR_THE_TAB = {  # what these ask for belongs to the tab, is asked for once, and holds no element
    "address.js": "the browser's history",
    "own_data.js": "the question before a reload",
}
COUNTED_UP = re.compile(r"for \([^)]*\+=")  # a loop whose step may be 0, negative or no number


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_nothing_outlives_its_component(script: Path) -> None:
    if script.name not in (KEEPER, *FOR_THE_TAB):
        assert OUTLIVES.search(script.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_loop_has_a_computed_step(script: Path) -> None:
    for line in script.read_text(encoding="utf-8").splitlines():
        found = COUNTED_UP.search(line)
        assert found is None or re.search(r"\+= \d+\)", line[found.start() :]), line


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_what_lives_is_ended_with_its_component(script: Path) -> None:
    """A component that asks for a life hands back what ends it."""
    text = script.read_text(encoding="utf-8")
    if "export default" in text and "life" in text:
        assert re.search(r"^  return living\(", text, re.MULTILINE)
