"""The gateway over HTTP, and the page that shows what it took."""

from __future__ import annotations

import html
import json
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

from demo.gateway.kept import Kept, Taken

SHANGHAI = ZoneInfo("Asia/Shanghai")
LARGEST = 100_000
NAMES = {"sms": "短信", "email": "邮件", "webhook": "消息平台"}
STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC','Noto Sans SC',sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b2733;background:#f6f8fa}article{background:#fff;border:1px solid #d7dde3;padding:1rem;margin:0 0 1rem}"
    "p{margin:.3rem 0;white-space:pre-line;overflow-wrap:anywhere}small{color:#4a5560}h1{font-size:1.5rem}"
)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server_version = "demo-gateway"
    timeout = 60

    @property
    def kept(self) -> Kept:
        kept: Kept = self.server.kept  # type: ignore[attr-defined]
        return kept

    def do_GET(self) -> None:
        if self.path == "/health":
            return self._json(200, {"ok": True})
        if self.path == "/messages":
            found = [{"id": m.id, "channel": m.channel, "to": m.to, "subject": m.subject, "text": m.text, "kind": m.kind}
                     for m in self.kept.messages.values()]  # fmt: skip
            return self._json(200, {"messages": found, "tries": self.kept.tries})
        if self.path == "/":
            return self._write(200, page(self.kept).encode(), "text/html; charset=utf-8")
        self._json(404, {"error": "not here"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            return self._json(413, {"error": "too large"})
        try:
            told = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            return self._json(400, {"error": "not json"})
        parts = self.path.strip("/").split("/")
        if parts == ["admin", "mode"]:
            return self._switch(told)
        if len(parts) == 2 and parts[1] == "outcomes":
            return self._json(200, {"outcomes": self.kept.outcomes([str(one) for one in told["references"]])})
        if len(parts) == 1 and parts[0] in NAMES:
            return self._take(parts[0], told)
        self._json(404, {"error": "not here"})

    def _take(self, channel: str, told: dict[str, Any]) -> None:
        mode, seconds = self.kept.mode(channel)
        if mode == "slow":
            time.sleep(seconds)
        if mode == "down":
            self.close_connection = True
            return
        status = {"error": 500, "busy": 429, "refuse": 400}.get(mode)
        if status:
            self.kept.tries += 1
            return self._json(status, {"error": mode})
        try:
            self._json(200, self.kept.take(channel, told))
        except KeyError as error:
            self._json(400, {"error": f"missing {error}"})

    def _switch(self, told: dict[str, Any]) -> None:
        if self.headers.get("X-Demo-Admin") != "1":
            return self._json(403, {"error": "say X-Demo-Admin: 1"})
        try:
            self.kept.switch(str(told.get("channel", "*")), str(told["mode"]), float(told.get("seconds", 5)))
        except (ValueError, KeyError, TypeError) as error:
            return self._json(400, {"error": str(error)})
        self._json(200, {"modes": self.kept.modes})

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._write(
            status, json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8"
        )

    def _write(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: numbers of people pass through here."""


def page(kept: Kept) -> str:
    """What the telephones of the demo city would show, newest first."""
    rows = "".join(_article(one) for one in reversed(list(kept.messages.values())[-200:]))
    return (
        f'<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>善美市的手机和邮箱</title>'
        f"<style>{STYLE}</style>"
        '<meta name="viewport" content="width=device-width,initial-scale=1"></head><body><main><h1>善美市的手机和邮箱</h1>'
        "<p><small>演示用：消息不会真的发出，都显示在这里。最新的在上面。</small></p>"
        f"{rows or '<p>还没有消息。</p>'}</main></body></html>"
    )


def _article(one: Taken) -> str:
    at = datetime.fromtimestamp(one.at, SHANGHAI)
    head = f"{NAMES[one.channel]} → {one.to}，{at.month}月{at.day}日{at:%H:%M}"
    subject = f"<p><strong>{html.escape(one.subject)}</strong></p>" if one.channel != "sms" else ""
    return f"<article><small>{html.escape(head)}</small>{subject}<p>{html.escape(one.text)}</p></article>"


class Server(ThreadingHTTPServer):
    """The listening process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.kept = Kept()


def make_server(port: int, host: str = "127.0.0.1") -> Server:
    """A server that is bound (port 0: any free one) and not yet serving."""
    return Server((host, port))
