"""PostgreSQL for the platform, three ways: a URL, the wheel, the system's programs.

`serve(data)` is the one door: inside the block there is a server with the three roles, and its URLs. Whoever
comes first starts it, whoever leaves last stops it; a lock file in the state folder keeps the count, so that a
command works alone and beside a running platform alike.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bancheng.config.postgres.binaries import NoPostgres
from bancheng.config.postgres.cluster import Cluster, StartFailed
from bancheng.config.postgres.roles import (
    RolesMissing,
    Urls,
    WrongLocale,
    provision,
    provision_external,
)

__all__ = ["Cluster", "NoPostgres", "RolesMissing", "StartFailed", "Urls", "WrongLocale", "given", "serve"]


def given(data: Path, environment: Mapping[str, str] = os.environ) -> Urls | None:
    """The URLs that the surroundings give, or None when we have to run a server ourselves.

    All three variables: taken as they stand. DATABASE_URL alone: it is the owner's, and the other two roles are
    made through it (RolesMissing when it may not).
    """
    url, owner = environment.get("DATABASE_URL"), environment.get("OWNER_DATABASE_URL")
    sealer = environment.get("SEALER_DATABASE_URL")
    if url and owner:
        return Urls(url, owner, sealer or url)
    return provision_external(url, data) if url else None


@contextmanager
def serve(data: Path, options: Mapping[str, str] | None = None) -> Iterator[tuple[Urls, Cluster | None]]:
    """A running database for the state folder `data`; the cluster is None when the URL was given.

    Raises NoPostgres, StartFailed, RolesMissing or WrongLocale, each with a message for the person who started it.
    """
    urls = given(data)
    if urls is not None:
        yield urls, None
        return
    data.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(data, options)
    with (data / "postgres.users").open("a") as users:
        with _locked(data / "postgres.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.start()
            urls = provision(cluster.superuser_url(), data)
        try:
            yield urls, cluster
        finally:
            with _locked(data / "postgres.lock"):
                if _last(users):
                    cluster.stop()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone between these two lines, among all processes that use this state folder."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last(users: IO[str]) -> bool:
    """Give up our share of the users' lock; True when nobody else holds one."""
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
