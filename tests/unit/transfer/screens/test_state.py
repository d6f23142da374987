"""Two runs of one visitor may be under way at once: one has been told to stop, and goes on for a while."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit

from components.transfer.dataset import PhotoDataset
from components.transfer.screens.state import OWN, TeachSettings, change_dataset, current_dataset

SETTINGS = TeachSettings(album=OWN)


def test_neither_of_two_changes_of_a_data_set_at_once_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "session_state", {})
    both_began = threading.Event()

    def slow(present: PhotoDataset) -> PhotoDataset:
        both_began.wait(0.5)  # in vain, as long as the other one has to wait
        return present.add_class("cats")

    def quick(present: PhotoDataset) -> PhotoDataset:
        both_began.set()
        return present.add_class("dogs")

    current_dataset(SETTINGS)
    with ThreadPoolExecutor(2) as runs:
        for one in [runs.submit(change_dataset, SETTINGS, change) for change in (slow, quick)]:
            one.result()
    assert set(current_dataset(SETTINGS).names) == {"Class 1", "Class 2", "cats", "dogs"}
