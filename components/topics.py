"""The lecture's topics, in its order. A new one is a folder that says its TOPIC, a script, one line here."""

from importlib import import_module

from components.topic import Topic

FOLDERS = (
    "transfer",
    "cnn",
    "rnn",
    "gan",
    "zoo",
)


def _said_by(folder: str) -> Topic:
    topic: Topic = import_module(f"components.{folder}").TOPIC
    return topic


BUILT = tuple(_said_by(folder) for folder in FOLDERS)
