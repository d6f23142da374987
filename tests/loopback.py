"""A real HTTP server on loopback that can be told to misbehave."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Server:
    """What the server sends: `content`, announced as `length` bytes.

    After `stall_after` bytes it only drips, `drip` bytes twenty times a second, or falls silent.
    """

    content: bytes
    length: int
    stall_after: int | None = None
    drip: int = 0
    status: int = 200
    release: threading.Event = field(default_factory=threading.Event)  # ends the silence
    asked: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def loopback(content: bytes) -> Iterator[Server]:
    """Serves `content` at whatever path is asked for."""
    script = Server(content, len(content))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.asked.append(self.path)
            self.send_response(script.status)
            self.send_header("Content-Length", str(script.length))
            self.end_headers()
            if script.stall_after is None:
                self.wfile.write(script.content)
                return
            self.wfile.write(script.content[: script.stall_after])
            self.wfile.flush()
            end = time.monotonic() + 30
            while not script.release.wait(0.05) and time.monotonic() < end:
                try:
                    self.wfile.write(bytes(script.drip))
                except OSError:  # the client hung up
                    return

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    script.url = f"http://127.0.0.1:{http.server_port}/files/"
    yield script
    script.release.set()
    http.shutdown()
    http.server_close()
