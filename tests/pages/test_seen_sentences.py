"""Experiments end in one sentence that says what is seen, but for a question that is to be guessed."""

import re

import pytest

from components.topics import BUILT
from components.ui.frame.heading import Experiment
from components.ui.frame.screen import load

SAID = {"rnn", "gan"}  # the pages whose experiments all have their sentence
MOST_WORDS = 28
EXPERIMENTS = [
    pytest.param(experiment, id=f"{topic.page}: {entry.name}: {experiment.title}")
    for topic in BUILT
    if topic.page in SAID
    for entry in topic.screens
    for experiment in load(topic, entry).experiments
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_says_in_one_sentence_what_is_seen(experiment: Experiment) -> None:
    if experiment.changes.get("guess"):
        assert not experiment.seen  # it would give the answer away
        return
    assert experiment.seen.endswith(".")
    assert not re.search(r"[.!?] ", experiment.seen)
    assert len(experiment.seen.split()) <= MOST_WORDS
