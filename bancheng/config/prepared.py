"""Whether a start still has anything to prepare: the same program, the same own cluster, the same day.

Preparing takes Django and two seconds. When nothing that it depends on changed since it was last done, its answer
(whom one can sign on as) is read from the state folder instead. A database given by URL is always prepared:
somebody else may have changed it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from bancheng.config import variables
from bancheng.config.postgres.cluster import write_private

KEPT = "prepared.json"
_KINDS = {".py", ".sql", ".html", ".css", ".js", ".svg", ".yaml", ".typ"}


def mark(cluster_data: Path, today: date) -> str:
    """A digest of everything that preparing reads, by size and time of change."""
    digest = hashlib.sha256(today.isoformat().encode())
    for path in sorted(_sources()):
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    born = (cluster_data / "PG_VERSION").stat()
    digest.update(f"{cluster_data}:{born.st_ino}:{born.st_mtime_ns}:{variables.DEMO.read()}".encode())
    return digest.hexdigest()


def _sources() -> list[Path]:
    found = [variables.ROOT / "uv.lock", variables.ROOT / "package-lock.json"]
    for folder in ("bancheng", "demo"):
        found += [path for path in (variables.ROOT / folder).rglob("*") if path.suffix in _KINDS]
    return [path for path in found if path.exists()]


def recall(data: Path, now: str) -> str | None:
    """What preparing said the last time, if it is still true; else None."""
    try:
        kept = json.loads((data / KEPT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return str(kept["said"]) if kept.get("mark") == now else None


def keep(data: Path, now: str, said: str) -> None:
    """Remember what preparing said."""
    write_private(data / KEPT, json.dumps({"mark": now, "said": said}, ensure_ascii=False))
