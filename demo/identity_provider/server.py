"""The provider over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from demo.identity_provider import pages
from demo.identity_provider.provider import Provider, Refused

LARGEST = 20_000


class Handler(BaseHTTPRequestHandler):
    """One request. The provider hangs on the server."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-identity-provider"
    timeout = 30

    @property
    def provider(self) -> Provider:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        return provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        documents: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/jwks": self.provider.jwks,
            "/health": lambda: {"ok": True},
        }
        if parts.path in documents:
            return self._json(200, documents[parts.path]())
        if parts.path == "/authorize":
            return self._authorize(query)
        self._page(404, pages.broken("没有这个页面。"))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            return self._page(413, pages.broken("内容太长。"))
        form = dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace"), keep_blank_values=True))
        acts = {
            "/authorize": self._pick,
            "/confirm": self._confirm,
            "/decline": self._decline,
            "/token": self._token,
        }
        act = acts.get(urlsplit(self.path).path)
        if act is None:
            return self._page(404, pages.broken("没有这个页面。"))
        act(form)

    def _authorize(self, query: dict[str, str]) -> None:
        try:
            self.provider.check(query)
        except Refused as refused:
            return self._page(400, pages.broken(refused.why))
        wanted = query.get("who", "").strip()
        self._page(200, pages.choose(self.provider.population, query, wanted))

    def _pick(self, form: dict[str, str]) -> None:
        person = self.provider.people.get(form.get("person", ""))
        if person is None:
            return self._authorize(form)
        self._page(200, pages.confirm(person, form))

    def _confirm(self, form: dict[str, str]) -> None:
        try:
            self._redirect(self.provider.grant(self.provider.check(form), form.get("person", "")))
        except Refused as refused:
            self._page(400, pages.broken(refused.why))

    def _decline(self, form: dict[str, str]) -> None:
        try:
            self._redirect(self.provider.decline(self.provider.check(form)))
        except Refused as refused:
            self._page(400, pages.broken(refused.why))

    def _token(self, form: dict[str, str]) -> None:
        try:
            self._json(200, self.provider.redeem(form))
        except Refused as refused:
            self._json(400, {"error": refused.code, "error_description": refused.why})

    def _redirect(self, address: str) -> None:
        self._send(303, b"", "text/plain", {"Location": address})

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), "application/json", {})

    def _page(self, status: int, html: str) -> None:
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
        self._send(status, html.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": policy})

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        own = {"Content-Type": kind, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        for name, value in {**own, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: codes and states travel in addresses, which belong in no log."""


class Server(ThreadingHTTPServer):
    """The listening process."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], data: Path, issuer: str = "") -> None:
        super().__init__(address, Handler)
        self.provider = Provider(data, issuer or f"http://127.0.0.1:{self.server_address[1]}", today())


def today() -> date:
    """The date in the demo city."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def make_server(port: int, data: Path, host: str = "127.0.0.1", issuer: str = "") -> Server:
    """A server that is bound (port 0: any free one) and not yet serving."""
    return Server((host, port), data, issuer.rstrip("/"))
