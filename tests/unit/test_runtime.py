import gc
import threading
import time
from collections.abc import Iterator

import pytest
import torch

from components import runtime


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    runtime._shared.clear()
    runtime.results.clear()
    runtime.device.cache_clear()
    yield
    runtime.device.cache_clear()


loads: list[str] = []


def slow_load(name: str) -> list[str]:
    time.sleep(0.2)
    loads.append(name)
    return [name]


def other_load(name: str) -> list[str]:
    return [name, "other"]


def test_a_model_is_loaded_once_however_many_ask_at_the_same_time() -> None:
    loads.clear()
    got: list[list[str]] = []
    threads = [threading.Thread(target=lambda: got.append(runtime.shared(slow_load, "a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == ["a"]
    assert all(one is got[0] for one in got)


def test_loaders_and_arguments_are_told_apart() -> None:
    assert runtime.shared(slow_load, "a") == ["a"]
    assert runtime.shared(slow_load, "b") == ["b"]
    assert runtime.shared(other_load, "a") == ["a", "other"]


def test_a_result_is_cached_by_its_key() -> None:
    calls: list[int] = []

    def compute(number: int) -> int:
        calls.append(number)
        return 2 * number

    assert runtime.cached(compute, ("three",), 3) == 6
    assert runtime.cached(compute, ("three",), 3) == 6
    assert runtime.cached(compute, ("four",), 4) == 8
    assert calls == [3, 4]


def test_the_device_can_be_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runtime.DEVICE_VARIABLE, "meta")
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    assert runtime.device() == torch.device("meta")
    assert not torch.backends.cudnn.allow_tf32  # its products would show in the numbers, on any device


def test_a_nonsense_device_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(runtime.DEVICE_VARIABLE, "toaster")
    with pytest.raises(RuntimeError, match="toaster"):
        runtime.device()


def test_answers_run_on_all_cores_with_one_torch_thread_each() -> None:
    everyone = threading.Barrier(runtime.CORES)

    def work() -> int:
        everyone.wait(10)  # passes only when as many run at once as there are cores
        return torch.get_num_threads()

    threads: list[int] = []
    askers = [
        threading.Thread(target=lambda: threads.append(runtime.run_short(work))) for _ in range(runtime.CORES)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert threads == [1] * runtime.CORES


def test_the_pieces_of_a_result_are_computed_side_by_side_and_the_whole_is_cached() -> None:
    everyone = threading.Barrier(runtime.CORES)
    calls: list[int] = []

    def piece(number: int) -> int:
        everyone.wait(10)
        return -number

    def whole() -> list[int]:
        calls.append(1)
        return runtime.map_short(piece, range(runtime.CORES))

    for _ in range(2):
        assert runtime.cached_assembled(whole, ("all",)) == [-number for number in range(runtime.CORES)]
    assert calls == [1]


def test_a_short_answer_is_not_stuck_behind_long_work() -> None:
    release = threading.Event()

    def hold() -> None:
        release.wait(10)

    waiting = [runtime.run_long(hold) for _ in range(2 * runtime.LONG_WIDTH)]
    try:
        assert runtime.run_short(lambda: "at once") == "at once"
        assert not any(work.done() for work in waiting)
        assert runtime.others_wait()
    finally:
        release.set()
    for work in waiting:
        work.result(10)
    assert not runtime.others_wait()


def test_an_error_in_the_lane_reaches_the_one_who_asked() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        runtime.run_short(fail)
    assert runtime.run_short(lambda: 1) == 1  # and the pool goes on


def test_spread_work_keeps_its_order_and_is_only_a_little_ahead() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return -number

    results = runtime.map_long(work, range(100))
    assert [next(results) for _ in range(3)] == [0, -1, -2]
    assert len(begun) <= 3 + 2 * runtime.CORES + 1
    assert list(results) == [-number for number in range(3, 100)]


def test_spread_work_stops_when_nobody_asks_for_it_any_more() -> None:
    begun: list[int] = []
    results = runtime.map_long(begun.append, range(100))
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert runtime.run_short(lambda: len(begun)) <= 2 * runtime.CORES + 1


def test_an_error_in_spread_work_reaches_the_one_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        list(runtime.map_long(lambda number: 1 // number, [1, 0, 2]))


def test_warm_up_runs_all_warmers_and_freezes_the_collector(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runtime, "warmth", runtime.WarmUpStatus(threading.Event()))
    done: list[str] = []

    def breaks() -> None:
        raise OSError("the file is gone")

    try:
        runtime.warm_up(breaks, lambda: done.append("second")).join(30)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert done == ["second"]
    assert runtime.warmth.ready.is_set()
    assert "the file is gone" in runtime.warmth.trouble
    assert "Ready on" in capsys.readouterr().out
