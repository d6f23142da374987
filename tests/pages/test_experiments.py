"""Each experiment of each screen puts the page into exactly its state, whatever was set before."""

import pytest

from components.topics import BUILT
from components.ui.frame.heading import EXPERIMENT, Experiment
from components.ui.frame.screen import Screen, load
from tests.pages.conftest import OpenPage

# What leaves a setting to the page, which takes what stands out and puts that into it.
AUTOMATIC = {"operation": 0, "channel": -1, "wish_channel": -1, "edits": ""}
MOST_WORDS = 28  # of a sentence that is read beside the picture
SCREENS = [
    (topic.page, entry.name, screen)
    for topic in BUILT
    for entry in topic.screens
    if (screen := load(topic, entry)).experiments
]
EACH_SCREEN = pytest.mark.parametrize(
    ("page", "name", "screen"), SCREENS, ids=[f"{page}: {name}" for page, name, _ in SCREENS]
)
EXPERIMENTS = [
    (page, name, experiment.title, experiment)
    for page, name, screen in SCREENS
    for experiment in screen.experiments
]


@EACH_SCREEN
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


@EACH_SCREEN
def test_an_experiment_ends_in_one_sentence_until_something_is_changed(
    open_page: OpenPage, page: str, name: str, screen: Screen
) -> None:
    app = open_page(page, screen=name)

    def sentences() -> list[str]:
        texts = [element.value for element in app.markdown]
        return [one.seen for one in screen.experiments if one.seen and one.seen in texts]

    assert not sentences()
    for experiment in screen.experiments:
        app.button(key=f"{EXPERIMENT}{experiment.title}").click().run()
        assert sentences() == ([experiment.seen] if experiment.seen else [])
        app.run()
        assert sentences() == ([experiment.seen] if experiment.seen else [])


@pytest.mark.parametrize(
    "experiment",
    [experiment for *_, experiment in EXPERIMENTS],
    ids=[": ".join(where) for *where, _ in EXPERIMENTS],
)
def test_an_experiment_says_what_is_seen_unless_it_is_to_be_guessed(experiment: Experiment) -> None:
    if experiment.changes.get("guess"):
        assert not experiment.seen
        return
    assert experiment.seen.endswith(".")
    assert ". " not in experiment.seen
    assert len(experiment.seen.split()) <= MOST_WORDS


def test_the_sentence_goes_with_the_first_change(open_page: OpenPage) -> None:
    app = open_page("transfer_learning", screen="Classify")
    retina = retina_experiment()
    app.button(key=f"{EXPERIMENT}{retina.title}").click().run()
    assert retina.seen in [element.value for element in app.markdown]
    app.selectbox(key="against").select("tabby").run()
    assert retina.seen not in [element.value for element in app.markdown]


def test_the_sentence_on_a_sample_goes_when_a_photo_of_ones_own_comes(
    open_page: OpenPage, cat: bytes
) -> None:
    app = open_page("transfer_learning", screen="Classify")
    retina = retina_experiment()
    app.button(key=f"{EXPERIMENT}{retina.title}").click().run()
    assert retina.seen in [element.value for element in app.markdown]
    app.file_uploader(key="photo").upload("cat.webp", cat).run()
    assert retina.seen not in [element.value for element in app.markdown]


def retina_experiment() -> Experiment:
    """An experiment on a sample photo that changes nothing else."""
    screen = next(found for at, name, found in SCREENS if (at, name) == ("transfer_learning", "Classify"))
    return next(one for one in screen.experiments if one.changes == {"sample": "retina"})
