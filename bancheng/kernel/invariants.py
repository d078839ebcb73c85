"""What must hold in the tables at any time: `bancheng audit` runs all of it after every fault, every drive,
every night.

Every app adds its own (`@invariant("I9", "…")`); a breach names the row and says in one sentence what is
wrong with it. The numbers are those of the verification plan (docs/operations.md lists them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.events import personal
from bancheng.kernel.lifecycle import Lifecycle
from bancheng.kernel.numbers import is_case_number
from bancheng.kernel.sealer import verify_chain

PAGE = 2_000
_TABLE = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True, slots=True)
class Breach:
    """违反。Which invariant, which row (`cases_case <ids>`), and what is wrong."""

    invariant: str
    row: str
    sentence: str


Check = Callable[[], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A declared check: code of the plan, title, and the function that looks for breaches."""

    code: str
    title: str
    check: Check


_INVARIANTS: list[Invariant] = []


def invariant(code: str, title: str) -> Callable[[Check], Check]:
    """Declare a check `() -> Iterator[Breach]`. Several apps may watch the same invariant."""

    def keep(check: Check) -> Check:
        _INVARIANTS.append(Invariant(code, title, check))
        return check

    return keep


def invariants() -> list[Invariant]:
    """All declared checks in the order of their numbers."""
    return sorted(_INVARIANTS, key=lambda one: (int(re.sub(r"\D", "", one.code) or 0), one.title))


def codes() -> list[str]:
    """The codes that `audit` can be asked for, each once."""
    return list(dict.fromkeys(one.code for one in invariants()))


def audit(only: Collection[str] | None = None) -> list[Breach]:
    """Run the checks (all, or those with the given codes); an empty list means that everything holds."""
    return [breach for one in invariants() if only is None or one.code in only for breach in one.check()]


# --- I3, I4, I15: the log and its relay


@invariant("I3", "发件箱里的每一行都有它的事件")
def outbox_has_its_events() -> Iterator[Breach]:
    """An outbox row without its event would deliver nothing for ever."""
    rows = fetch_all(
        "SELECT o.application_id, o.event_id FROM public.kernel_outbox AS o WHERE NOT EXISTS ("
        "SELECT FROM public.kernel_event AS e WHERE e.application_id = o.application_id"
        " AND e.case_id = o.case_id AND e.seq = o.seq AND e.at = o.at AND e.id = o.event_id)"
    )
    for row in rows:
        yield Breach("I3", f"kernel_outbox {row['event_id']}", "发件箱里有这一行，但没有对应的事件")


@invariant("I4", "存证链完整，链头签名有效")
def chain_is_whole() -> Iterator[Breach]:
    """The chain from the first link to the exported heads."""
    for broken in verify_chain().findings:
        yield Breach("I4", broken.row, f"第 {broken.position} 环：{broken.sentence}")


@invariant("I15", "没有超时还占着的租约")
def no_dead_lease() -> Iterator[Breach]:
    """A lease that ran out minutes ago and nobody took over: no relay is running."""
    rows = fetch_all(
        "SELECT event_id FROM public.kernel_outbox WHERE quarantined_at IS NULL"
        " AND lease_until < now() - interval '5 minutes'"
    )
    for row in rows:
        yield Breach("I15", f"kernel_outbox {row['event_id']}", "租约过期五分钟以上，没有人接手")


# --- I5: every history is a path of its lifecycle


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose rows move by a lifecycle, keyed by `(<application>, <key>)` like their events."""

    lifecycle: Lifecycle
    table: str
    key: str
    application: str


_WATCHED: dict[str, Watched] = {}


def watch_history(
    lifecycle: Lifecycle, table: str, key: str = "case_id", application: str = "application_id"
) -> None:
    """Let I5 watch a table with columns `application_id`, `<key>`, `state`, `version`.

    Moving events carry `act`, `from` (null for the first) and `to` in their payload; for rows that are the
    whole application, `key` is `application_id`. What belongs to no application (a mandate) names its own id twice.
    """
    if not all(_TABLE.match(name) for name in (table, key, application)):
        raise ValueError(f"not names: {table}, {key}, {application}")
    _WATCHED[table] = Watched(lifecycle, table, key, application)


@invariant("I5", "每一行的状态都由事件一步步走到，每一步都在流程表里")
def histories_are_paths() -> Iterator[Breach]:
    """For every watched row: first event enters, each next begins where the last ended, the last one is the
    state.
    """
    for watched in list(_WATCHED.values()):
        for row in _histories(watched):
            said = _history_fault(watched.lifecycle, row)
            if said:
                yield Breach("I5", f"{watched.table} {row['application_id']} {row['key']}", said)
    yield from _homeless_events()


def _histories(watched: Watched) -> Iterator[dict[str, Any]]:
    after, own = (UUID(int=0), UUID(int=0)), watched.application
    while True:
        rows = fetch_all(
            f"SELECT t.{own} AS application_id, t.{watched.key} AS key, t.state, t.version, ("  # noqa: S608  # checked names
            "SELECT jsonb_agg(jsonb_build_array(e.seq, e.payload ->> 'act', e.payload ->> 'from',"
            " e.payload ->> 'to') ORDER BY e.seq, e.at, e.id) FROM public.kernel_event AS e"
            f" WHERE e.application_id = t.{own} AND e.case_id = t.{watched.key}"
            " AND e.payload ? 'to') AS history"
            f" FROM public.{watched.table} AS t WHERE (t.{own}, t.{watched.key}) > (%s, %s)"
            f" ORDER BY t.{own}, t.{watched.key} LIMIT %s",
            [*after, PAGE],
        )
        yield from rows
        if len(rows) < PAGE:
            return
        after = (rows[-1]["application_id"], rows[-1]["key"])


def _history_fault(lifecycle: Lifecycle, row: dict[str, Any]) -> str:
    """What is wrong with one row's history, or nothing."""
    history = row["history"] or []
    if not history:
        return f"状态是 {row['state']}，但没有任何事件"
    moves = {(source, act): target for source, act, target in lifecycle.moves()}
    state, version = None, -1
    for seq, act, before, target in history:
        source = before or None  # nothing before the first
        if source != state:
            return f"第 {seq} 步从 {source} 开始，但上一步到的是 {state}"
        entered = source is None and target in lifecycle.initial
        if not entered and moves.get((source or "", act)) != target:
            return f"第 {seq} 步 {source} →（{act}）→ {target} 不在流程表里"
        if seq <= version:
            return f"第 {seq} 步的次序不对"
        state, version = target, seq
    if state != row["state"]:
        return f"状态是 {row['state']}，但最后一个事件到的是 {state}"
    return "" if version <= row["version"] else f"事件走到第 {version} 步，行的版本只有 {row['version']}"


def _homeless_events() -> Iterator[Breach]:
    """Moving events whose row is gone from every watched table."""
    if not _WATCHED:
        return
    homes = " AND ".join(
        f"NOT EXISTS (SELECT FROM public.{w.table} AS t WHERE t.{w.application} = e.application_id"
        f" AND t.{w.key} = e.case_id)"
        for w in _WATCHED.values()
    )
    rows = fetch_all(
        "SELECT DISTINCT e.application_id, e.case_id FROM public.kernel_event AS e"  # noqa: S608
        f" WHERE e.payload ? 'to' AND {homes}"
    )
    for row in rows:
        yield Breach(
            "I5", f"events of {row['application_id']} {row['case_id']}", "有事件，但它们说的那一行不见了"
        )


# --- I9: numbers


@invariant("I9", "办件编号有效，一件一个")
def case_numbers_are_sound() -> Iterator[Breach]:
    """Every registered case number has its 43 characters and names one case; no case has two."""
    after = ""
    while True:
        rows = fetch_all(
            "SELECT number FROM public.kernel_number WHERE kind = 'case' AND number > %s"
            " ORDER BY number LIMIT %s",
            [after, PAGE],
        )
        for row in rows:
            if not is_case_number(row["number"]):
                yield Breach("I9", f"kernel_number {row['number']}", "不是合格的 43 位办件编号")
        if len(rows) < PAGE:
            break
        after = rows[-1]["number"]
    twice = fetch_all(
        "SELECT case_id, min(number) AS first, max(number) AS last FROM public.kernel_number"
        " WHERE kind = 'case'"
        " GROUP BY application_id, case_id HAVING min(number) <> max(number)"
    )
    for row in twice:
        yield Breach("I9", f"kernel_number {row['last']}", f"办件 {row['case_id']} 已有编号 {row['first']}")


# --- I14: no personal data outside the sealed answers

_SEARCHED: list[str] = [
    "kernel_event",
    "kernel_outbox",
    "kernel_idempotency",
    "kernel_evidence",
    "kernel_number",
]
# Wide and quick; what it finds is looked at again with the exact patterns.
_WORDS = {"identity": "身份证号", "telephone": "电话号码"}
_LOOKS = r"(^|[^0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})([^0-9A-Za-z]|$)"


def search_for_personal_data(table: str) -> None:
    """Let I14 search one more table that must hold ids and codes only (the worklist, the job queue)."""
    if not _TABLE.match(table):
        raise ValueError(f"not a table: {table}")
    if table not in _SEARCHED:
        _SEARCHED.append(table)


@invariant("I14", "事件、发件箱、待办、幂等登记和日志里没有身份证号和电话号码")
def no_personal_data() -> Iterator[Breach]:
    """Searches the tables of ids and codes, and the log files in the state folder."""
    for table in _SEARCHED:
        for text in _texts(table, "t::text ~ %s", [_LOOKS]):
            found = personal(text)
            if found:
                yield _leak(table, text, found)
    for path in sorted(Path(settings.DATA).rglob("*.log")):
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                found = personal(line)
                if found:
                    yield Breach("I14", f"{path.name}:{number}", f"日志里有一个像{_WORDS[found]}的数")


def search_canaries(values: Collection[str]) -> list[Breach]:
    """Look for known values (the demo people's numbers) in the same tables; for tests and drills."""
    pattern = "|".join(re.escape(value) for value in values)
    return [
        Breach("I14", f"{table} {text.split(',', 1)[0].lstrip('(')}", "找到了已知的个人数据")
        for table in _SEARCHED
        for text in _texts(table, "t::text ~ %s", [pattern])
    ]


def _texts(table: str, where: str, values: list[Any]) -> Iterator[str]:
    if not (fetch_one("SELECT to_regclass(%s) IS NOT NULL AS there", [f"public.{table}"]) or {}).get("there"):
        return
    for row in fetch_all(f"SELECT t::text AS text FROM public.{table} AS t WHERE {where}", values):  # noqa: S608
        yield row["text"]


def _leak(table: str, text: str, found: str) -> Breach:
    return Breach("I14", f"{table} {_name_of(text)}", f"里面有一个像{_WORDS[found]}的数")


def _name_of(text: str) -> str:
    """The ids in a row's text, without repeating what leaked."""
    ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", text)
    return " ".join(ids[:5])
