"""A fake department over real HTTP whose behaviour a test scripts, one step per request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bancheng.exchange import signing

KEY = bytes(range(32))
Step = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    department: Department

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message = signing.Message("POST", self.headers["Host"], self.path, body)
        try:
            self.department.nonces_seen.append(signing.nonce_of(self.headers))
            signing.verify(
                self.headers, message, key_of=lambda _: KEY, nonces=self.department.nonces, now=time.time()
            )
        except signing.Refused:
            self.say(401, b"{}")
            return
        asked = json.loads(body)
        step = self.department.next_step(asked)
        # A person who closed the line before the answer is no failure of the department.
        with suppress(BrokenPipeError, ConnectionResetError):
            step(self, asked)
            self.department.finished.append(asked)

    def say(
        self, status: int, body: bytes, *, sign: bool = True, key: bytes = KEY, nonce: str | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if sign:
            own = nonce or signing.nonce_of(self.headers)
            for name, value in signing.sign_answer(key, nonce=own, status=status, body=body).items():
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Department:
    def __init__(self, folder: Path) -> None:
        self.nonces = signing.StoredNonces(folder / "nonces.sqlite")
        self.nonces_seen: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.steps: list[Step] = []
        self.always: Step = answer()
        self.finished: list[dict[str, Any]] = []
        """The questions whose step came to its end with somebody still listening."""
        self._lock = threading.Lock()
        handler = type("Scripted", (Handler,), {"department": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"

    def next_step(self, asked: dict[str, Any]) -> Step:
        with self._lock:
            self.asked.append(asked)
            return self.steps.pop(0) if self.steps else self.always


@contextmanager
def running(folder: Path) -> Iterator[Department]:
    department = Department(folder)
    thread = threading.Thread(
        target=department.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield department
    finally:
        department.server.shutdown()
        department.server.server_close()


def body(*records: dict[str, Any], **more: Any) -> bytes:
    said = {
        "found": bool(records),
        "authority": "善美市民政局",
        "at": "2026-11-21T10:32:00+08:00",
        "records": records,
    }
    return json.dumps({**said, **more}, ensure_ascii=False).encode()


def answer(*records: dict[str, Any], **more: Any) -> Step:
    return lambda handler, _asked: handler.say(200, body(*records, **more))


def raw(content: bytes, status: int = 200, **how: Any) -> Step:
    return lambda handler, _asked: handler.say(status, content, **how)


def silent(seconds: float) -> Step:
    return lambda _handler, _asked: time.sleep(seconds)


def hang_up(handler: Handler, _asked: dict[str, Any]) -> None:
    handler.close_connection = True
    handler.connection.close()


def drip(content: bytes, *, headers_too: bool = False, pause: float = 0.05) -> Step:
    """One byte at a time."""

    def step(handler: Handler, _asked: dict[str, Any]) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        if not headers_too:
            handler.wfile.write(head)
        for byte in (head if headers_too else b"") + content:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause)

    return step


def flood(handler: Handler, _asked: dict[str, Any]) -> None:
    """50 MB."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(50_000_000))
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b" " * 1_000_000)
