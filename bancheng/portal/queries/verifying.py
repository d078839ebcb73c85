"""核对文书: what a stranger with a paper in hand is told: genuine or not, by whom, on which day. Nothing of the matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day
from bancheng.documents.queries import by_code
from bancheng.documents.spec import KINDS
from bancheng.documents.spec.codes import tidy_code
from bancheng.kernel import evidence
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.pace import Pace, address_of

Page = dict[str, Any]
MISSES = Pace(20, timedelta(minutes=10))
"""Twenty wrong codes in ten minutes from one address; a code has 80 random bits."""


def look(code: str, request: HttpRequest, actor: Actor, now: datetime) -> tuple[Row | None, Page]:
    """The paper behind a code, and the page about it: `genuine`, `superseded`, `unknown` or `busy`.

    Whoever is shown a name leaves a trace first (Unavailable when it cannot be written).
    """
    address = address_of(request)
    if MISSES.spent(address, now):
        return None, {"answer": "busy", "code": "", "now": now}
    row = by_code(code)
    if row is None:
        MISSES.miss(address, now)
        return None, {"answer": "unknown", "code": tidy_code(code) or code[:40], "now": now}
    evidence.record(
        actor, "verify", f"application:{row['application_id']}", f"paper:{row['paper_id']}", ["addressee"], request, now=now
    )  # fmt: skip
    return row, shown(row, now)


def shown(row: Row, now: datetime) -> Page:
    """What is said of a paper that exists."""
    values = row["values"]
    known = KINDS.get(row["kind"])
    organization = str(values.get("organization") or "")
    return {
        "answer": "superseded" if row["superseded"] else "genuine",
        "code": row["code"],
        "issuer": organization,
        "on": local_day(row["frozen_at"]),
        "rows": [
            (_("文书"), row["title"] or (known.title if known else "")),
            (_("文号"), row["number"]),
            (_("发给"), masked(str(values.get("addressee") or ""))),
            (_("发文单位"), organization),
        ],
        "now": now,
    }


def masked(name: str) -> str:
    """林**: the first character only; a name is on a paper for its holder, not for everybody."""
    return name[:1] + "*" * (len(name) - 1)
