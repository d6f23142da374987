import re
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[3] / "components"


@pytest.mark.parametrize("file", sorted(ROOMS.rglob("*.py")), ids=lambda file: file.name)
def test_what_a_component_tells_is_heard_by_one_door(file: Path) -> None:
    """A callback that reads its own key breaks where its page has just been left."""
    text = file.read_text(encoding="utf-8")
    if "components.v2.component(" in text:
        callbacks = re.findall(r"on_[a-z]+_change=(\w+)", text)
        assert [name for name in callbacks if name not in ("on_event", "lambda", "_switch")] == []
        assert "session_state[key]" not in text
