"""Where and when models run: the device, the shared models, the two pools that pace work, the warm-up.

One process serves a whole class. Models and results are held once for everybody, so whatever is
handed out here is shared and must never be changed by its user.
"""

import functools
import gc
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import streamlit as st

from components.cache import RESULT_BYTES, ResultCache

if TYPE_CHECKING:  # torch takes over a second to import: the first page is painted before that
    import torch

A = TypeVar("A")
T = TypeVar("T")
P = ParamSpec("P")

DEVICE_VARIABLE = "CHALKNET_DEVICE"
CORES = os.cpu_count() or 1
LONG_WIDTH = 2


# --- The device -----------------------------------------------------------------------------------


@functools.cache
def device() -> "torch.device":
    """The device that models run on: CUDA, else MPS, else the CPU; `CHALKNET_DEVICE` overrides.

    Raises RuntimeError if the override names no device that torch knows.
    """
    import torch

    torch.backends.cudnn.allow_tf32 = False  # its 10-bit products would show in the numbers
    wanted = os.environ.get(DEVICE_VARIABLE)
    if wanted:
        return torch.device(wanted)
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def device_name() -> str:
    """The device in words, for the sidebar."""
    import torch

    place = device()
    if place.type == "cuda":
        return torch.cuda.get_device_name(place)
    return {"cpu": f"CPU, {CORES} cores", "mps": "Apple GPU"}.get(place.type, str(place))


# --- What is held once for all sessions --------------------------------------------------------------


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@st.cache_resource(show_spinner=False)
def _shared(_load: Callable[..., T], name: str, args: tuple[Hashable, ...]) -> T:  # noqa: ARG001
    return _load(*args)


results = ResultCache(RESULT_BYTES)


def shared(load: Callable[..., T], *args: str) -> T:
    """What `load(*args)` returns, loaded once for all sessions; `load` is a module-level function."""
    return _shared(load, _name(load), args)


def cached(compute: Callable[P, T], key: tuple[str, ...], *args: P.args, **kwargs: P.kwargs) -> T:
    """`compute(*args)` run in the short pool, its result kept under `key` for all sessions.

    `key` must tell apart whatever changes the result; name a visitor's bytes by their sha256. The results
    used last are kept, as many as fit into RESULT_BYTES.
    """
    kept: T = results.get((_name(compute), key), lambda: run_short(compute, *args, **kwargs))
    return kept


def cached_assembled(compute: Callable[P, T], key: tuple[str, ...], *args: P.args, **kwargs: P.kwargs) -> T:
    """Like `cached`, for what isn't run in the short pool but lets `map_short` compute its pieces."""
    kept: T = results.get((_name(compute), key), lambda: compute(*args, **kwargs))
    return kept


# --- The two pools ------------------------------------------------------------------------------------


def _one_torch_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _step_back() -> None:
    """Let this thread run behind the others."""
    if sys.platform == "linux":  # where a priority is a thread's; elsewhere the few threads must do
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _start_helper() -> None:
    _one_torch_thread()
    _step_back()


_short = ThreadPoolExecutor(CORES, "short-pool", _one_torch_thread)
_helpers = ThreadPoolExecutor(CORES, "long-pool-helper", _start_helper)
_long = ThreadPoolExecutor(LONG_WIDTH, "long-pool", _one_torch_thread)
_newest: "deque[Future[None]]" = deque(maxlen=1)  # of the long pool


def run_short(compute: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a short piece of model work (under a second) in the short pool and wait for its result.

    The pool is as wide as the machine has cores, each piece with one torch thread. That serves a
    crowd best, and a lone visitor too: outside the process's main thread, a forward pass of a small
    network is slower on two threads than on one (33 to 44 ms against 26 ms on two cores).
    """
    return _short.submit(compute, *args, **kwargs).result()


def map_short(compute: Callable[[A], T], pieces: Iterable[A]) -> list[T]:
    """`compute` on each piece in the short pool, side by side. Not to be asked from within the pool."""
    pending = [_short.submit(compute, piece) for piece in pieces]
    return [future.result() for future in pending]


def run_long(work: Callable[[], None]) -> "Future[None]":
    """Queue `work` in the long pool: few at once, with one torch thread each, and behind short answers."""
    future = _long.submit(_gently, work)
    _newest.append(future)
    return future


def others_wait() -> bool:
    """Whether any long work waits for its turn. The pool begins it in order, so the newest tells."""
    return any(not (future.running() or future.done()) for future in tuple(_newest))


def map_long(work: Callable[[A], T], items: Iterable[A]) -> Iterator[T]:
    """`work` on each item, for jobs: as many at once as there are cores, the results in order.

    Only a few are ahead of the one that is waited for, so that several visitors' items take turns;
    whoever stops asking for results stops the work. Each piece has one torch thread.
    """
    ahead: deque[Future[T]] = deque()
    try:
        for item in items:
            ahead.append(_helpers.submit(work, item))
            if len(ahead) > 2 * CORES:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        for future in ahead:
            future.cancel()


def _gently(work: Callable[[], None]) -> None:
    _step_back()
    work()


# --- Warm-up ----------------------------------------------------------------------------------------


@dataclass
class WarmUpStatus:
    """How far the warm-up has come, and what went wrong with it, in one sentence."""

    ready: threading.Event
    trouble: str = ""


warmth = WarmUpStatus(threading.Event())


def warm_up(*warmers: Callable[[], object]) -> threading.Thread:
    """Run `warmers` in the background, then freeze the collector and say that the app is ready.

    A warmer loads a topic's models and runs them once, so that the first visitor doesn't wait. One
    that fails is reported and doesn't stop the others: its page says what is wrong when opened.
    """

    def work() -> None:
        start = time.perf_counter()
        for warm in warmers:
            try:
                warm()
            except Exception as error:  # whatever it was, the server must still come up
                warmth.trouble = f"{_name(warm)} failed: {error}"
                print(f"Warm-up: {warmth.trouble}", file=sys.stderr, flush=True)
        gc.collect()
        gc.freeze()  # the models' many objects needn't be looked through at every later collection
        warmth.ready.set()
        print(f"Ready on {device_name()} after {time.perf_counter() - start:.1f} s.", flush=True)

    thread = threading.Thread(target=work, name="warm-up", daemon=True)
    thread.start()
    return thread
