import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from torchvision.models import ResNet18_Weights, resnet18

from components.vision import backbones, fetching
from components.vision.backbones import Backbone
from components.vision.fetching import FetchError, Progress, fetch
from tests.loopback import Server, loopback

CONTENT = bytes(range(256)) * 8192  # 2 MiB
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[Server]:
    with loopback(CONTENT) as script:
        yield script


@pytest.fixture
def backbone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server) -> Backbone:
    """A backbone whose file name promises the sha256 of CONTENT, to be fetched from the loopback server."""
    monkeypatch.setattr(backbones, "CHECKPOINTS", tmp_path)
    monkeypatch.setenv(fetching.MIRROR_VARIABLE, server.url)

    @dataclass(frozen=True)
    class Weights:
        url: str = f"https://example.invalid/tiny-{DIGEST[:8]}.pth"

    return Backbone("Tiny", Weights(), resnet18)


def leftovers(backbone: Backbone) -> list[Path]:
    return sorted(backbone.file.parent.iterdir())


def wait_until_empty(backbone: Backbone) -> None:
    """The transfer's own thread clears up behind itself."""
    end = time.monotonic() + 5
    while leftovers(backbone) and time.monotonic() < end:
        time.sleep(0.02)
    assert leftovers(backbone) == []


def test_a_file_arrives_whole_and_says_how_far_it_is(backbone: Backbone, server: Server) -> None:
    steps = list(fetch(backbone, threading.Event()))
    assert server.asked == [f"/files/tiny-{DIGEST[:8]}.pth"]
    assert backbone.file.read_bytes() == CONTENT
    assert leftovers(backbone) == [backbone.file]
    assert all(isinstance(step, Progress) for step in steps)
    assert all(0 <= step.received <= len(CONTENT) for step in steps)


def test_progress_is_reported_while_the_server_is_slow(backbone: Backbone, server: Server) -> None:
    server.stall_after = len(CONTENT) // 2
    steps = []
    for step in fetch(backbone, cancel := threading.Event()):
        steps.append(step)
        if step.received >= len(CONTENT) // 4:
            cancel.set()
    assert steps[-1].expected == len(CONTENT)
    assert steps[-1].received >= len(CONTENT) // 4


def test_cancelling_while_the_server_is_silent_takes_less_than_a_second(
    backbone: Backbone, server: Server
) -> None:
    server.stall_after = 1000
    cancel = threading.Event()
    steps = fetch(backbone, cancel)
    next(steps)
    cancel.set()
    start = time.monotonic()
    assert list(steps) == []
    assert time.monotonic() - start < 1
    server.release.set()
    wait_until_empty(backbone)


def test_a_truncated_file_is_thrown_away(backbone: Backbone, server: Server) -> None:
    server.content = CONTENT[:-1000]
    server.stall_after, server.release = len(server.content), threading.Event()
    server.release.set()
    with pytest.raises(FetchError, match="broke off"):
        list(fetch(backbone, threading.Event()))
    wait_until_empty(backbone)


def test_what_a_killed_server_left_is_thrown_away_and_what_another_one_writes_is_not(
    backbone: Backbone,
) -> None:
    abandoned, written = (backbone.file.with_name(f"{name}.part") for name in ("abandoned", "written"))
    for part in (abandoned, written):
        part.write_bytes(b"half")
    long_ago = time.time() - 2 * fetching.ABANDONED_SECONDS
    os.utime(abandoned, (long_ago, long_ago))
    list(fetch(backbone, threading.Event()))
    assert leftovers(backbone) == sorted([backbone.file, written])


def test_a_changed_file_is_thrown_away(backbone: Backbone, server: Server) -> None:
    server.content = b"x" + CONTENT[1:]
    with pytest.raises(FetchError, match="not the one expected"):
        list(fetch(backbone, threading.Event()))
    wait_until_empty(backbone)


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_that_has_no_such_file_is_one_sentence(
    backbone: Backbone, server: Server, status: int
) -> None:
    server.status = status
    with pytest.raises(FetchError, match="could not be fetched"):
        list(fetch(backbone, threading.Event()))
    wait_until_empty(backbone)


def test_offline_is_one_sentence(backbone: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetching.MIRROR_VARIABLE, "http://127.0.0.1:9/")  # nobody listens there
    with pytest.raises(FetchError, match="check the network connection"):
        list(fetch(backbone, threading.Event()))
    wait_until_empty(backbone)


def test_without_a_mirror_torchvisions_address_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(fetching.MIRROR_VARIABLE, raising=False)
    resnet = backbones.BACKBONES["ResNet-18"]
    assert fetching.source(resnet) == ResNet18_Weights.IMAGENET1K_V1.url
