"""Each experiment of each screen puts the page into exactly its state, whatever was set before."""

import pytest

from components.topics import BUILT
from components.ui.frame.heading import EXPERIMENT
from components.ui.frame.screen import Screen, load
from tests.pages.conftest import OpenPage

LEFT_TO_THE_PAGE = (-1, "")  # the page takes what stands out, and puts that into the setting
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
        assert {key: value for key, value in states[-1].items() if wanted[key] not in LEFT_TO_THE_PAGE} == {
            key: value for key, value in wanted.items() if value not in LEFT_TO_THE_PAGE
        }
    assert states[-1] == states[0]
