"""Issuing: the certificate, and the facts that it gives the cases after it, in the same statement as the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import close, end
from bancheng.cases.commands.moving import draft, load, note, replayable
from bancheng.cases.commands.review import at_stage
from bancheng.cases.spec import Issue, Moved
from bancheng.cases.spec.later import pack, told_paths
from bancheng.certificates.commands import prepare
from bancheng.eforms.commands import Answered, snapshot
from bancheng.eforms.spec import Element
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import release

RESULT_INCOMPLETE = define(
    InvalidInput,
    "result_incomplete",
    gettext_lazy("结果还缺：{missing}。后面的部门要用，不能空着。"),
    next_step=gettext_lazy("填上以后再出结果。"),
)


@replayable
def issue(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    issue: Issue,
    now: datetime,
    key: str | None = None,
) -> Moved:
    """出结果: ends the case well. Writes the certificate, records the facts it gives, sets successors free.

    InvalidInput names the facts that later cases count on and that are missing.
    """
    row = load("issue", actor, application_id, case_id, version, now, key, "family")
    at_stage(row, "issue", "issue")
    plan = row["plan"]["result"]
    missing = [path for path in plan["gives"] if issue.facts.get(path) in (None, "")]
    if missing:
        raise RESULT_INCOMPLETE(missing="、".join(missing), fields=dict.fromkeys(missing, str(missing)))
    moving = draft(row, "issue", actor, now, key)
    outcome = {**row["outcome"], "granted": True}
    extra: dict[str, Any] = {}
    if plan["certificate"]:
        moving["certificate"] = made = _certificate(row, plan, issue, now)
        outcome |= {"certificate": made["identifier"], "certificate_id": str(made["certificate_id"])}
        extra["certificate"] = made["certificate_id"]
    told = told_paths(row["node"], (one.get("later") for one in row["family"]))
    if told:
        outcome["told"] = {path: pack(issue.facts.get(path)) for path in told}
    end(moving, outcome)
    if plan["gives"]:
        moving["answers"] = _facts(row, plan["gives"], issue.facts, actor, now)
        moving["outcome"]["facts"] = moving["answers"]["snapshot_id"]
    note(moving, row, **extra)
    return close(row, [moving], now)


def _certificate(row: Row, plan: Mapping[str, Any], issue: Issue, now: datetime) -> dict[str, Any]:
    issuer = row["plan"]
    return prepare(
        case_id=row["case_id"],
        type_=plan["certificate"],
        type_code=plan["type_code"],
        name=plan["name"],
        number=issue.number,
        holder_kind=issue.holder_kind,
        holder_id=issue.holder_id,
        holder_role=plan["holder"],
        holder_number=issue.holder_number,
        issuer=row["organization"],
        issuer_name=issuer["organization_name"],
        issuer_uscc=issuer["organization_uscc"],
        values=issue.values,
        now=now,
        valid_days=plan["valid_days"],
    )


def _facts(
    row: Row, gives: Mapping[str, str], facts: Mapping[str, Any], actor: Actor, now: datetime
) -> dict[str, Any]:
    """The snapshot of the facts that this result gives: each by its data element, its source `result:<item>`."""
    book = release(row["release"])
    authority = row["plan"]["organization_name"]
    given = {
        path: Answered(
            value=facts[path],
            element=cast(Element, book.model("element", element)),
            source=f"result:{row['item']}",
            at=now,
            authority=authority,
        )
        for path, element in gives.items()
    }
    return snapshot(row["application_id"], uuid7(), given, at=now, by=actor)
