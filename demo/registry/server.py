"""The registry process over HTTP. Every question is signed, every answer too (bancheng.exchange.signing)."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bancheng.demo_city.population import calendar
from bancheng.exchange import signing
from bancheng.organizations.spec import load_world
from demo.registry.faults import HUGE, Fault, Switchboard
from demo.registry.records import Registry
from demo.registry.telling import tell_death

SHANGHAI = ZoneInfo("Asia/Shanghai")
SYSTEM = "bancheng"
LARGEST = 1_000_000
PLATFORM = f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
"""Where the platform is, unless told otherwise."""
Answer = tuple[int, dict[str, Any]]


class Department:
    """State of the process: registers, faults, what was notified, the shared key."""

    def __init__(self, data: Path, platform: str) -> None:
        self.data = data
        self.platform = platform
        self.key = signing.shared_key(data)
        nonces = data / "demo" / "registry-nonces.sqlite"
        nonces.parent.mkdir(parents=True, exist_ok=True)
        self.nonces = signing.StoredNonces(nonces)
        self.switchboard = Switchboard()
        self.notified: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._registry: tuple[calendar.Settled, Registry] | None = None

    def registry(self) -> Registry:
        """The registers, made anew when the demo's day has moved."""
        settled = calendar.settle(self.data, today())
        with self._lock:
            if self._registry is None or self._registry[0] != settled:
                world = load_world(calendar.CITY, settled.anchor)
                people = calendar.people(settled, world)
                self._registry = (settled, Registry(world, people, settled.births_on))
            return self._registry[1]

    def ask(self, path: str, body: bytes) -> Answer:
        """Answer a question to a resource."""
        resource = self.registry().resources.get(path)
        if resource is None:
            return 404, {"error": "unknown resource"}
        try:
            asked = json.loads(body)
            found = resource.answer(asked["inputs"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return 400, {"error": f"bad question: {type(error).__name__}"}
        return 200, {
            "found": bool(found.records),
            "authority": found.authority,
            "at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            "records": found.records,
        }

    def notify(self, body: bytes) -> Answer:
        """Take a result that the platform says has become available; the same reference counts once."""
        try:
            told = json.loads(body)
            reference = str(told["reference"])
        except (ValueError, KeyError, TypeError):
            return 400, {"error": "bad notice"}
        with self._lock:
            if all(each.get("reference") != reference for each in self.notified):
                self.notified.append(told)
        return 202, {"received": reference}


class Handler(BaseHTTPRequestHandler):
    """One request. The department hangs on the server."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-registry"
    timeout = 60

    @property
    def department(self) -> Department:
        department: Department = self.server.department  # type: ignore[attr-defined]
        return department

    def do_GET(self) -> None:
        if self.path == "/health":
            return self._send(200, {"ok": True})
        if self.path == "/notified":
            return self._send(200, {"notified": self.department.notified})
        if self.path == "/admin/mode":
            return self._send(200, self.department.switchboard.all())
        self._send(404, {"error": "not here"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            return self._send(413, {"error": "too large"})
        body = self.rfile.read(length)
        if self.path in {"/admin/mode", "/admin/death"}:
            return self._ordered(body)
        name = self.path.partition("?")[0].removeprefix("/resources/")
        try:
            self._verify(body)
        except signing.Refused as refused:
            print(f"refused: {refused.reason}", file=sys.stderr)  # noqa: T201 - the log of this process
            return self._send_signed(Fault(), 401, {"error": "not authenticated"})
        if self.path == "/notify":
            return self._send_signed(Fault(), *self.department.notify(body))
        self._send_signed(self.department.switchboard.of(name), *self.department.ask(name, body))

    def _verify(self, body: bytes) -> None:
        message = signing.Message("POST", self.headers.get("Host", ""), self.path, body)
        department = self.department
        signing.verify(
            dict(self.headers),
            message,
            key_of=lambda system: department.key if system == SYSTEM else None,
            nonces=department.nonces,
            now=time.time(),
        )

    def _ordered(self, body: bytes) -> None:
        """Break a register on purpose, or have it tell the platform that somebody died."""
        # A page in a browser cannot send this header to another origin without being asked first.
        if self.headers.get("X-Demo-Admin") != "1":
            return self._send(403, {"error": "say X-Demo-Admin: 1"})
        try:
            told = json.loads(body)
            if self.path == "/admin/death":
                return self._send(
                    *tell_death(told.get("to") or self.department.platform, self.department.data, told)
                )
            self.department.switchboard.set(told["path"], told["mode"], float(told.get("seconds", 5)))
        except (ValueError, KeyError, TypeError) as error:
            return self._send(400, {"error": str(error)})
        self._send(200, self.department.switchboard.all())

    def _send_signed(self, fault: Fault, status: int, answer: dict[str, Any]) -> None:
        body = _text(answer)
        spoil = SPOILERS.get(fault.mode)
        if spoil is not None:
            status, body = spoil(status, body)
        if fault.mode == "slow":
            time.sleep(fault.seconds)
        if fault.mode == "down":
            self.close_connection = True
            return
        nonce = signing.nonce_of(dict(self.headers))
        signed = signing.sign_answer(self.department.key, nonce=nonce, status=status, body=body)
        self._write(status, body, {} if fault.mode == "bad-signature" else signed, drip=fault.mode == "drip")

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        self._write(status, _text(answer), {})

    def _write(self, status: int, body: bytes, headers: dict[str, str], *, drip: bool = False) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            if not drip:
                self.wfile.write(body)
                return
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()
                time.sleep(1)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a department's access log is its own business, and ours must hold no personal data."""


SPOILERS: dict[str, Callable[[int, bytes], tuple[int, bytes]]] = {
    "error": lambda _status, _body: (500, b'{"error": "broken on purpose"}'),
    "half": lambda status, body: (status, body[: len(body) // 2]),
    "wrong-schema": lambda status, _body: (status, b'{"result": ["not", "what", "was", "agreed"]}'),
    "huge": lambda status, _body: (status, b'{"records": "' + b"x" * HUGE + b'"}'),
}


def today() -> date:
    """The date in the demo city."""
    return datetime.now(SHANGHAI).date()


def _text(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()


class Server(ThreadingHTTPServer):
    """The listening process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], data: Path, platform: str) -> None:
        super().__init__(address, Handler)
        self.department = Department(data, platform)


def make_server(port: int, data: Path, host: str = "127.0.0.1", platform: str = PLATFORM) -> Server:
    """A server that is bound (port 0: any free one) and not yet serving. `platform`: where it tells deaths."""
    return Server((host, port), data, platform)
