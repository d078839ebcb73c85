"""A mail server on a local socket: enough of RFC 5321 for a client, and any answer that a real one may give."""

from __future__ import annotations

import base64
import socketserver
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import cast


@dataclass
class Mailbox:
    """What it took, who signed on, and what it answers: `answers["RCPT"] = "550 no such user"`; `hangs_up` after a word."""

    port: int = 0
    taken: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    signed_on: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: str = ""


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        """One connection, word by word."""
        self.sender, self.to = "", list[str]()
        self._say("220 mail.test")
        while line := self.rfile.readline():
            word = line.split()[0].upper().decode() if line.split() else ""
            if word == self.server.box.hangs_up:
                return
            self._say(self.server.box.answers.get(word) or self._answer(word, line.decode().strip()))
            if word == "QUIT":
                return

    def _answer(self, word: str, line: str) -> str:
        if word == "EHLO":
            return "250-mail.test\r\n250 AUTH PLAIN"
        if word == "AUTH":
            _authorize, name, password = base64.b64decode(line.split()[2]).decode().split("\0")
            self.server.box.signed_on.append((name, password))
            return "235 welcome"
        if word == "MAIL":
            self.sender = _address(line)
        if word == "RCPT":
            self.to.append(_address(line))
        if word == "DATA":
            return self._take()
        return "221 goodbye" if word == "QUIT" else "250 ok"

    def _take(self) -> str:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        mail = cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))
        said = self.server.box.answers.get("END", "250 taken")
        if said.startswith("250"):
            self.server.box.taken.append((self.sender, self.to, mail))
        return said

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.box = box
        box.port = int(self.server_address[1])


class Running:
    """`with Running() as box:` the server runs, and is gone afterwards."""

    def __enter__(self) -> Mailbox:
        self._server = _Server(Mailbox())
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self._server.box

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
