"""Taking a state folder away, wherever its parts were put."""

from __future__ import annotations

import shutil
from pathlib import Path

from bancheng.config import variables
from bancheng.config.postgres.binaries import NoPostgres
from bancheng.config.postgres.cluster import Cluster

KNOWN = {
    "secrets",
    "keys",
    "postgres",
    "static",
    "files",
    "evidence",
    "run.lock",
    "postgres.lock",
    "postgres.users",
}


class NotOurs(RuntimeError):
    """The folder does not look like a state folder; nothing was removed."""


def remove(data: Path) -> None:
    """Stop a server that was left running there and delete the folder and what belongs to it elsewhere.

    NotOurs for a folder that holds none of our files, or that holds the program itself.
    """
    names = {path.name for path in data.iterdir()}
    if variables.ROOT.is_relative_to(data) or (names and not names & KNOWN):
        raise NotOurs(f"{data} does not look like a state folder of ours; nothing was removed.")
    try:
        cluster = Cluster(data)
    except NoPostgres:
        cluster = None
    if cluster is not None:
        cluster.stop()
        for folder in {cluster.place.home, cluster.place.sockets}:
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(data)
