"""Freezing papers as data, and making their bytes once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bancheng.documents.access import linked
from bancheng.documents.commands.rendering import render, template_digest
from bancheng.kernel import numbers
from bancheng.kernel.access import Actor, require
from bancheng.kernel.canonical import digest, sm3
from bancheng.kernel.database import DEFAULT, as_json, execute, fetch_one, using

SERIES = "paper:{kind}"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_BLOCK = 100
"""Serials of papers a process takes at once: a year has room for all of them, and gaps are allowed."""

_PAPER = """
SELECT p.application_id, p.paper_id, p.case_id, p.kind, p.number, p.title, p.template, p.template_digest, p.values,
    p.values_digest, p.frozen_at, r.content, r.content_type
FROM public.documents_paper AS p
LEFT JOIN public.documents_rendering AS r ON r.application_id = p.application_id AND r.paper_id = p.paper_id
WHERE p.application_id = %s AND p.paper_id = %s"""


def prepare(
    *,
    application_id: UUID,
    case_id: UUID,
    kind: str,
    title: str,
    values: Mapping[str, Any],
    now: datetime,
    turn: int = 0,
) -> dict[str, Any]:
    """A paper ready to be frozen inside an act (`documents_freeze_v1`): its number, its values and both digests.

    The id follows from what the paper is about, so one case has one paper of a kind (and `turn`), however often the
    act is tried.
    """
    return {
        "paper_id": uuid5(application_id, f"{case_id}:{kind}:{turn}"),
        "case_id": case_id,
        "kind": kind,
        "number": paper_number(kind, now),
        "title": title,
        "template": kind,
        "template_digest": template_digest(kind),
        "values": dict(values),
        "values_digest": digest(values),
        "frozen_at": now,
    }


def paper_number(kind: str, now: datetime) -> str:
    """文号: kind, year and serial of the year, e.g. `受理〔2026〕000042号`. Taken before the act."""
    day = now.astimezone(_SHANGHAI).date().replace(month=1, day=1)
    serial = numbers.take(SERIES.format(kind=kind), day, block=_BLOCK)[0]
    return f"{WORDS.get(kind, '告知')}〔{day.year}〕{serial:06d}号"


WORDS = {
    "acceptance_notice": "受理",
    "correction_notice": "补正",
    "refusal_of_acceptance": "不受",
    "refusal": "不许",
    "closing_letter": "办结",
    "one_time_notice": "告知",
}
"""机关代字 of each kind of paper."""


def freeze(application_id: UUID, paper: Mapping[str, Any]) -> None:
    """Freeze a prepared paper on its own (a notice that belongs to no act). Twice changes nothing."""
    fetch_one("SELECT public.documents_freeze_v1(%s, %s)", [application_id, as_json(dict(paper))])


def rendered(application_id: UUID, paper_id: UUID, *, actor: Actor, now: datetime) -> tuple[bytes, str, str]:
    """The bytes of a paper, their content type and its title: made once, the same for ever.

    NotFound when there is no such paper or the actor may not see its application (`documents.read`).
    """
    row = fetch_one(_PAPER, [application_id, paper_id])
    admitted = linked(
        actor, application_id
    )  # asked even when there is no such paper: a no costs as much as a miss
    require("documents.read", actor, row and {**row, "linked": admitted})
    assert row is not None
    if row["content"] is None:
        content = render(row)
        _keep(row, content, now)
        again = fetch_one(_PAPER, [application_id, paper_id])
        assert again is not None
        row = again
    return bytes(row["content"]), row["content_type"], row["title"]


def render_missing(now: datetime, limit: int = 50) -> int:
    """Render papers that have no bytes yet (worker). Returns how many."""
    row = fetch_one(_MISSING, [limit])
    todo = (row or {}).get("papers") or []
    for paper in todo:
        _keep(paper, render(paper), now)
    return len(todo)


_MISSING = """
SELECT jsonb_agg(to_jsonb(p)) AS papers FROM (
    SELECT d.* FROM public.documents_paper AS d
    WHERE NOT EXISTS (
        SELECT FROM public.documents_rendering AS r
        WHERE r.application_id = d.application_id AND r.paper_id = d.paper_id)
    ORDER BY d.frozen_at DESC LIMIT %s
) AS p"""


def _keep(row: Mapping[str, Any], content: bytes, now: datetime) -> None:
    # The first download may happen inside a GET: storing the bytes changes no business state, so it is written on
    # the ordinary alias; whoever renders second loses and reads the first one's bytes.
    with using(DEFAULT):
        execute(
            "INSERT INTO public.documents_rendering"
            " (application_id, paper_id, content_type, content, sm3, rendered_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (application_id, paper_id) DO NOTHING",
            [row["application_id"], row["paper_id"], "application/pdf", content, sm3(content), now],
        )
