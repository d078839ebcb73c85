"""A place to run in: state folder, secrets, database brought up to date, Django ready.

`surroundings()` is what every command stands on. It works on an empty state folder with nothing running, and
beside a running platform, whose launcher has already prepared everything.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from bancheng.config import postgres, variables
from bancheng.config.departments import departments
from bancheng.config.postgres.cluster import write_private

RUN_LOCK = "run.lock"
"""Held by a running platform, with its address and its process inside."""
RENEWED = "renewed"


def data_folder() -> Path:
    """The state folder, made private to its owner on first use."""
    data = Path(variables.DATA.read()).resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ[variables.DATA.name] = str(data)
    return data


def make_secrets(data: Path) -> None:
    """The web process's signing key, once."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / "web").exists():
        write_private(folder / "web", secrets.token_urlsafe(48))


def platform_runs(data: Path) -> bool:
    """Whether a launcher holds this state folder."""
    lock = data / RUN_LOCK
    if not lock.exists():
        return False
    with lock.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def holding(data: Path, address: str) -> Iterator[bool]:
    """Hold the state folder as its launcher; False when another one does."""
    with (data / RUN_LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(f"{address}\n{os.getpid()}\n")
        file.flush()
        note(data, 0)
        yield True


def note(data: Path, times: int, why: str = "") -> None:
    """Say how often processes were to be renewed here, and why the last time failed (empty: it did not)."""
    write_private(data / RENEWED, f"{times}\n{why}")


def renewals(data: Path) -> tuple[int, str]:
    """What was noted last."""
    times, _, why = (data / RENEWED).read_text(encoding="utf-8").partition("\n")
    return int(times), why


def launcher_of(data: Path) -> int | None:
    """The process of the launcher that holds this state folder; None when none does."""
    return int((data / RUN_LOCK).read_text(encoding="utf-8").split("\n")[1]) if platform_runs(data) else None


@contextmanager
def surroundings(*, database: bool = True, world: bool = False, asks: bool = False) -> Iterator[Path]:
    """Django ready to use; with `database` migrated, with `world` the demo city loaded.

    With `asks`, departments' systems can be asked.

    Raises what `postgres.serve` raises. Whatever is started here is stopped at the end of the block.
    """
    data = data_folder()
    make_secrets(data)
    with ExitStack() as stack:
        if database:
            urls, _ = stack.enter_context(postgres.serve(data))
            os.environ.update(urls.environment())
        if asks:
            stack.enter_context(departments(data))
        set_up_django()
        if database:
            stack.callback(_close_connections)
            prepare(data, world=world)
        yield data


def set_up_django() -> None:
    """Load settings and apps (once; the environment must be complete before)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bancheng.config.settings")
    import django

    django.setup()


def prepare(data: Path, *, world: bool) -> None:
    """Migrate, and load the demo city, as far as either is not done; alone among the processes of this folder.

    Beside a running platform the tables are left alone: they belong to the version that runs.
    """
    with (data / "prepare.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not platform_runs(data) or os.environ.get("BANCHENG_LAUNCHER") == "1":
            from bancheng.config.migrating import migrate

            migrate(os.environ["OWNER_DATABASE_URL"])
        if world and variables.DEMO.read() == "1":
            _load_world(lock)


def _load_world(lock: IO[str]) -> None:
    """Load the demo city unless exactly these files are already in exactly this database."""
    from bancheng.config import seams

    mark = _world_mark()
    lock.seek(0)
    if lock.read().strip() == mark:
        return
    seams.load_demo_city(Path(variables.DATA.read()))
    lock.seek(0)
    lock.truncate()
    lock.write(mark)
    lock.flush()


def _world_mark() -> str:
    """A digest of the demo's files and of the database that holds them (a new cluster is another one)."""
    from bancheng.kernel.database import fetch_one

    digest = hashlib.sha256()
    for folder in ("demo", "bancheng/demo_city"):
        for path in sorted((variables.ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yaml", ".json", ".csv"}:
                digest.update(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}".encode())
    row = fetch_one(
        "SELECT (SELECT min(applied) FROM public.django_migrations) AS born, oid::text AS oid"
        " FROM pg_catalog.pg_database WHERE datname = current_database()"
    )
    digest.update(repr(row).encode())
    return digest.hexdigest()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
    for alias in connections:
        pool = getattr(connections[alias], "pool", None)
        if pool is not None:
            pool.close()
