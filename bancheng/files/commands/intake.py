"""Taking a file in: look, scan, store the bytes, then write the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.accounts.spec import stands_for
from bancheng.files import access, spec
from bancheng.files.lifecycle import FILE
from bancheng.files.models import Store, store
from bancheng.files.models.store import new_key
from bancheng.files.queries import KeptFile, describe, place
from bancheng.kernel.access import NOT_FOUND, NOT_PERMITTED, Actor, condition, require, scope_values
from bancheng.kernel.canonical import sm3
from bancheng.kernel.crypto import open_value, seal_value
from bancheng.kernel.database import call, execute, fetch_all
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, RuleBroken, Unavailable, define
from bancheng.kernel.ids import uuid7

from .inspection import Inspected, Scanned, inspect, scan

FILE_REFUSED = define(InvalidInput, "file_refused", gettext_lazy("{sentence}"))
NOT_STORED = define(
    Unavailable,
    "file_not_stored",
    gettext_lazy("系统现在存不下这份文件，不是您的错。"),
    next_step=gettext_lazy("您填的都在，过一会儿再传这一份。"),
    ask=gettext_lazy("可以打12345。"),
)
ALREADY_GONE = define(
    Conflict,
    "file_already_gone",
    gettext_lazy("这份文件已经不在了。"),
    next_step=gettext_lazy("刷新看看现在有哪几份。"),
)

HANDED_IN = define(
    RuleBroken,
    "file_handed_in",
    gettext_lazy("这份文件已经随申请交上去了，不能删。"),
    next_step=gettext_lazy("要换一份，等部门请您补材料时再交，或者先撤回申请。"),
)


def keep(
    *, upload: BinaryIO, name: str, actor: Actor, now: datetime, owner_id: UUID | None = None
) -> KeptFile:
    """Take one file in. InvalidInput `file_refused` (fact `reason`) with the sentence for the person.

    Whoever the uploader stands for owns it, unless `owner_id` names another such one. Nothing is kept of
    a file that is refused.
    When a configured scanner is down the file is kept in quarantine: not refused, and not readable.
    """
    owner = owner_id or next(iter(stands_for(actor)), actor.id)
    require(access.KEEP, actor)
    if not condition(access.KEEP, actor).holds({"owner_id": owner, "uploaded_by": actor.id}):
        raise NOT_PERMITTED(title=str(gettext_lazy("替别人交文件")))
    data = upload.read(spec.MOST_BYTES + 1)
    found = _looked_at(data, declared_size=getattr(upload, "size", None))
    inspected = inspect(found, data)
    if inspected.refused:
        raise refused(inspected.refused, pages=inspected.pages)
    scanned = scan(data)
    if scanned.verdict == "infected":
        raise refused("infected")
    row = _stored(
        store(), _New(data, found, spec.clean_name(name, found), inspected, scanned), actor, owner, now
    )
    return describe([row])[row]


def refused(reason: str, *, size: int = 0, pages: int = 0) -> DomainError:
    """The error for one reason of `spec.sentence`."""
    return FILE_REFUSED(sentence=spec.sentence(reason, size=size, pages=pages), reason=reason)


def remove(*, actor: Actor, file_id: UUID, now: datetime) -> None:
    """The owner takes a file back before it is handed in. NotFound, Conflict; RuleBroken `file_handed_in` when
    it is part of an application: what a decision rests on stays."""
    rows = fetch_all(
        "SELECT id, owner_id, uploaded_by, state FROM public.files_file WHERE id = %s", [file_id]
    )
    require(access.REMOVE, actor, rows[0] if rows else None)
    if access.held(file_id):
        raise HANDED_IN()
    _move(file_id, "remove", now)


def rescan(*, now: datetime, limit: int = 20) -> int:
    """Scan what waits in quarantine, oldest first; how many were decided. Run by the worker."""
    rows = fetch_all(
        "SELECT id, blob, key FROM public.files_file WHERE state = 'quarantined'"
        " ORDER BY uploaded_at LIMIT %s",
        [limit],
    )
    decided = 0
    for row in rows:
        key = bytes.fromhex(open_value(row["key"], aad=place(row["id"])))
        verdict = scan(store().get(row["blob"], key)).verdict
        if verdict == "unknown":
            break  # the scanner is still down
        _move(row["id"], "release" if verdict == "clean" else "condemn", now)
        decided += 1
    return decided


def sweep(*, older_than_seconds: float = 86_400) -> int:
    """Drop blobs that no row names: what a crash between the two phases left. How many were dropped."""
    kept, dropped = store(), 0
    waiting = list(kept.older_than(older_than_seconds))
    for start in range(0, len(waiting), 500):
        batch = waiting[start : start + 500]
        named = {
            row["address"]
            for row in fetch_all(
                "SELECT blob AS address FROM public.files_file WHERE blob = ANY(%s)"
                " UNION ALL SELECT shown FROM public.files_file WHERE shown = ANY(%s)"
                " UNION ALL SELECT blob FROM public.files_drawn_page WHERE blob = ANY(%s)",
                [batch, batch, batch],
            )
        }
        for address in batch:
            if address not in named:
                kept.drop(address)
                dropped += 1
    return dropped


@dataclass(frozen=True)
class _New:
    data: bytes
    kind: str
    name: str
    inspected: Inspected
    scanned: Scanned


def _looked_at(data: bytes, *, declared_size: int | None) -> str:
    if len(data) > spec.MOST_BYTES:
        raise refused("too_large", size=max(declared_size or 0, len(data)))
    content = spec.sniff(data[:4096])
    if not content.kind:
        raise refused(content.reason)
    return content.kind


def _stored(where: Store, new: _New, actor: Actor, owner: UUID | None, now: datetime) -> UUID:
    file_id, key = uuid7(), new_key()
    try:
        blob = where.put(new.data, key)
        shown = where.put(new.inspected.shown, key) if new.inspected.shown else ""
    except OSError:
        raise NOT_STORED() from None
    state = "kept" if new.scanned.verdict == "clean" else "quarantined"
    execute(
        "INSERT INTO public.files_file (id, owner_kind, owner_id, uploaded_by, state, state_at, name, kind, size, sm3,"
        " pages, warnings, scanned_by, blob, shown, key, uploaded_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            file_id, _kind(actor), owner, actor.id, state, now, new.name, new.kind, len(new.data),
            sm3(new.data), new.inspected.pages, list(new.inspected.warnings), new.scanned.by, blob, shown,
            seal_value(key.hex(), aad=place(file_id)), now,
        ],
    )  # fmt: skip
    return file_id


def _kind(actor: Actor) -> str:
    """The owner's kind: an enterprise acted for, else the actor's own."""
    return "enterprise" if scope_values(actor, "for:enterprise") else actor.kind


def _move(file_id: UUID, act: str, now: datetime) -> None:
    sources = [state.code for state in FILE.states if act in FILE.allowed(state.code)]
    target = FILE.target(sources[0], act)
    outcome = call("files_move_v1", file_id=file_id, **{"from": sources}, to=target, at=now)
    if not outcome.ok:
        raise ALREADY_GONE() if outcome.facts.get("state") else NOT_FOUND()
