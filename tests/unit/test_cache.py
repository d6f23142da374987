import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from PIL import Image
from plotly.graph_objects import Figure, Scatter

from components.cache import ResultCache, size_of

KB = 1024


@dataclass(frozen=True)
class Result:
    picture: bytes
    maps: tuple[torch.Tensor, ...]
    model: torch.nn.Module


def test_it_takes_no_more_than_its_bytes_and_forgets_what_was_used_longest_ago() -> None:
    cache = ResultCache(100 * KB)
    for name in "abc":
        cache.get(name, lambda: b"x" * 30 * KB)
    cache.get("a", lambda: pytest.fail("it is kept"))
    cache.get("d", lambda: b"x" * 30 * KB)
    assert cache.bytes_kept <= 100 * KB
    cache.get("a", lambda: pytest.fail("it was used since"))
    computed = cache.get("b", lambda: b"anew")
    assert computed == b"anew"


def test_what_is_larger_than_all_of_it_is_given_but_not_kept() -> None:
    cache = ResultCache(10 * KB)
    cache.get("small", lambda: b"x" * KB)
    assert len(cache.get("large", lambda: b"x" * 20 * KB)) == 20 * KB
    cache.get("small", lambda: pytest.fail("it is still kept"))


def test_it_is_computed_once_however_many_ask_at_the_same_time() -> None:
    cache, calls = ResultCache(KB), []

    def slow() -> str:
        time.sleep(0.2)
        calls.append(1)
        return "result"

    with ThreadPoolExecutor(8) as askers:
        assert set(askers.map(lambda _: cache.get("key", slow), range(8))) == {"result"}
    assert calls == [1]


def test_a_failure_is_told_to_each_asker_and_not_kept() -> None:
    cache, begun = ResultCache(KB), threading.Event()

    def fails() -> str:
        begun.set()
        time.sleep(0.1)
        raise ValueError("too large")

    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(cache.get, "key", fails)
        begun.wait(5)
        second = askers.submit(cache.get, "key", lambda: "well")
        assert isinstance(first.exception(5), ValueError)
        assert second.result(5) == "well"


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (np.zeros((100, 100)), 80_000, 80_200),
        (torch.zeros(100, 100), 40_000, 40_200),
        ((torch.zeros(100, 100)[:50], torch.zeros(3)), 40_000, 40_400),
        (Image.new("RGB", (100, 100)), 40_000, 40_000),
        (Result(b"x" * 5_000, (torch.zeros(1_000),), torch.nn.Linear(1_000, 1_000)), 9_000, 9_600),
        ({"a": [b"x" * 1_000, "y" * 1_000]}, 2_000, 2_600),
        (Figure(Scatter(x=list(range(1_000)), y=list(range(1_000)))), 2_000, 200_000),
    ],
    ids=["array", "tensor", "view", "picture", "dataclass with a shared model", "dict", "figure"],
)
def test_the_size_is_what_the_large_parts_take(value: object, least: int, most: int) -> None:
    assert least <= size_of(value) <= most


def test_what_stands_in_a_result_twice_counts_once() -> None:
    maps = torch.zeros(1_000)
    assert size_of([maps, maps[:10], maps.view(10, 100)]) < 4_400
