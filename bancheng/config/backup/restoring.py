"""Restoring a backup into an empty place, to its own moment, to the last one the archive knows, or to any between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg

from bancheng.config import postgres, variables
from bancheng.config.backup import archive
from bancheng.config.backup.parcel import CannotRestore, Manifest, open_keys, read
from bancheng.config.backup.taking import LOGICAL, run, without_password
from bancheng.config.postgres.binaries import find
from bancheng.config.postgres.cluster import Cluster, StartFailed

HARMLESS = {"prepare.lock", "postgres.lock", "postgres.users"}
"""Files that only looking at a state folder leaves in it."""
RECOVERY = 3600.0
"""Seconds that replaying the log may take."""


@dataclass
class Restored:
    """What a restore did: how long, up to which moment, what it found, how many heads lie beyond that moment."""

    seconds: float = 0.0
    last_event: str = ""
    heads_beyond: int = 0
    breaches: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def restore(
    data: Path, source: Path, keys: Path, passphrase: str, kept: Path | None, to: datetime | None
) -> Restored:
    """Bring everything back into the empty state folder `data` and look whether all of it is there.

    `kept`: the archive; `to`: the moment, which needs the archive. CannotRestore before anything is written when the
    target is not empty, a digest differs, the passphrase is wrong or the moment lies before the backup.
    """
    began = time.monotonic()
    manifest = read(source)
    _refuse(data, manifest, kept, to)
    open_keys(keys, data, passphrase)
    done = Restored()
    for name in ("blobs", "evidence"):
        for origin in filter(None, (source, kept)):
            if (origin / name).is_dir():
                shutil.copytree(origin / name, data / name, dirs_exist_ok=True)
    if manifest.kind == LOGICAL:
        done.advice += _load(data, source / "database.dump")
    else:
        _recover(Cluster(data, archive.HELD), source / "database", kept, to)
    with postgres.serve(data, archive.HELD) as (urls, _cluster):
        done.last_event = _last_event(urls.owner)
        done.heads_beyond = _cut_heads(urls.owner, data / "evidence" / "heads.jsonl")
        done.breaches = _audit()
    done.seconds = round(time.monotonic() - began, 1)
    return done


def _refuse(data: Path, manifest: Manifest, kept: Path | None, to: datetime | None) -> None:
    given = postgres.given(data) if os.environ.get("DATABASE_URL") else None
    there = [path.name for path in data.iterdir() if path.name not in HARMLESS] if data.exists() else []
    if given is not None and set(there) <= {"secrets"}:
        there = []  # made just now, for the two lesser roles
    if there:
        raise CannotRestore(
            f"{data} 不是空的（{there[0]} …）。恢复只往空的状态目录里写：换一个 BANCHENG_DATA。"
        )
    if (manifest.kind == LOGICAL) != (given is not None):
        wanted = "给出 DATABASE_URL" if manifest.kind == LOGICAL else "去掉 DATABASE_URL"
        raise CannotRestore(f"这份备份是 {manifest.kind} 的：{wanted}再恢复。")
    if manifest.kind != LOGICAL and manifest.postgres != find().major:
        raise CannotRestore(
            f"这份备份来自 PostgreSQL {manifest.postgres}，这里是 {find().major}：用同一个大版本。"
        )
    if to is not None and (kept is None or manifest.kind == LOGICAL):
        raise CannotRestore("恢复到某一时刻需要归档目录（BANCHENG_ARCHIVE）和我们自己的服务器做的备份。")
    if to is not None and to < manifest.moment:
        raise CannotRestore(f"这份备份在 {manifest.taken_at} 才做：换一份更早的。")


# --- our own server


def _recover(cluster: Cluster, source: Path, kept: Path | None, to: datetime | None) -> None:
    """Unpack the server's files, replay the log, and wait until it serves; then it goes on by itself."""
    pgdata = cluster.place.pgdata
    if pgdata.exists():
        raise CannotRestore(f"{pgdata} 已经存在。先移开它。")
    pgdata.mkdir(mode=0o700)
    for name, into in (("base.tar.gz", pgdata), ("pg_wal.tar.gz", pgdata / "pg_wal")):
        with tarfile.open(source / name) as tar:
            tar.extractall(into, filter="tar")
    lines = (
        [f"restore_command = '{archive.fetching(kept)}'", "recovery_target_action = 'promote'"]
        if kept
        else []
    )
    if to is not None:
        lines.append(f"recovery_target_time = '{to.isoformat()}'")
    with (pgdata / "postgresql.auto.conf").open("a") as settings:
        settings.write("".join(f"{line}\n" for line in lines))
    if kept:
        (pgdata / "recovery.signal").touch()
    _give(pgdata, cluster)
    _await(cluster)
    _forget_recovery(pgdata, lines)


def _give(pgdata: Path, cluster: Cluster) -> None:
    account = cluster.place.account
    if account is None:
        return
    for folder, _folders, files in os.walk(pgdata):
        os.chown(folder, account.uid, account.gid)
        for name in files:
            os.chown(Path(folder) / name, account.uid, account.gid, follow_symlinks=False)


def _await(cluster: Cluster) -> None:
    """Start it and wait until the log is replayed."""
    try:
        cluster.start()
        until = time.monotonic() + RECOVERY
        while time.monotonic() < until:
            with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            if row and not row[0]:
                return
            time.sleep(0.2)
    except (StartFailed, psycopg.OperationalError) as error:  # it may answer for a moment before it gives up
        told = cluster.place.log.read_text(errors="replace") if cluster.place.log.exists() else ""
        reached = "recovery ended before configured recovery target was reached" in told
        why = "归档还没有到那个时刻：给早一点的时刻，或不给 --to（恢复到最后）。" if reached else str(error)
        raise CannotRestore(f"数据库没有恢复：{why}") from error
    finally:
        cluster.stop()
    raise CannotRestore("数据库回放日志超过一小时还没有完成；看它的日志。")


def _forget_recovery(pgdata: Path, lines: list[str]) -> None:
    """The next restart must not look for the old target."""
    file = pgdata / "postgresql.auto.conf"
    kept = [line for line in file.read_text().splitlines() if line not in lines]
    file.write_text("".join(f"{line}\n" for line in kept))


# --- a database that was given


def _load(data: Path, dump: Path) -> list[str]:
    """Load a dump into the empty database of OWNER_DATABASE_URL; what still has to be done by hand."""
    with postgres.serve(data) as (urls, _cluster):
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            if row and row[0]:
                raise CannotRestore("DATABASE_URL 指向的库里已经有表。恢复只往空库里写。")
        url, environment = without_password(urls.owner)
        command = [find().program("pg_restore"), "--dbname", url, "--no-password", "--single-transaction"]
        run([*command, "--no-owner", "--exit-on-error", "--no-comments", str(dump)], environment)
        return _advice(urls.owner)


def _advice(owner: str) -> list[str]:
    """A new server counts its transactions anew; the chain and every cursor need it past the last sealed one."""
    with psycopg.connect(owner, autocommit=True) as connection:
        row = connection.execute(
            "SELECT greatest((SELECT max(xid::text::numeric) FROM public.kernel_event),"
            " (SELECT max(xid::text::numeric) FROM public.kernel_link)) AS last,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::numeric AS next"
        ).fetchone()
    last, following = row if row else (None, 0)
    if last is None or following > last:
        return []
    wanted = int(last) + 1_000_000
    return [
        "这台服务器的事务号落后于存证链，封存会停。启动平台之前，停下数据库，由它的管理员执行："
        f"pg_resetwal --epoch={wanted >> 32} --next-transaction-id={wanted & 0xFFFFFFFF} 数据目录"
        "（之后重建 pg_xact 缺的段，见 docs/operations.md）。"
    ]


# --- looking whether all is there


def _last_event(owner: str) -> str:
    with psycopg.connect(owner, autocommit=True) as connection:
        row = connection.execute("SELECT max(at) FROM public.kernel_event").fetchone()
    return row[0].isoformat() if row and row[0] else ""


def _cut_heads(owner: str, heads: Path) -> int:
    """Signed heads beyond the moment that was restored are put aside: they prove what was lost, not what is here."""
    if not heads.exists():
        return 0
    with psycopg.connect(owner, autocommit=True) as connection:
        row = connection.execute("SELECT coalesce(max(position), 0) FROM public.kernel_head").fetchone()
    last = row[0] if row else 0
    lines = [line for line in heads.read_text(encoding="utf-8").splitlines() if line.strip()]
    within = [line for line in lines if _position(line) <= last]
    beyond = lines[len(within) :]
    if beyond:
        aside = heads.with_name(f"heads-beyond-{last}.jsonl")
        aside.write_text("".join(f"{line}\n" for line in beyond), encoding="utf-8")
        heads.write_text("".join(f"{line}\n" for line in within), encoding="utf-8")
    return len(beyond)


def _position(line: str) -> int:
    try:
        return int(json.loads(line)["position"])
    except (ValueError, KeyError):
        return sys.maxsize  # half a line, written at the moment of the crash


def _audit() -> list[str]:
    """Every invariant, the file of every row among them, by a process of its own."""
    command = [sys.executable, "-m", "bancheng.config.console", "audit", "--json"]
    done = subprocess.run(command, cwd=variables.ROOT, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["findings"]
    except (ValueError, KeyError):
        return [f"检查没有完成：{done.stderr.strip()[-300:]}"]
    return [" ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in found]
