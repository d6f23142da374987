"""Other visitors' long work, which takes the whole pool while a test looks at what waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from components import runtime


@contextmanager
def others_at_work() -> Iterator[None]:
    """Long work has every place in the pool, from the moment on when a place is free."""
    done = threading.Event()

    def hold() -> None:
        done.wait(60)

    for _ in range(runtime.LONG_WIDTH):
        runtime.run_long(hold)
    try:
        yield
    finally:
        done.set()
