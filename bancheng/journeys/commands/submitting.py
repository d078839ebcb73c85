"""提交: reads the registers again, composes once more, and opens the application in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import person_facts
from bancheng.accounts.queries.acting import enterprise_facts
from bancheng.cases.commands import opened, prepare_opening
from bancheng.cases.queries import application_line, application_progress
from bancheng.cases.spec import Opened
from bancheng.eforms.commands import Answered, snapshot
from bancheng.journeys.commands.looking_up import look_up
from bancheng.journeys.commands.once import already, hand_over
from bancheng.journeys.commands.opening import opening_of
from bancheng.journeys.commands.registers import insist_on_standing
from bancheng.journeys.commands.representing import acted_by
from bancheng.journeys.commands.storing import open_or_refuse, over
from bancheng.journeys.compose import Plan, PlanField
from bancheng.journeys.queries.confirmations import ConfirmationRow, confirmations_of, digest_of
from bancheng.journeys.queries.deferring import left_for_later
from bancheng.journeys.queries.double_roles import double_roles
from bancheng.journeys.queries.drafts import DraftView, called, draft
from bancheng.journeys.queries.ended import insist_today
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.errors import Conflict, InvalidInput, RuleBroken, define
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import text

INCOMPLETE = define(
    InvalidInput,
    "submission_incomplete",
    _("还有{count}处没有填好，不能提交。"),
    next_step=_("照下面的提示补上，再提交。"),
)
VALUES_CHANGED = define(
    Conflict,
    "prefill_changed",
    _("提交前又查了一遍，有{count}处和您看到的不一样，这次没有提交。"),
    next_step=_("请再看一遍标出来的地方，没有问题就再点提交。"),
)
NOT_CONFIRMED = define(
    RuleBroken,
    "not_confirmed",
    _("还差{who}确认，确认后才能提交。"),
    next_step=_("请对方登录后在“我的”里确认。"),
)
PLEDGE_NOT_SIGNED = define(
    InvalidInput,
    "pledge_not_signed",
    _("还有承诺书没有签，没有提交。"),
    next_step=_("看完承诺书，勾上签字那一句；不想签的，回去改成先检查的办法。"),
)
DEFERRAL_NOT_PROMISED = define(
    InvalidInput,
    "deferral_not_promised",
    _("有材料这次没有交，还没有答应哪天补，没有提交。"),
    next_step=_("看清要补什么、到哪天，勾上“我答应按时补上”；现在有的，也可以现在就交。"),
)
STALE = define(
    Conflict,
    "draft_stale",
    _("这份草稿刚在另一台设备上改过，这次没有提交。"),
    next_step=_("请再看一遍最新的内容，再提交。"),
)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that stands between a draft and its submission: where to mend it, and the sentence."""

    kind: str
    """`question` · `field` · `unknown` (a register should have said it) · `material` · `region` · `excluded` ·
    `confirmation` · `items`."""
    target: str
    sentence: str


def missing_of(view: DraftView, confirmations: dict[str, ConfirmationRow]) -> list[Missing]:
    """What is still missing, in the order in which a person would mend it. Pure; pages show it, submitting insists on it."""
    plan = view.plan
    found = [Missing("question", one.id, text(one.ask)) for one in plan.questions]
    found += [Missing("excluded", "", text(one.text)) for one in plan.excluded]
    found += _out_of_reach(plan)
    found += [
        Missing("field", one.path, str(_("请填{name}").format(name=text(one.name))))
        for one in plan.asked()
        if one.required and one.value in (None, "")
    ]
    found += [Missing("field", one.path, one.sentence) for one in double_roles(view)]
    found += [
        Missing("unknown", one.path, str(_("{name}还没有查到").format(name=text(one.name))))
        for one in plan.fields
        if one.source.startswith("known:") and one.required and not one.undecided and one.value in (None, "")
    ]
    found += [
        Missing("material", one.key, str(_("请交{name}").format(name=text(one.name))))
        for one in plan.to_bring()
        if one.necessity == "required" and not view.materials.get(one.key, {}).get("files")
    ]
    for one in plan.confirmations:
        row = confirmations.get(one.subject)
        yes = row is not None and row.state == "confirmed" and row.digest == digest_of(view, one.subject)
        if one.needed and not yes:
            said = _("{name}没有同意") if row is not None and row.state == "refused" else _("等{name}确认")
            name = called(view, one.subject)
            found.append(Missing("confirmation", one.subject, str(said).format(name=name)))
    if not found and not plan.ready_to_submit():
        found.append(Missing("items", "", str(_("还定不下来要办哪些事，请把情形问题答完"))))
    return found


def _out_of_reach(plan: Plan) -> Iterator[Missing]:
    """Matters that no authority of the city decides for the place that stands in the form: a sentence for each place."""
    labels = {one.path: text(one.name) for one in plan.fields}
    for path, group in groupby(sorted(plan.blocked, key=lambda one: one.path), key=lambda one: one.path):
        names = [text(one.name) for one in group]
        said = (
            _("{where}不归本市管，办不了{name}等{count}件")
            if names[1:]
            else _("{where}不归本市管，办不了{name}")
        )
        where = labels.get(path, str(_("这个地区")))
        yield Missing("region", path, str(said).format(where=where, name=names[0], count=len(names)))


def submit_application(
    *,
    actor: Actor,
    draft_id: UUID,
    version: int,
    now: datetime,
    signed: Collection[str] = (),
    bring_later: bool = False,
) -> Opened:
    """Hand the draft in. Posting again, or fifty times at once, answers the one receipt.

    `version` is what the review page showed; `signed` names the cases whose pledge (告知承诺书) was signed there;
    `bring_later` says that what was left out and may follow is promised for its day. InvalidInput
    `submission_incomplete` lists what is missing, `pledge_not_signed` the pledges, `deferral_not_promised` what would
    have to be promised; Conflict
    `prefill_changed` when a register now says something else than the person reviewed; RuleBroken `not_confirmed`;
    Conflict `draft_stale` when another device wrote meanwhile. For an enterprise its register is asked first whether it
    is still there, and still represented as it was (`insist_on_standing`). RuleBroken `journey_ended` for a thing that
    is not done any more; the draft stays.
    """
    view = draft(draft_id, actor=actor, now=now, action="journeys.submit")
    if view.state == "submitted":
        return _handed_in(actor, draft_id)
    open_or_refuse(view)
    if view.version != version:
        raise STALE(version=view.version)
    insist_today(view.journey_code, view.on)
    if view.acting_for_kind == "enterprise":
        insist_on_standing(actor=actor, enterprise=view.acting_for_id, now=now)
    fresh = _read_again(actor, view, now)
    if fresh is None:
        return _handed_in(actor, draft_id)
    confirmations = confirmations_of(draft_id)
    _insist(fresh, confirmations)
    _insist_on_pledges(fresh, signed)
    _insist_on_promise(fresh, promised=bring_later)
    opening = opening_of(
        fresh,
        confirmations,
        answers=_answers(fresh, actor, now),
        applicant=_name(fresh),
        acted_by=acted_by(actor, fresh),
    )
    bundle = prepare_opening(actor=actor, opening=opening, now=now)
    outcome = hand_over(fresh, bundle, now)
    if outcome.code == "taken":
        raise already(actor, application_line(UUID(outcome.facts["by"])))
    if outcome.code == "missing":
        raise NOT_FOUND()
    if outcome.code == "changed":
        raise STALE(version=outcome.facts["version"])
    if outcome.code == "gone":
        raise over(outcome.facts["state"])
    return opened(outcome, actor, draft_id)


def _insist_on_pledges(view: DraftView, signed: Collection[str]) -> None:
    """Who chose to be trusted beforehand signs for it: nobody else does, and nothing is taken for a signature."""
    open_ = [one for one in view.plan.pledges if one.node not in signed]
    if open_:
        sentence = str(_("请看完“{title}”，勾上签字那一句"))
        raise PLEDGE_NOT_SIGNED(
            fields={f"signed.{one.node}": sentence.format(title=text(one.pledge.title)) for one in open_}
        )


def _insist_on_promise(view: DraftView, *, promised: bool) -> None:
    """Whoever leaves out what may follow says yes to bringing it by its day: nobody promises that for them."""
    left = left_for_later(view)
    if left and not promised:
        names = "、".join(text(one.name) for one in left)
        sentence = str(_("看一看要补的{names}，勾上“我答应按时补上”")).format(names=names)
        raise DEFERRAL_NOT_PROMISED(fields={"bring_later": sentence})


def _handed_in(actor: Actor, draft_id: UUID) -> Opened:
    """The receipt of an application that stands already."""
    row = application_progress(draft_id, actor).application
    return Opened(draft_id, row["receipt"], row["submitted_at"], row["due_at"], again=True)


def _read_again(actor: Actor, view: DraftView, now: datetime) -> DraftView | None:
    """Never trust what a page carried: ask the registers again. The draft with their word of today, not stored, so
    that a second post meets the version that it reviewed; None when another post handed it in meanwhile.

    Conflict `prefill_changed` when a reviewed value is different now; then the draft is brought up to date.
    """
    before = {path: entry.value for path, entry in view.entries.items() if not entry.typed}
    ask = partial(look_up, actor=actor, draft_id=view.draft_id, now=now, again=True, action="journeys.submit")
    try:
        fresh, _looked = ask(keep=False)
    except RuleBroken as refused:
        if refused.facts.get("state") == "submitted":
            return None
        raise
    needed = {one.path for one in fresh.plan.fields}
    changed = [
        path
        for path, entry in fresh.entries.items()
        if path in needed and not entry.typed and before.get(path, entry.value) != entry.value
    ]
    if changed:
        stored, _looked = ask()
        raise VALUES_CHANGED(count=len(changed), paths=changed, version=stored.version)
    return fresh


def _insist(view: DraftView, confirmations: dict[str, ConfirmationRow]) -> None:
    found = missing_of(view, confirmations)
    rest = [one for one in found if one.kind != "confirmation"]
    if rest:
        raise INCOMPLETE(
            count=len(rest),
            missing=[{"kind": one.kind, "target": one.target} for one in rest],
            fields={one.target or one.kind: one.sentence for one in rest},
        )
    if found:
        who = "、".join(called(view, one.target) for one in found)
        raise NOT_CONFIRMED(who=who)


def _name(view: DraftView) -> str:
    """The name of the one in whose name it is done."""
    if view.acting_for_kind == "enterprise":
        enterprise = enterprise_facts(view.acting_for_id)
        return enterprise.name if enterprise else ""
    facts = person_facts(view.acting_for_id)
    return facts.name if facts else ""


def _answers(view: DraftView, actor: Actor, now: datetime) -> dict[str, Any]:
    """The immutable snapshot of the form: every value with its source."""
    answered = {one.path: _answered(view, one, now) for one in view.plan.fields if one.value is not None}
    return snapshot(view.draft_id, uuid7(), answered, at=now, by=actor)


def _answered(view: DraftView, one: PlanField, now: datetime) -> Answered:
    entry = view.entries.get(one.path)
    return Answered(
        value=one.value,
        element=view.elements[one.element],
        source=one.source if entry is None else entry.source,
        at=now if entry is None else entry.at,
        authority=entry.authority if entry else "",
        query_id=UUID(entry.query_id) if entry and entry.query_id else None,
    )
