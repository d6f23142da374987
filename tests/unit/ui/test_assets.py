"""What several scripts need stands in ui/widgets/js/, and nowhere again."""

import re
from pathlib import Path

import pytest

from components.ui.assets import SHARED, together

SCRIPTS = sorted((Path(__file__).parents[3] / "components").rglob("*.js"))
DECLARED = re.compile(r"^(?:const|class|function) (\w+)", re.MULTILINE)


@pytest.mark.parametrize("shared", sorted(SHARED.glob("*.js")), ids=lambda script: script.name)
def test_what_is_shared_is_declared_once(shared: Path) -> None:
    names = set(DECLARED.findall(shared.read_text(encoding="utf-8")))
    assert names
    for script in SCRIPTS:
        assert script == shared or not names & set(DECLARED.findall(script.read_text(encoding="utf-8"))), (
            script
        )


def test_scripts_are_joined_in_order() -> None:
    joined = together(str(SHARED.with_name("curves.py")), "svg.js", "curves.js")
    assert joined.index("const part =") < joined.index("export default")
