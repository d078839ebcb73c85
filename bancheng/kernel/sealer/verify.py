"""Verifying the chain: walk every link, compare every head with its signature and with the exported copy."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bancheng.kernel.crypto import signing_key, verify
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.events import row_digest as event_digest
from bancheng.kernel.sealer.chain import GENESIS, head_message, next_link, row_digest
from bancheng.kernel.sealer.seal import SEALER_KEY, heads_file

CHUNK = 10_000
_WALK = (
    "SELECT l.position, l.xid::text AS link_xid, l.event_id, l.row_digest, l.link,"
    " e.application_id, e.case_id, e.seq, e.at, e.id, e.type, e.v, e.actor, e.payload, e.digest,"
    " e.xid::text AS xid"
    " FROM public.kernel_link AS l LEFT JOIN public.kernel_event AS e"
    " ON e.application_id = l.application_id AND e.case_id = l.case_id AND e.seq = l.seq AND e.at = l.at"
    " AND e.id = l.event_id WHERE l.position > %s ORDER BY l.position LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the log is not what was sealed: the place in the chain, the row (`event <id>`), and what is
    wrong.
    """

    position: int
    row: str
    sentence: str


@dataclass(slots=True)
class Verdict:
    """How many links were checked and what was found, the first bad row first."""

    checked: int = 0
    findings: list[Broken] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.findings


def verify_chain(heads: Path | None = None, trusted: Collection[str] | None = None) -> Verdict:
    """Compare the log with its chain, the chain with its heads, the heads with the exported copy.

    `heads`: an exported heads file, best one kept on another machine (default: this machine's). `trusted`:
    the public keys that may have signed (default: this installation's sealer key).
    """
    verdict = Verdict()
    keys = frozenset(trusted) if trusted is not None else frozenset({signing_key(SEALER_KEY).public})
    links: dict[int, str] = {}
    exported = list(_exported(heads or heads_file()))
    wanted = {int(head["position"]) for head in exported}
    last = _walk(verdict, wanted, links)
    verdict.findings += _strangers(last)
    verdict.findings += _heads(exported, links, last, keys)
    verdict.findings += _unexported(exported)
    verdict.findings.sort(key=lambda broken: broken.position)
    return verdict


def _walk(verdict: Verdict, wanted: set[int], links: dict[int, str]) -> int:
    """Check the links in order up to the first bad one; answers the last position there is."""
    before, position, order = GENESIS, 0, (0, "")
    while True:
        rows = fetch_all(_WALK, [position, CHUNK])
        for row in rows:
            broken = _check(row, position + 1, before, order)
            if broken:
                verdict.findings.append(broken)
                return _last_position()
            position, before, order = (
                row["position"],
                row["link"],
                (int(row["link_xid"]), str(row["event_id"])),
            )
            verdict.checked += 1
            if position in wanted:
                links[position] = before
        if len(rows) < CHUNK:
            return position


def _last_position() -> int:
    row = fetch_one("SELECT position FROM public.kernel_link ORDER BY position DESC LIMIT 1")
    return int(row["position"]) if row else 0


def _check(row: dict[str, Any], expected: int, before: str, order: tuple[int, str]) -> Broken | None:
    name = f"event {row['event_id']}"
    if row["position"] != expected:
        return Broken(expected, f"link {expected}", "链上少了这一环")
    if (int(row["link_xid"]), str(row["event_id"])) <= order:
        return Broken(expected, name, "链的次序被改过")
    if row["id"] is None:
        return Broken(expected, name, "事件被删除或被移走")
    if row_digest(row) != row["row_digest"]:
        return Broken(expected, name, "事件内容与存证不符")
    if next_link(before, row["row_digest"]) != row["link"]:
        return Broken(expected, name, "这一环与前一环接不上")
    body = {key: row[key] for key in ("type", "v", "actor", "payload")}
    body |= {"id": str(row["id"]), "at": row["at"]}
    if event_digest(row["application_id"], row["case_id"], body) != row["digest"]:
        return Broken(expected, name, "事件自己的摘要不对")
    return None


def _strangers(last: int) -> Iterator[Broken]:
    """Events that stand before the tip without a link, or carry a transaction that has not happened."""
    rows = fetch_all(
        "SELECT e.id, e.xid::text AS xid, 0 AS forged FROM public.kernel_event AS e"
        " WHERE (e.xid, e.id) <= (SELECT l.xid, l.event_id FROM public.kernel_link AS l"
        " ORDER BY l.position DESC LIMIT 1) AND NOT EXISTS (SELECT FROM public.kernel_link AS l"
        " WHERE l.event_id = e.id AND l.application_id = e.application_id AND l.case_id = e.case_id"
        " AND l.seq = e.seq AND l.at = e.at AND l.xid = e.xid)"
        " UNION ALL SELECT e.id, e.xid::text, 1 FROM public.kernel_event AS e"
        " WHERE e.xid >= pg_snapshot_xmax(pg_current_snapshot()) ORDER BY 3, 2, 1 LIMIT 100"
    )
    for row in rows:
        before = fetch_one(
            "SELECT position FROM public.kernel_link WHERE (xid, event_id) < (%s::xid8, %s)"
            " ORDER BY xid DESC, event_id DESC LIMIT 1",
            [row["xid"], row["id"]],
        )
        position = (before["position"] if before else 0) + 1
        said = "事件的事务号还没有发生过" if row["forged"] else "事件是后来插进去的，或它的那一环被删了"
        yield Broken(position, f"event {row['id']}", said)


def _exported(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n") and line.strip():
                    yield json.loads(line)


def _heads(
    exported: list[dict[str, Any]], links: dict[int, str], last: int, keys: Collection[str]
) -> Iterator[Broken]:
    """The first exported head that the chain no longer agrees with; the damage begins after the last good
    one.
    """
    good = 0
    for head in exported:
        position, link = int(head["position"]), str(head["link"])
        message = head_message(position, link, str(head["at"]))
        if head["key"] not in keys or not verify(message, str(head["signature"]), str(head["key"])):
            yield Broken(good + 1, f"head {position}", "导出的链头签名不对")
            return
        if position > last:
            yield Broken(last + 1, f"head {position}", "链的末尾被截断：导出的链头比链还长")
            return
        if position in links and links[position] != link:
            yield Broken(good + 1, f"head {position}", "整段链被重写：与导出的链头不一致")
            return
        good = position


def _unexported(exported: list[dict[str, Any]]) -> Iterator[Broken]:
    """Heads that the database has and the exported copy lacks, before the copy's last one."""
    known = {int(head["position"]) for head in exported}
    end = max(known, default=0)
    rows = fetch_all("SELECT position FROM public.kernel_head WHERE position <= %s ORDER BY position", [end])
    for row in rows:
        if row["position"] not in known:
            yield Broken(row["position"], f"head {row['position']}", "导出的链头里少了这一个")
