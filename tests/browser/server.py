"""Starts the app as a visitor's `streamlit run app.py` would, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

HEADLESS = ("--server.headless", "true", "--server.address", "127.0.0.1")
ROOT = Path(__file__).parents[2]
WARM_SECONDS = 180  # at most, until the server is ready


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def wait_for_warmth(log: Path) -> None:
    """Wait until the server has said that it is ready. Raises TimeoutError."""
    latest = time.monotonic() + WARM_SECONDS
    while "Ready on" not in log.read_text(encoding="utf-8"):
        if time.monotonic() > latest:
            raise TimeoutError(f"the app was not ready after {WARM_SECONDS} seconds")
        time.sleep(0.05)


@contextmanager
def serving(script: Path = ROOT / "app.py", **environment: str) -> Iterator[tuple[str, Path]]:
    """Yields the address, and the file that holds all that the server has said so far."""
    with tempfile.TemporaryDirectory() as folder:
        # Not a pipe: nobody reads it while tests run, and a server stands still once a pipe is full.
        log = Path(folder, "server.log")
        with log.open("w", encoding="utf-8") as output, _started(script, output, environment) as address:
            yield address, log


@contextmanager
def _started(script: Path, output: TextIO, environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *HEADLESS, "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 60
        while not _answers(f"{address}/_stcore/health"):
            assert process.poll() is None, Path(output.name).read_text(encoding="utf-8")
            assert time.monotonic() < end, "the server did not come up within a minute"
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
