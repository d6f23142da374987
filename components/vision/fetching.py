"""Fetches a backbone's weights, on an explicit press only; a file that isn't whole never gets its name."""

import hashlib
import os
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from components.vision.backbones import Backbone

MIRROR_VARIABLE = "CHALKNET_WEIGHTS_URL"
CHUNK = 1 << 18
SILENCE_SECONDS = 15.0
POLL_SECONDS = 0.2
UNFINISHED = ".part"
ABANDONED_SECONDS = 3600.0  # a chunk arrives sooner, however slow the line


class FetchError(RuntimeError):
    """Why the weights couldn't be fetched, in one sentence."""


@dataclass(frozen=True)
class Progress:
    """Bytes received so far, and expected in all (0 if the server doesn't say)."""

    received: int
    expected: int


@dataclass
class _Transfer:
    """One download, in a thread of its own, so that a silent server can't keep it from being cancelled."""

    url: str
    destination: Path
    stop: threading.Event = field(default_factory=threading.Event)
    received: int = 0
    expected: int = 0
    trouble: str = ""

    def run(self) -> None:
        handle, part = tempfile.mkstemp(suffix=UNFINISHED, dir=self.destination.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                digest = self._receive(file.write)
            if self.stop.is_set():
                return
            if not digest.startswith(self.destination.stem.rpartition("-")[2]):
                raise FetchError(
                    "The file that arrived is not the one expected. It was thrown away; please try again."
                )
            os.chmod(part, 0o644)
            os.replace(part, self.destination)
        except FetchError as error:
            self.trouble = str(error)
        except (
            OSError,
            HTTPException,
            ValueError,
        ):  # no network, a broken answer, a mirror that is no address
            self.trouble = (
                "The weights could not be fetched; check the network connection, "
                "or go on with a network that is already here."
            )
        finally:
            Path(part).unlink(missing_ok=True)

    def _receive(self, write: Callable[[bytes], int]) -> str:
        digest = hashlib.sha256()
        with urllib.request.urlopen(self.url, timeout=SILENCE_SECONDS) as response:
            self.expected = int(response.headers.get("Content-Length") or 0)
            while not self.stop.is_set() and (chunk := response.read(CHUNK)):
                write(chunk)
                digest.update(chunk)
                self.received += len(chunk)
        if self.received < self.expected and not self.stop.is_set():
            raise FetchError("The connection broke off before the whole file had arrived; please try again.")
        return digest.hexdigest()


def source(backbone: Backbone) -> str:
    """Where the weights come from: torchvision's address, or the folder in `CHALKNET_WEIGHTS_URL`.

    With a mirror in the classroom thirty laptops needn't fetch through one outside line.
    """
    mirror = os.environ.get(MIRROR_VARIABLE)
    return f"{mirror.rstrip('/')}/{backbone.file.name}" if mirror else backbone.weights.url


def _clear_up(folder: Path) -> None:
    """Throw away what a server that was killed in the middle left behind."""
    for part in folder.glob(f"*{UNFINISHED}"):
        with suppress(FileNotFoundError):  # another server may clear up too
            if time.time() - part.stat().st_mtime > ABANDONED_SECONDS:
                part.unlink()


def fetch(backbone: Backbone, cancel: threading.Event) -> Iterator[Progress]:
    """Download to the place where `load_network` looks, reporting progress five times a second.

    The file takes its name only when its sha256 fits. Raises FetchError.
    """
    _clear_up(backbone.file.parent)
    transfer = _Transfer(source(backbone), backbone.file)
    thread = threading.Thread(target=transfer.run, name="fetch", daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not cancel.is_set():
            yield Progress(transfer.received, transfer.expected)
            thread.join(POLL_SECONDS)
    finally:
        transfer.stop.set()
    if transfer.trouble:
        raise FetchError(transfer.trouble)
