"""Taking a backup of a running or a resting platform."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from bancheng.config import postgres
from bancheng.config.backup.parcel import CannotRestore, Manifest, digests, lock_keys
from bancheng.config.postgres.binaries import find

PHYSICAL, LOGICAL = "physical", "logical"


def take(data: Path, target: Path, keys: Path, passphrase: str, now: datetime) -> str:
    """Write a backup into the new folder `target` and the keys into `keys`; the digest of its list.

    CannotRestore when the target is not empty or a step fails; then nothing is left there. Evidence is copied before
    the database and uploads after it, so that every row has its file and no head is ahead of its log.
    """
    if (target.exists() and any(target.iterdir())) or keys.exists():
        raise CannotRestore(f"{target} 或 {keys} 已经有内容。换一个空的地方放备份。")
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        _copy(data / "evidence", part / "evidence")
        with postgres.serve(data) as (urls, cluster):
            kind = LOGICAL if cluster is None else PHYSICAL
            if cluster is None:
                _dump(urls.owner, part / "database.dump")
            else:
                _base_backup(cluster.superuser_url(), part / "database")
        _copy(data / "blobs", part / "blobs")
        manifest = Manifest(now.isoformat(), kind, find().major, version("bancheng"), digests(part))
        told = manifest.write(part)
        lock_keys(data, keys, passphrase)
        if target.exists():
            target.rmdir()
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return told


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("incoming"))


def _base_backup(superuser: str, target: Path) -> None:
    """A copy of the server's files while it works, with the log that makes it whole."""
    url, environment = without_password(superuser)
    command = [find().program("pg_basebackup"), "--dbname", url, "--pgdata", str(target), "--no-password"]
    run([*command, "--format=tar", "--compress=client-gzip:1", "--wal-method=stream", "--checkpoint=fast"],
        environment)  # fmt: skip


def _dump(owner: str, target: Path) -> None:
    """A dump by the role that owns the tables: for a database that is not our own server's."""
    url, environment = without_password(owner)
    command = [find().program("pg_dump"), "--dbname", url, "--no-password", "--format=custom"]
    run([*command, "--schema=public", "--file", str(target)], environment)


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """The URL as it may stand in a list of processes, and the environment that carries its password."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    bare = urlunsplit(parts._replace(netloc=f"{name}@{place}" if name else place))
    return bare, {**os.environ, "PGPASSWORD": unquote(parts.password or "")}


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run one of PostgreSQL's programs; CannotRestore with its own last words."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        words = "；".join(done.stderr.strip().splitlines()[-3:])
        raise CannotRestore(f"{Path(command[0]).name} 没有成功：{words}")
