"""Rulebooks in the database: immutable versions, releases, and which release is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.database import as_json, execute, fetch_all, fetch_one
from bancheng.kernel.errors import NotFound, define
from bancheng.kernel.ids import uuid7
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks.base import Document
from bancheng.kernel.rulebooks.loading import Folder
from bancheng.kernel.rulebooks.releases import Release, compose_release

KEPT = 256  # releases whose parsed models a process keeps; a city has some hundred

RELEASE_UNKNOWN = define(
    NotFound,
    "release_unknown",
    _("找不到这一版办事规则。"),
    next_step=_("回到首页重新查找；已经提交的申请不受影响。"),
)
NOT_PUBLISHED = define(
    NotFound,
    "not_published",
    _("这件事现在还不能在这里办。"),
    next_step=_("回到首页看看别的，或打12345问一问。"),
)

_releases: Kept[str, Release] = Kept(KEPT)


def forget() -> None:
    """Empty the process's cache (tests; never needed otherwise, a digest cannot change)."""
    _releases.forget()


def publish(
    source: Folder | Mapping[str, Document],
    roots: Iterable[tuple[str, str]],
    *,
    now: datetime,
    by: str,
    effective_from: date,
) -> list[Release]:
    """Store and put in force the releases of the roots `(kind, code)` from a day on.

    Publishing the same content again gives the same digests and writes nothing. Applications and drafts keep
    the release they hold: nothing that runs is touched. CheckFailed if a document does not parse or a
    reference leads nowhere; then nothing at all is stored. Whether the rules make sense is checked before, by
    the app that owns them.
    """
    documents = source.documents if isinstance(source, Folder) else source
    made = [compose_release(documents, kind, code) for kind, code in roots]
    with transaction.atomic():
        _store_documents(made, now)
        _store_releases(made, now)
        _put_in_force(made, now, by, effective_from)
    return made


def keep(
    source: Folder | Mapping[str, Document], roots: Iterable[tuple[str, str]], *, now: datetime
) -> list[Release]:
    """Store the releases of the roots without putting them in force (an import that is published later)."""
    documents = source.documents if isinstance(source, Folder) else source
    made = [compose_release(documents, kind, code) for kind, code in roots]
    with transaction.atomic():
        _store_documents(made, now)
        _store_releases(made, now)
    return made


def _store_documents(releases: Sequence[Release], now: datetime) -> None:
    versions = {doc.digest: doc for release in releases for doc in release.documents.values()}
    rows = [
        {"digest": d, "kind": doc.kind, "code": doc.code, "body": doc.body} for d, doc in versions.items()
    ]
    execute(
        "INSERT INTO public.kernel_rulebook (digest, kind, code, body, imported_at)"
        " SELECT r.digest, r.kind, r.code, r.body, %s"
        " FROM jsonb_to_recordset(%s) AS r (digest text, kind text, code text, body jsonb)"
        " ON CONFLICT DO NOTHING",
        [now, as_json(rows)],
    )


def _store_releases(releases: Sequence[Release], now: datetime) -> None:
    rows = [{"digest": r.digest, "kind": r.kind, "code": r.code, "closure": r.closure} for r in releases]
    execute(
        "INSERT INTO public.kernel_release (digest, kind, code, closure, first_published_at)"
        " SELECT r.digest, r.kind, r.code, r.closure, %s"
        " FROM jsonb_to_recordset(%s) AS r (digest text, kind text, code text, closure jsonb)"
        " ON CONFLICT DO NOTHING",
        [now, as_json(rows)],
    )


def _put_in_force(releases: Sequence[Release], now: datetime, by: str, effective_from: date) -> None:
    for made in releases:
        in_force = current_digest(made.kind, made.code, effective_from)
        if in_force == made.digest:
            continue
        execute(
            "INSERT INTO public.kernel_publication"
            " (id, kind, code, release, effective_from, published_at, published_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [uuid7(), made.kind, made.code, made.digest, effective_from, now, by],
        )


def release(digest: str) -> Release:
    """The release with this digest, parsed once per process. NotFound `release_unknown`."""
    return _releases.get(digest, lambda: _read(digest))


def _read(digest: str) -> Release:
    rows = fetch_all(
        "SELECT r.kind AS root_kind, r.code AS root_code, d.kind, d.code, d.body, d.digest"
        " FROM public.kernel_release AS r"
        " JOIN public.kernel_rulebook AS d ON d.digest IN (SELECT value FROM jsonb_each_text(r.closure))"
        " WHERE r.digest = %s",
        [digest],
    )
    if not rows:
        raise RELEASE_UNKNOWN(digest=digest)
    documents = {
        f"{row['kind']}/{row['code']}": Document(row["kind"], row["code"], row["body"]) for row in rows
    }
    found = Release(rows[0]["root_kind"], rows[0]["root_code"], documents)
    # Somebody wrote into the tables: rules that are not what was published rule nothing.
    if found.digest != digest:
        raise RELEASE_UNKNOWN(digest=digest)
    return found


def current_digest(kind: str, code: str, on: date) -> str | None:
    """The digest of the release in force for a root on a day, or None. One statement."""
    row = fetch_one(
        "SELECT release FROM public.kernel_publication WHERE kind = %s AND code = %s AND effective_from <= %s"
        " ORDER BY effective_from DESC, published_at DESC LIMIT 1",
        [kind, code, on],
    )
    return row["release"] if row else None


def current(kind: str, code: str, on: date) -> Release:
    """The release in force for a root on a day. NotFound `not_published`."""
    digest = current_digest(kind, code, on)
    if digest is None:
        raise NOT_PUBLISHED(kind=kind, code=code)
    return release(digest)


def releases_of(kind: str, on: date) -> dict[str, str]:
    """All roots of a kind in force on a day: code → digest. One statement."""
    rows = fetch_all(
        "SELECT DISTINCT ON (code) code, release FROM public.kernel_publication"
        " WHERE kind = %s AND effective_from <= %s ORDER BY code, effective_from DESC, published_at DESC",
        [kind, on],
    )
    return {row["code"]: row["release"] for row in rows}


def stored(kind: str, code: str) -> list[dict[str, Any]]:
    """Every version of a document ever published: `{digest, body, imported_at}`, newest first."""
    return fetch_all(
        "SELECT digest, body, imported_at FROM public.kernel_rulebook WHERE kind = %s AND code = %s"
        " ORDER BY imported_at DESC, digest",
        [kind, code],
    )
