"""Message authentication between systems: HMAC-SM3 over the whole request, and over the answer to it.

Needs no Django, so that a department's own process can import it. A request carries one header:

    Authorization: BC1-HMAC-SM3 system="bancheng", time="1795219200", nonce="…", signature="…hex…"

The signed text names algorithm, system, method, host, path with query, time, nonce and the SM3 of the body,
one a line, so that none of them can be changed or moved to another message. The answer is signed with the
nonce of its request in `Bancheng-Signature`, so that an answer cannot be replayed to another question.
GM/T 0004 (SM3); HMAC as RFC 2104.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hmac import HMAC

ALGORITHM = "BC1-HMAC-SM3"
REQUEST_HEADER = "Authorization"
ANSWER_HEADER = "Bancheng-Signature"
SKEW_SECONDS = 300
"""How far the clocks of two systems may differ; older messages are refused as replays."""

_HEADER = re.compile(
    r'BC1-HMAC-SM3 system="(?P<system>[a-z0-9._:-]{1,64})", time="(?P<time>[0-9]{1,12})", '
    r'nonce="(?P<nonce>[A-Za-z0-9_-]{16,64})", signature="(?P<signature>[0-9a-f]{64})"'
)


class Refused(Exception):  # noqa: N818
    """The message is not from whom it says, not what was sent, or not of now. `reason` is for the log, not
    for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Nonces(Protocol):
    """Remembers the nonces seen inside the window."""

    def first_time(self, system: str, nonce: str, now: float) -> bool:
        """Record the nonce; False when it was seen before. Atomic: of two copies in parallel one gets
        True."""
        ...


@dataclass(frozen=True)
class Message:
    """What is signed of a request."""

    method: str
    host: str
    path: str
    """Path with query string, exactly as sent."""
    body: bytes


def sm3_hex(data: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def mac(key: bytes, data: bytes) -> str:
    """HMAC-SM3 as 64 hex digits."""
    signer = HMAC(key, hashes.SM3())
    signer.update(data)
    return signer.finalize().hex()


def sign(
    key: bytes, message: Message, *, system: str, now: float, nonce: str | None = None
) -> dict[str, str]:
    """The headers that authenticate `message` as sent by `system` at `now` (seconds since 1970)."""
    nonce = nonce or secrets.token_urlsafe(24)
    moment = str(int(now))
    signature = mac(key, _signed_text(message, system, moment, nonce))
    value = f'{ALGORITHM} system="{system}", time="{moment}", nonce="{nonce}", signature="{signature}"'
    return {REQUEST_HEADER: value}


def nonce_of(headers: Mapping[str, str]) -> str:
    """The nonce of a signed request's headers; "" when there is none."""
    found = _HEADER.fullmatch(_header(headers, REQUEST_HEADER))
    return found["nonce"] if found else ""


def verify(
    headers: Mapping[str, str],
    message: Message,
    *,
    key_of: Callable[[str], bytes | None],
    nonces: Nonces,
    now: float,
) -> str:
    """The name of the system that sent `message`; `Refused` when anything about it is wrong.

    The nonce is spent last: a forged message must not be able to burn the nonce of a real one.
    """
    found = _HEADER.fullmatch(_header(headers, REQUEST_HEADER))
    if found is None:
        raise Refused("no signature of a known form")
    system, moment, nonce = found["system"], found["time"], found["nonce"]
    key = key_of(system)
    expected = mac(key or b"\0" * 32, _signed_text(message, system, moment, nonce))
    if not bytes_eq(expected.encode(), found["signature"].encode()) or key is None:
        raise Refused("signature does not fit")
    if abs(now - int(moment)) > SKEW_SECONDS:
        raise Refused("time outside the window")
    if not nonces.first_time(system, nonce, now):
        raise Refused("nonce was used before")
    return system


def sign_answer(key: bytes, *, nonce: str, status: int, body: bytes) -> dict[str, str]:
    """The header that binds an answer to the request with this nonce."""
    return {ANSWER_HEADER: mac(key, _answer_text(nonce, status, body))}


def verify_answer(headers: Mapping[str, str], key: bytes, *, nonce: str, status: int, body: bytes) -> None:
    """Raises `Refused` unless the answer was made by the holder of `key` for this very request."""
    given = _header(headers, ANSWER_HEADER)
    expected = mac(key, _answer_text(nonce, status, body))
    if not bytes_eq(given.encode("utf-8", "replace"), expected.encode()):
        raise Refused("answer is not signed for this request")


def shared_key(data: Path) -> bytes:
    """The key that this machine's systems share: from BANCHENG_EXCHANGE_KEY (hex) or
    `data`/keys/exchange.key.

    The file is made on first use, readable by its owner only; of two processes that start at once one
    makes it and both read the same. Departments elsewhere get their own keys through BANCHENG_EXCHANGE_KEYS.
    """
    given = os.environ.get("BANCHENG_EXCHANGE_KEY")
    if given:
        return bytes.fromhex(given)
    path = data / "keys" / "exchange.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".exchange.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails if another process was first: its key holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text().strip())


class StoredNonces:
    """Nonces in a small file, so that a restart does not open the window for replays."""

    def __init__(self, path: Path | str) -> None:
        self._path = str(path)
        with closing(self._connect()) as connection, connection:
            connection.execute("pragma journal_mode=wal")
            connection.execute(
                "create table if not exists nonce"
                " (system text, nonce text, at real, primary key (system, nonce))"
            )

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=5)

    def first_time(self, system: str, nonce: str, now: float) -> bool:
        """See `Nonces`. Forgets what the time check refuses anyway (twice the skew)."""
        with closing(self._connect()) as connection, connection:
            connection.execute("delete from nonce where at < ?", (now - 2 * SKEW_SECONDS,))
            done = connection.execute("insert or ignore into nonce values (?, ?, ?)", (system, nonce, now))
            return done.rowcount == 1


def _header(headers: Mapping[str, str], name: str) -> str:
    for key, value in headers.items():
        if key.lower() == name.lower():
            return value
    return ""


def _signed_text(message: Message, system: str, moment: str, nonce: str) -> bytes:
    lines = [
        ALGORITHM,
        system,
        message.method.upper(),
        message.host.lower(),
        message.path,
        moment,
        nonce,
        sm3_hex(message.body),
    ]
    return "\n".join(lines).encode()


def _answer_text(nonce: str, status: int, body: bytes) -> bytes:
    return "\n".join([f"{ALGORITHM}-ANSWER", nonce, str(status), sm3_hex(body)]).encode()
