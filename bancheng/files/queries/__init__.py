"""Questions about uploads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.files import access, spec
from bancheng.files.models import store
from bancheng.kernel.access import NOT_FOUND, Actor, condition
from bancheng.kernel.crypto import open_value
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import Unavailable, define

_COLUMNS = "id, owner_id, uploaded_by, state, name, kind, size, sm3, pages, warnings, shown, uploaded_at"

PDF = "application/pdf"

STILL_CHECKED = define(
    Unavailable,
    "files_still_checked",
    _("这份文件还在检查，检查完才能打开。"),
    next_step=_("过几分钟再来看。"),
)


@dataclass(frozen=True)
class KeptFile:
    """一份收下的文件, as pages and cases name it. `preview`: there is a picture to show inline."""

    id: UUID
    owner_id: UUID
    uploaded_by: UUID | None
    state: str
    name: str
    kind: str
    size: int
    sm3: str
    pages: int
    preview: bool
    uploaded_at: datetime
    warnings: tuple[str, ...] = ()

    @property
    def warning_sentences(self) -> list[str]:
        """What the person may mend or overrule."""
        return [spec.warning(code) for code in self.warnings]


@dataclass(frozen=True)
class Content:
    """The bytes of a file with the name and type under which they are served."""

    name: str
    kind: str
    body: bytes
    owner_id: UUID


def describe(ids: Iterable[UUID]) -> dict[UUID, KeptFile]:
    """The files of these ids that exist, by id; one statement. Whoever asks has checked that they may."""
    rows = fetch_all(f"SELECT {_COLUMNS} FROM public.files_file WHERE id = ANY(%s)", [list(ids)])  # noqa: S608
    return {row["id"]: _kept(row) for row in rows}


def owned(owner_id: UUID, *, limit: int = 50) -> list[KeptFile]:
    """A person's own kept files, newest first: to use one again."""
    rows = fetch_all(
        f"SELECT {_COLUMNS} FROM public.files_file WHERE owner_id = %s AND state = 'kept'"  # noqa: S608
        " ORDER BY uploaded_at DESC LIMIT %s",
        [owner_id, limit],
    )
    return [_kept(row) for row in rows]


def own_files(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, KeptFile]:
    """The files of these ids, all of them the actor's own and still there. NotFound otherwise: one answer for
    another's file, one that was taken back and one that never was. One statement, none for no ids.
    """
    wanted = set(ids)
    rows = describe(wanted) if wanted else {}
    mine = condition(access.READ, actor)
    if any(one not in rows or not mine.holds(rows[one]) or rows[one].state not in _THERE for one in wanted):
        raise NOT_FOUND()
    return rows


_THERE = frozenset({"kept", "quarantined"})


def all_own(actor: Actor, ids: Iterable[UUID]) -> tuple[str, list[Any]]:
    """`own_files` as a condition for the one read of an act: true when every one of these ids is a file of the
    actor's own that is still there. SQL text, the same for any number of ids, and its parameters."""
    mine, values = condition(access.READ, actor).sql(
        {"owner_id": "f.owner_id", "uploaded_by": "f.uploaded_by"}
    )
    there = f"SELECT FROM public.files_file AS f WHERE f.id = w.id AND f.state = ANY(%s) AND {mine}"
    text = f"NOT EXISTS (SELECT FROM unnest(%s::uuid[]) AS w(id) WHERE NOT EXISTS ({there}))"
    return text, [sorted(set(ids)), sorted(_THERE), *values]


def readable(actor: Actor, file_id: UUID) -> KeptFile:
    """The file if the actor may read it, else NotFound: the same for an id that does not exist."""
    return _kept(_readable_row(actor, file_id))


def content(actor: Actor, file_id: UUID) -> Content:
    """The bytes as they were handed in. NotFound; Unavailable while in quarantine; BlobMissing is damage
    and alerts."""
    row = _open(actor, file_id)
    body = store().get(row["blob"], _key(row))
    return Content(row["name"], row["kind"], body, row["owner_id"])


def preview(actor: Actor, file_id: UUID) -> Content:
    """The re-encoded picture. NotFound also where there is none (PDF)."""
    row = _open(actor, file_id)
    if not row["shown"]:
        raise NOT_FOUND()
    return Content(row["name"], "image/jpeg", store().get(row["shown"], _key(row)), row["owner_id"])


@dataclass(frozen=True)
class Paper:
    """A PDF that somebody may look at page by page; its bytes and its drawn pages are sealed under `key`."""

    name: str
    owner_id: UUID
    pages: int
    blob: str
    key: bytes = field(repr=False)


def paper(actor: Actor, file_id: UUID) -> Paper:
    """What drawing needs. NotFound also for what is no PDF; Unavailable while in quarantine."""
    row = _open(actor, file_id)
    if row["kind"] != PDF:
        raise NOT_FOUND()
    return Paper(row["name"], row["owner_id"], row["pages"], row["blob"], _key(row))


def drawn_page(file_id: UUID, number: int) -> str:
    """Where the picture of a page lies; empty when nobody has looked at it yet."""
    row = fetch_one(
        "SELECT blob FROM public.files_drawn_page WHERE file_id = %s AND number = %s", [file_id, number]
    )
    return str(row["blob"]) if row else ""


def _open(actor: Actor, file_id: UUID) -> dict[str, Any]:
    row = _readable_row(actor, file_id, more=", blob, key")
    if row["state"] == "quarantined":
        raise STILL_CHECKED()
    if row["state"] != "kept":
        raise NOT_FOUND()
    return row


def _readable_row(actor: Actor, file_id: UUID, *, more: str = "") -> dict[str, Any]:
    rows = fetch_all(f"SELECT {_COLUMNS}{more} FROM public.files_file WHERE id = %s", [file_id])  # noqa: S608
    through_work = access.linked(
        actor, file_id
    )  # asked in any case: a missing file costs the same statements
    if not rows or not (through_work or condition(access.READ, actor).holds(rows[0])):
        raise NOT_FOUND()
    return rows[0]


def place(file_id: UUID) -> str:
    """Where a file's sealed key belongs."""
    return f"files_file:{file_id}:key"


def _key(row: dict[str, Any]) -> bytes:
    return bytes.fromhex(open_value(row["key"], aad=place(row["id"])))


def _kept(row: dict[str, Any]) -> KeptFile:
    return KeptFile(
        id=row["id"],
        owner_id=row["owner_id"],
        uploaded_by=row["uploaded_by"],
        state=row["state"],
        name=row["name"],
        kind=row["kind"],
        size=row["size"],
        sm3=row["sm3"],
        pages=row["pages"],
        preview=bool(row["shown"]),
        uploaded_at=row["uploaded_at"],
        warnings=tuple(row["warnings"]),
    )
