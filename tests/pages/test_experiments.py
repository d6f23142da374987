"""Each experiment of each screen puts the page into exactly its state, whatever was set before."""

import pytest

from components.topics import BUILT
from components.ui.frame.heading import EXPERIMENT
from components.ui.frame.screen import Screen, load
from tests.pages.conftest import OpenPage

# What leaves a setting to the page, which takes what stands out and puts that into it.
AUTOMATIC = {"operation": 0, "channel": -1, "wish_channel": -1, "edits": ""}
EXPERIMENTS = [
    (topic.page, entry.name, experiment.title)
    for topic in BUILT
    for entry in topic.screens
    for experiment in load(topic, entry).experiments
]
SCREENS = [
    (topic.page, entry.name, screen)
    for topic in BUILT
    for entry in topic.screens
    if (screen := load(topic, entry)).experiments
]


@pytest.mark.parametrize(
    ("page", "name", "screen"), SCREENS, ids=[f"{page}: {name}" for page, name, _ in SCREENS]
)
def test_the_experiments_set_exactly_their_state(
    open_page: OpenPage, page: str, name: str, screen: Screen
) -> None:
    app = open_page(page, screen=name)
    states = []
    for experiment in (*screen.experiments, screen.experiments[0]):
        app.button(key=f"{EXPERIMENT}{experiment.title}").click().run()
        assert not app.exception
        wanted = {**screen.defaults, **experiment.changes}
        states.append({key: app.session_state[key] for key in wanted})
        fixed = [key for key in wanted if key not in AUTOMATIC or wanted[key] != AUTOMATIC[key]]
        assert {key: states[-1][key] for key in fixed} == {key: wanted[key] for key in fixed}
    assert states[-1] == states[0]
