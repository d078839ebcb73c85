"""A backup as it lies on a disk: a list of digests, and the keys under a passphrase."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = 1
LIST = "manifest.json"
SHORTEST = 12  # characters of a passphrase
_COST = 2**15  # scrypt: a tenth of a second and 32 MB for each guess
_KEPT = ("secrets", "keys")


class CannotRestore(RuntimeError):
    """Why a backup is not made or not restored; a sentence with what to do. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `kind`: `physical` (base backup and log) or `logical` (a dump). `files`: digests by name."""

    taken_at: str
    kind: str
    postgres: int
    program: str
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> str:
        """Put it into the folder; its own digest, to be kept apart."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (folder / LIST).write_text(text, encoding="utf-8")
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def moment(self) -> datetime:
        """When it was taken."""
        return datetime.fromisoformat(self.taken_at)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in the folder but the list itself."""
    found = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    return {name: found[name] for name in sorted(found) if name != LIST}


def read(folder: Path) -> Manifest:
    """The list of a backup, after every digest was compared. CannotRestore names the first that differs."""
    try:
        told = json.loads((folder / LIST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError) as error:
        raise CannotRestore(f"{folder} 不是一份完整的备份：没有能读的 {LIST}。换一份备份。") from error
    if manifest.format != FORMAT:
        raise CannotRestore(f"这份备份的格式是 {manifest.format}，本程序读 {FORMAT}。用做备份时的版本恢复。")
    there = digests(folder)
    for name in sorted({*there, *manifest.files}):
        if there.get(name) != manifest.files.get(name):
            raise CannotRestore(f"备份里的 {name} 与清单不符（缺少、多出或被改过）。换一份备份。")
    return manifest


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- keys


def lock_keys(data: Path, file: Path, passphrase: str) -> None:
    """Write secrets and key rings of the state folder into one file that only the passphrase opens."""
    if len(passphrase) < SHORTEST:
        raise CannotRestore(f"口令太短：至少 {SHORTEST} 个字符（BANCHENG_BACKUP_PASSPHRASE）。")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in _KEPT:
            if (data / name).is_dir():
                tar.add(data / name, arcname=name)
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, packed.getvalue(), b"bancheng-keys")
    text = json.dumps({name: base64.b64encode(value).decode() for name, value in
                       {"salt": salt, "nonce": nonce, "sealed": sealed}.items()})  # fmt: skip
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())


def open_keys(file: Path, data: Path, passphrase: str) -> None:
    """Put the keys back. CannotRestore when the passphrase does not fit or the file is not one of ours."""
    try:
        told = {name: base64.b64decode(value) for name, value in json.loads(file.read_text()).items()}
        key = _stretched(passphrase, told["salt"])
        plain = AESGCM(key).decrypt(told["nonce"], told["sealed"], b"bancheng-keys")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRestore(f"{file} 不是一份能读的密钥备份。换一份。") from error
    except InvalidTag as error:
        raise CannotRestore("口令不对，或密钥文件被改过。换一个口令再试。") from error
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        tar.extractall(data, filter="tar")
    for name in _KEPT:
        for path in (data / name).rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
