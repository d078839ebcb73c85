"""Who looked at whose data, at which fields, and why: written before the data is shown, or the data is not
shown.

The one append that a GET request makes. Rows hold ids and codes; they are never changed (the application role
may only insert and read them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor
from bancheng.kernel.database import DEFAULT, execute, fetch_all, using
from bancheng.kernel.errors import Unavailable, define
from bancheng.kernel.events import actor_ref, personal
from bancheng.kernel.ids import uuid7

EVIDENCE_DOWN = define(
    Unavailable,
    "evidence_down",
    _("查阅记录现在写不进去，所以不能打开这份资料。"),
    next_step=_("过几分钟再打开。"),
    ask=_("一直这样，请找运维人员。"),
)


def record(
    actor: Actor,
    purpose: str,
    subject: str,
    object_: str,
    fields: Iterable[str],
    request: HttpRequest | None = None,
    *,
    now: datetime | None = None,
) -> None:
    """Append one line: `actor` looked, for `purpose` (a code), at `fields` (element codes) of `subject`
    (`person:<uuid>`) in `object_` (`case:<uuid>`). Unavailable `evidence_down` when it cannot be written:
    show nothing.

    `request` gives the instant, the request id and the address; without one (a job) give `now`.
    """
    at = now or getattr(request, "now", None)
    if at is None:
        raise ValueError("evidence needs the request or the instant")
    names = sorted(set(fields))
    if personal(f"{purpose} {subject} {object_} {' '.join(names)}"):
        raise ValueError("evidence names people by id, never by number")
    values = [at, uuid7(), actor_ref(actor), purpose, subject, object_, names, *_origin(request)]
    try:
        with using(DEFAULT):
            execute(
                "INSERT INTO public.kernel_evidence"
                " (at, id, actor, purpose, subject, object, fields, request_id, address)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                values,
            )
    except DatabaseError as error:
        raise EVIDENCE_DOWN() from error


_LOOKED = """
SELECT o.object FROM unnest(%s::text[]) AS o(object) CROSS JOIN LATERAL (
    SELECT FROM public.kernel_evidence AS e
    WHERE e.actor = %s AND e.object = o.object AND e.object LIKE 'case:%%' AND e.at >= %s LIMIT 1) AS seen"""


def looked(actor: Actor, cases: Sequence[str], since: datetime) -> set[str]:
    """Which of these (`case:<uuid>`) the actor has opened since that instant: the line written before the page was shown
    says so. One statement, one line read for each; none for no cases."""
    rows = fetch_all(_LOOKED, [list(cases), actor_ref(actor), since]) if cases else []
    return {row["object"] for row in rows}


def _origin(request: HttpRequest | None) -> tuple[str, str]:
    if request is None:
        return "", ""
    return getattr(request, "request_id", ""), str(request.META.get("REMOTE_ADDR", ""))
