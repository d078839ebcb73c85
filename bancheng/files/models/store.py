"""Blobs on disk, addressed by their content (SM3), sealed with the file's own key (SM4-GCM).

Two phases: the bytes are written to a temporary name, forced to disk and renamed into place; only then may
a row name them. A crash in between leaves a blob without a row (swept later), never a row without a blob.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from bancheng.kernel.canonical import sm3

_MARK = b"BCF1"
_NONCE, _TAG = 12, 16
OVERHEAD = len(_MARK) + _NONCE + _TAG
"""Bytes that sealing adds to a file."""


class BlobMissing(Exception):  # noqa: N818
    """A row names bytes that are not there or do not open: damage, alerts."""


def new_key() -> bytes:
    """A key for one file."""
    return secrets.token_bytes(16)


@dataclass(frozen=True)
class Store:
    """A folder of sealed blobs."""

    root: Path

    def put(self, content: bytes, key: bytes) -> str:
        """Seal and keep; the address. OSError (disk full) leaves nothing visible behind."""
        nonce = secrets.token_bytes(_NONCE)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        sealed = b"".join((_MARK, nonce, cipher.update(content), cipher.finalize(), cipher.tag))
        address = sm3(sealed)
        place = self.path(address)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = self.root / "incoming"
        waiting.mkdir(mode=0o700, exist_ok=True)
        draft = waiting / secrets.token_hex(16)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(place)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(place.parent)
        return address

    def get(self, address: str, key: bytes) -> bytes:
        """The content. BlobMissing: not there, altered, or another key."""
        try:
            sealed = self.path(address).read_bytes()
        except FileNotFoundError:
            raise BlobMissing(address) from None
        if not sealed.startswith(_MARK) or len(sealed) < OVERHEAD:
            raise BlobMissing(address)
        start, end = len(_MARK) + _NONCE, len(sealed) - _TAG
        cipher = Cipher(algorithms.SM4(key), modes.GCM(sealed[len(_MARK) : start], sealed[end:])).decryptor()
        try:
            return cipher.update(sealed[start:end]) + cipher.finalize()
        except InvalidTag:
            raise BlobMissing(address) from None

    def size(self, address: str) -> int | None:
        """Bytes of the file that was sealed; None when there is no such blob."""
        try:
            return self.path(address).stat().st_size - OVERHEAD
        except FileNotFoundError:
            return None

    def intact(self, address: str) -> bool:
        """Whether the sealed bytes still are what their address says. Reads them all."""
        try:
            return sm3(self.path(address).read_bytes()) == address
        except FileNotFoundError:
            return False

    def drop(self, address: str) -> None:
        """Remove a blob that no row names."""
        self.path(address).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Addresses of blobs that have lain here for longer, and drafts of crashed writers removed on the
        way."""
        limit = time.time() - seconds  # files' own times are the wall clock's
        for path in self.root.glob("incoming/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
        for path in self.root.glob("??/??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    yield path.name

    def path(self, address: str) -> Path:
        """Where a blob lies. ValueError: not an address (nothing of a request ever becomes a path)."""
        if len(address) != 64 or not set(address) <= set("0123456789abcdef"):
            raise ValueError("not the address of a blob")
        return self.root / address[:2] / address[2:4] / address


def store() -> Store:
    """The store of this installation, DATA/blobs."""
    return Store(Path(settings.DATA) / "blobs")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
