"""一次性告知: tells a person once, in full, what their thing takes, and keeps what was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import person_facts
from bancheng.documents.commands import freeze, prepare
from bancheng.journeys.commands.templates import templates_of
from bancheng.journeys.compose import PlanMaterial, plan_json
from bancheng.journeys.queries.drafts import DraftView, called, draft
from bancheng.journeys.queries.fees import fee_lines
from bancheng.journeys.queries.notices import NoticeView, notice, notice_by_digest
from bancheng.kernel.access import Actor
from bancheng.kernel.canonical import digest
from bancheng.kernel.database import as_json, execute
from bancheng.kernel.ids import uuid7
from bancheng.kernel.recording import in_office_language
from bancheng.kernel.rulebooks import text
from bancheng.kernel.workdays import calendar, explain


def give_notice(*, actor: Actor, draft_id: UUID, now: datetime) -> NoticeView:
    """The notice of what the draft says now. The same plan gives the same notice; another plan gives a new one beside it."""
    view = draft(draft_id, actor=actor, now=now, action="journeys.edit_draft")
    told = plan_json(view.plan)
    for one in told["fields"]:
        one["value"] = None  # a notice says what is needed; the values stay in the draft
    mark = digest({"draft": str(draft_id), "release": view.digest, "plan": told})
    if (before := notice_by_digest(draft_id, mark)) is not None:
        return before
    made = uuid7()
    paper = _paper(view, made, actor, now)
    execute(
        """INSERT INTO public.journeys_notice (notice_id, draft_id, paper_id, number, release, plan, digest, at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
        [made, draft_id, paper["paper_id"], paper["number"], view.digest, as_json(told), mark, now],
    )
    freeze(draft_id, paper)
    return notice(made, actor=actor, now=now)


@in_office_language()
def _paper(view: DraftView, notice_id: UUID, actor: Actor, now: datetime) -> dict[str, Any]:
    """The notice as a paper: frozen as data now, its PDF made by the worker or at the first download."""
    plan = view.plan
    days = plan.figures.whole_days
    due = calendar(view.on).add(view.on, days)
    facts = person_facts(actor.id) if actor.id else None
    return prepare(
        application_id=view.draft_id,
        case_id=notice_id,
        kind="one_time_notice",
        title=str(_("一次性告知书")),
        template_name=templates_of(view.release, ()).get("one_time_notice", ""),
        values={
            "name": text(view.journey.plain_name or view.journey.name),
            "addressee": facts.name if facts else "",
            "matters": list(dict.fromkeys(text(one.item.plain_name or one.name) for one in plan.items)),
            "bring": _names(plan.to_bring()),
            "spared": [
                f"{text(one.name)}：{text(one.why_not)}" for one in _first(plan.materials) if one.satisfied_by
            ],
            "asked": [text(one.name) for one in plan.asked()],
            "confirmations": [called(view, one.subject) for one in plan.confirmations],
            "due": due.date,
            "provisional": due.provisional,
            "why": explain(calendar(view.on), view.on, days),
            "fees": [f"{fee.name}：{fee.words}" for fee in fee_lines(plan)],
        },
        now=now,
    )


def _first(materials: Iterable[PlanMaterial]) -> list[PlanMaterial]:
    """One line per type and holder."""
    found: dict[tuple[str, str], PlanMaterial] = {}
    for one in materials:
        found.setdefault((one.type, one.holder), one)
    return list(found.values())


def _names(materials: Iterable[PlanMaterial]) -> list[str]:
    return [_named(one) for one in _first(materials)]


def _named(one: PlanMaterial) -> str:
    """The material; what may follow later with how long it may take (容缺)."""
    limit = min((each for _node, each in one.later), key=lambda each: each.working_days, default=None)
    if limit is None:
        return text(one.name)
    return str(_("{name}（可以先提交别的，{within}内补）")).format(name=text(one.name), within=limit.said)
