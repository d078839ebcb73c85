"""Freezing papers as data, and making their bytes once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from bancheng.documents.access import linked
from bancheng.documents.commands.layouts import TEMPLATE_LOST, Template, keep, template
from bancheng.documents.commands.numbering import SERIES, paper_number, public_code, verify_facts
from bancheng.documents.commands.rendering import render
from bancheng.documents.commands.typesetting import CannotSet
from bancheng.kernel.access import Actor, require
from bancheng.kernel.canonical import digest, sm3
from bancheng.kernel.database import DEFAULT, as_json, execute, fetch_one, using
from bancheng.kernel.errors import Unavailable

__all__ = [
    "SERIES", "freeze", "keep", "named", "paper_number", "prepare", "render", "render_missing", "rendered",
]  # fmt: skip

log = logging.getLogger("bancheng.documents")

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
    template_name: str = "",
) -> dict[str, Any]:
    """A paper ready to be frozen inside an act (`documents_freeze_v1`): its number, its code, its values, both digests.

    `template_name`: the digest of the `paper/1` document that the application keeps for this kind ("": the program's
    own layout); its title wins over `title`. The id follows from what the paper is about, so one case has one paper of
    a kind (and `turn`), however often the act is tried.
    """
    found = _found(template_name, kind)
    code = public_code()
    told = {**values, "verify": verify_facts(code)}
    return {
        "paper_id": uuid5(application_id, f"{case_id}:{kind}:{turn}"),
        "case_id": case_id,
        "kind": kind,
        "number": paper_number(found.number_pattern, now, str(values.get("organization", ""))),
        "code": code,
        "title": found.title or title,
        "template": found.name,
        "template_digest": found.digest,
        "values": told,
        "values_digest": digest(told),
        "frozen_at": now,
    }


def _found(name: str, kind: str) -> Template:
    try:
        return template(name, kind)
    except Unavailable:  # an officer's act does not fail for want of a layout
        log.error("paper template lost", extra={"template": name, "kind": kind})
        return template("", kind)


def named(row: Mapping[str, Any], kind: str) -> str:
    """The template that an application keeps for a kind of paper since its submission; "" for the program's own.

    `row`: a case's context (`plan`, `papers`) or an application's (`papers`); what an item names itself goes first.
    """
    own = ((row.get("plan") or {}).get("facts") or {}).get("papers") or {}
    return str(own.get(kind) or (row.get("papers") or {}).get(kind) or "")


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
    made = with_bytes(row, now)
    return bytes(made["content"]), made["content_type"], made["title"]


def with_bytes(row: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """The paper's row with its bytes, made now if nobody made them yet. Unavailable when they cannot be made."""
    if row["content"] is not None:
        return row
    try:
        content = render(row)
    except CannotSet as error:
        raise TEMPLATE_LOST(template=row["template"]) from error
    _keep(row, content, now)
    again = fetch_one(_PAPER, [row["application_id"], row["paper_id"]])
    assert again is not None
    return again


def render_missing(now: datetime, limit: int = 50) -> int:
    """Render papers that have no bytes yet (worker). Returns how many; one that cannot be set does not stop the rest."""
    row = fetch_one(_MISSING, [limit])
    done = 0
    for paper in (row or {}).get("papers") or []:
        try:
            content = render(paper)
        except (CannotSet, Unavailable) as error:
            log.error(
                "paper cannot be set", extra={"paper_id": str(paper["paper_id"]), "error": str(error)[:200]}
            )
            continue
        _keep(paper, content, now)
        done += 1
    return done


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
