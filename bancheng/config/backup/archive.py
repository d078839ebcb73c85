"""The archive: what happened since the last backup, kept elsewhere from minute to minute."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

SEGMENT_AFTER = 30
"""Seconds after which a begun piece of the log is handed over: half of the minute that may be lost at most."""
HELD = {"archive_mode": "on", "archive_command": ""}
"""The server's settings while a city is brought back: it keeps its pieces of the log until it is really run.

A restored server branches off into a log of its own. If it handed that over at once, the archive's newest branch would
be the one of a mere look at an earlier moment, and the next restore would follow it and miss all that came later.
"""
_PLAIN = re.compile(r"^[0-9A-Za-z._/-]+$")


class ArchiveUnusable(ValueError):
    """The folder cannot serve as archive; the message says why."""


def options(folder: str) -> dict[str, str]:
    """The server's settings that fill the archive `folder`; empty: no archive."""
    if not folder:
        return {"archive_mode": "off"}
    wal = Path(folder).resolve() / "wal"
    if not _PLAIN.match(str(wal)):
        raise ArchiveUnusable(f"BANCHENG_ARCHIVE：路径 {folder} 只能含字母、数字和 . _ / -。")
    kept = f"{wal}/%f.gz"
    same = f"gzip -dc {kept} | cmp -s - %p"  # another city's piece of that name: refuse, lose neither
    keep = f"gzip -1 -c %p > {kept}.part && sync {kept}.part && mv {kept}.part {kept}"
    command = f"if test -f {kept}; then {same}; else {keep}; fi"
    return {"archive_mode": "on", "archive_timeout": str(SEGMENT_AFTER), "archive_command": command}


def fetching(folder: Path) -> str:
    """The command by which a server in recovery fetches a piece of the log."""
    kept = f"{folder.resolve() / 'wal'}/%f.gz"
    return f"test -f {kept} && gzip -dc {kept} > %p"


def settle(folder: str, owner: tuple[int, int] | None) -> None:
    """Make the archive's folders; the server's account (`owner`: uid, gid) may write its log there."""
    if not folder:
        return
    wal = Path(folder).resolve() / "wal"
    wal.mkdir(parents=True, exist_ok=True)
    if owner is not None:
        os.chown(wal, *owner)
    wal.chmod(0o700)


class Mirror:
    """Copies what is new of the uploads and of the signed heads; harmless when two do it at once."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._data, self._folder, self._seen = data, folder, 0.0

    def turn(self, now: datetime) -> int:
        """One look; answers how many files were copied. Only folders that changed since the last look are read."""
        copied = sum(_keep(path, self._folder / path.relative_to(self._data)) for path in self._fresh())
        heads = self._data / "evidence" / "heads.jsonl"
        if heads.exists():
            _replace(heads, self._folder / "evidence" / heads.name)
        self._seen = now.timestamp() - 60  # clocks of file systems are not ours
        return copied

    def _fresh(self) -> Iterator[Path]:
        for folder in (self._data / "blobs").glob("??/??"):
            if folder.stat().st_mtime >= self._seen:
                yield from (path for path in folder.iterdir() if path.is_file())


def _keep(source: Path, target: Path) -> bool:
    """Copy unless it is there: what an address names never changes."""
    if target.exists():
        return False
    _replace(source, target)
    return True


def _replace(source: Path, target: Path) -> None:
    """Copy whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    with source.open("rb") as reading, part.open("wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(target)
