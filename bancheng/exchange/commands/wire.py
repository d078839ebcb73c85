"""One signed question to one department's system over HTTP, within a deadline and a size that nothing can
stretch.

Written on httpcore (the engine of httpx) because httpx's time-outs are per read: a system that sends one
byte a second, in the headers or in the body, would hold a thread for ever. Here every socket operation
gets what is left until the deadline. Only the configured address is ever connected to: the resource's path
cannot name another host, redirects are answers like any other wrong answer, proxies of the environment are
not used.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from bancheng.exchange import signing

MOST_BYTES = 1_000_000
CONNECT_SECONDS = 1.0
AT_ONCE = 8
"""Calls at the same time to one system: a slow department fills its own places, not everybody's."""
SYSTEM = "bancheng"


class NoAnswer(Exception):  # noqa: N818
    """No answer that may be trusted. `code` is for the log: timeout, unreachable, too_large, …"""

    def __init__(self, code: str, *, again: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        """Worth one more try at once: the question surely was not answered."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


class Misconfigured(ValueError):  # noqa: N818
    """The settings name an address that cannot be a department's system."""


class Wire:
    """The line to one system: address, key, kept connections. Safe for several threads."""

    def __init__(self, address: str, key: bytes) -> None:
        parts = urlsplit(address)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.username
            or parts.query
            or parts.fragment
        ):
            raise Misconfigured(f"not an address of a system: {address!r}")
        self._base = parts.path.rstrip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._host = parts.netloc
        self._key = key
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context() if parts.scheme == "https" else None,
            max_connections=AT_ONCE,
            keepalive_expiry=20,
            network_backend=_Backend(),
        )

    def ask(self, path: str, body: bytes, *, deadline: float) -> Reply:
        """POST `body` to `<address>/<path>`; the signed answer, or `NoAnswer`. `deadline` in monotonic
        seconds."""
        if not self._places.acquire(blocking=False):
            raise NoAnswer("busy")
        _call.deadline = deadline
        try:
            return self._ask(f"{self._base}/{path}", body)
        except (httpcore.TimeoutException, TimeoutError):
            raise NoAnswer("timeout") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            raise NoAnswer("unreachable", again=True) from None
        finally:
            _call.deadline = None
            self._places.release()

    def close(self) -> None:
        self._pool.close()

    def _ask(self, target: str, body: bytes) -> Reply:
        message = signing.Message("POST", self._host, target, body)
        # The wall clock, not the act's `now`: the other system compares with its own clock.
        signed = signing.sign(self._key, message, system=SYSTEM, now=time.time())
        headers = {
            "Host": self._host,
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            **signed,
        }
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        with self._pool.stream("POST", self._origin + target, headers=fields, content=body) as response:
            content = _bounded(response.iter_stream())
        answered = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
        try:
            signing.verify_answer(
                answered, self._key, nonce=signing.nonce_of(headers), status=response.status, body=content
            )
        except signing.Refused:
            # A gateway in front of the system says 502 without being able to sign: down, not forged.
            if response.status in {502, 503, 504}:
                raise NoAnswer("unreachable", again=True) from None
            raise NoAnswer("wrong_signature") from None
        return Reply(response.status, content)


def _bounded(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > MOST_BYTES:
            raise NoAnswer("too_large")
    return bytes(content)


class _Call(threading.local):
    deadline: float | None = None


_call = _Call()


def _left(timeout: float | None) -> float:
    if _call.deadline is None:
        return timeout or CONNECT_SECONDS
    left = _call.deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A socket each of whose operations ends by the deadline of the call that is using it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to the address that was looked at: the name is resolved once, judged, and that address is
    used."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.connect_tcp(
                _judged(host, port), port, min(_left(timeout), CONNECT_SECONDS), local_address, socket_options
            )
        )

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _judged(host: str, port: int) -> str:
    """The numeric address of a configured host. No department lives at a link-local (cloud metadata),
    multicast or null address."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise httpcore.ConnectError("name not found") from None
    for *_rest, place in found:
        numeric = str(place[0]).partition("%")[0]
        address = ipaddress.ip_address(numeric)
        real = getattr(address, "ipv4_mapped", None) or address
        if not (real.is_link_local or real.is_multicast or real.is_unspecified or real.is_reserved):
            return numeric
    raise httpcore.ConnectError("address refused")
