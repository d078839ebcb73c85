"""The arithmetic of the chain: pure, so that anybody can verify an exported log with any SM3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bancheng.kernel.canonical import canonical, sm3
from bancheng.kernel.events import instant

GENESIS = "sm3:" + "0" * 64
COLUMNS = ("application_id", "case_id", "seq", "at", "id", "type", "v", "actor", "payload", "digest", "xid")


def row_digest(row: Mapping[str, Any]) -> str:
    """`sm3:<hex>` over every column of an event's row, `seq` and `xid` included."""
    values = [row[name] for name in COLUMNS]
    values[3] = instant(row["at"])
    values[10] = str(row["xid"])
    return "sm3:" + sm3(canonical(values))


def next_link(before: str, digest: str) -> str:
    """`sm3:<hex>` that ties a row to everything before it."""
    return "sm3:" + sm3(f"{before}\n{digest}".encode("ascii"))


def head_message(position: int, link: str, at: str) -> bytes:
    """What is signed of a head."""
    return f"bancheng head\n{position}\n{link}\n{at}".encode("ascii")
