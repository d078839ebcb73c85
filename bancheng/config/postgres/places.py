"""Where a cluster's files may live, and as which user its server may run."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from bancheng.config.postgres.binaries import Binaries, copy_to

LONGEST_SOCKET = 100
"""Bytes of a socket's path that every system takes (Linux allows 107, macOS 103)."""

SHARED_STATE = Path("/var/lib/bancheng")
"""Where a server started by root keeps its files when the state folder is private to root."""


@dataclass(frozen=True)
class Account:
    """The system account that the server runs as; None means: the one we already are."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """PostgreSQL refuses to run as root: then `postgres` if the system has it, else `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeError("PostgreSQL does not run as root and there is neither a user postgres nor nobody.")


def reachable(path: Path, account: Account | None) -> bool:
    """Whether the account can walk down to `path`."""
    if account is None:
        return True
    resolved = path.resolve()
    return all(_enterable(folder, account) for folder in [resolved, *resolved.parents] if folder.exists())


def _enterable(folder: Path, account: Account) -> bool:
    about = folder.stat()
    if about.st_uid == account.uid:
        return bool(about.st_mode & stat.S_IXUSR)
    if about.st_gid == account.gid:
        return bool(about.st_mode & stat.S_IXGRP)
    return bool(about.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Place:
    """Everything the server needs to find: its programs, its data, its socket folder, its account."""

    binaries: Binaries
    home: Path
    sockets: Path
    account: Account | None

    @property
    def pgdata(self) -> Path:
        """The data folder of this major version (a newer wheel never meets older files)."""
        return self.home / f"pg{self.binaries.major}"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.home / f"pg{self.binaries.major}.log"


def settle(data: Path, binaries: Binaries) -> Place:
    """A place for the cluster of the state folder `data` that its account can reach, made if missing."""
    account = server_account()
    home = data / "postgres"
    _folder(data, None)
    if not reachable(data, account):
        home = SHARED_STATE / _digest(data)
        _folder(SHARED_STATE, None)
        SHARED_STATE.chmod(0o755)
    _folder(home, account)
    if not reachable(binaries.folder, account):
        SHARED_STATE.mkdir(parents=True, exist_ok=True)
        SHARED_STATE.chmod(0o755)
        binaries = copy_to(binaries, SHARED_STATE / f"programs-{_digest(binaries.folder)}-{binaries.major}")
    return Place(binaries, home, _socket_folder(home, data, account), account)


def _socket_folder(home: Path, data: Path, account: Account | None) -> Path:
    """A folder for the socket, short enough for every system's limit."""
    socket = home / ".s.PGSQL.5432"
    if len(os.fsencode(socket)) < LONGEST_SOCKET:
        return home
    short = Path("/tmp") / f"bancheng-{os.geteuid()}-{_digest(data)}"  # noqa: S108 -- owned and 0700 below
    _folder(short, account)
    if short.stat().st_uid not in {os.geteuid(), account.uid if account else os.geteuid()}:
        raise RuntimeError(f"{short} belongs to somebody else; remove it or choose a shorter DATA=.")
    return short


def _folder(path: Path, account: Account | None) -> None:
    """The folder, made private to its account if it was not there."""
    if not path.exists():
        path.mkdir(parents=True, mode=0o755 if account is None else 0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
