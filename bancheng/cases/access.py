"""Who may see and do what with cases.

Seeing: the officers of the case's post and of the organizations that handle and answer for it, and the parties of
the application. Acting: the officers of the post that the case stands at; for the applicant's own acts a party that
acts (the applicant, or whoever acts for it). Rows carry `queue, handling, organization` and, for parties,
`subject_id, acts` of the one party row that is the actor's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.spec import on_behalf, stands_for
from bancheng.kernel.access import (
    Actor,
    AllOf,
    Always,
    AnyOf,
    Condition,
    Equals,
    In,
    Never,
    PlainActor,
    declare,
    scope_ids,
)

OFFICER_ACTS = {
    "claim": _("领取办件"),
    "release": _("放回科室"),
    "transfer": _("转办"),
    "accept": _("受理"),
    "refuse_acceptance": _("不予受理"),
    "request_correction": _("要求补正"),
    "review": _("审查"),
    "pause": _("停钟"),
    "resume": _("恢复计时"),
    "approve": _("准予"),
    "refuse": _("不予许可"),
    "offer": _("报方案和价格"),
    "issue": _("出结果"),
    "terminate": _("终止办理"),
}
APPLICANT_ACTS = {
    "answer_correction": _("补正"),
    "bring_deferral": _("补上答应以后交的材料"),
    "answer_question": _("回答要不要继续办"),
    "accept_offer": _("接受方案和报价"),
    "decline_offer": _("不接受方案和报价"),
    "withdraw": _("撤回"),
}
CLOCK_ACTS = {
    "accept_by_silence": _("视为受理"),
    "lapse": _("到期退回"),
    "remind_deferral": _("提醒答应后补的快到期了"),
    "lapse_deferral": _("到期没有补上答应的材料，终止办理"),
    "stop": _("停止办理"),
    "go_on_unanswered": _("没有回答，按规则接着办"),
    "remind": _("提醒快到期了"),
    "accept_offer_by_silence": _("到期没有答复，视为接受方案"),
    "lapse_offer": _("到期没有答复，方案失效"),
    "spare": _("前面的结果表明不用办"),
    "activate": _("前一项办好，开始"),
    "deliver": _("送达"),
    "release_results": _("先送达已办好的"),
    "recompute": _("按放假通知重新计算期限"),
    "hand_over": _("申请人去世，由继承人接着办"),
    "rehome": _("机构改革后移交未办结的办件，退回离岗人员手里的办件"),
}
NOT_HANDLING = frozenset({"release"})
"""Acts of an officer that handle nothing: they stay open to whom the matter concerns themself (回避)."""
CLOCK = "system:clock"
"""The scope of the program itself when a limit runs out or an event calls for an act."""


@lru_cache(maxsize=4096)
def _held(scopes: frozenset[str], word: str) -> tuple[UUID, ...]:
    """What an actor with these scopes holds under a word; the same officer acts many times with the same posts."""
    return scope_ids(PlainActor("", None, scopes), word)


_COVERED_BY = {"answer_correction": "correct", "bring_deferral": "correct", "answer_question": "correct"}
"""Which part of a clerk's or an agent's right an applicant's act needs; the others bind as handing in does."""
_SEEING = ("submit", "receive", "correct")


def subjects(actor: Actor) -> list[UUID]:
    """The person or enterprise whose things the actor does now."""
    return stands_for(actor)


def sees_case(actor: Actor) -> Condition:
    """办件可见范围."""
    if CLOCK in actor.scopes:
        return Always
    if actor.kind == "person":
        return on_behalf(actor, *_SEEING, subject="subject_id")
    if actor.kind != "staff":
        return Never
    organizations = _held(actor.scopes, "org")
    return AnyOf(
        In("queue", _held(actor.scopes, "queue")),
        In("handling", organizations),
        In("organization", organizations),
    )


def at_the_post(actor: Actor) -> Condition:
    """Officers of the post that the case stands at now."""
    if CLOCK in actor.scopes:
        return Always
    return In("queue", _held(actor.scopes, "queue")) if actor.kind == "staff" else Never


def acting_party(act: str) -> Callable[[Actor], Condition]:
    """The applicant, or whoever acts for it as far as that right goes."""

    def rule(actor: Actor) -> Condition:
        if CLOCK in actor.scopes:
            return Always
        own = on_behalf(actor, _COVERED_BY.get(act, "submit"), subject="subject_id")
        return AllOf(own, Equals("acts", True)) if own != Never else Never

    return rule


def sees_application(actor: Actor) -> Condition:
    """申请可见范围: its parties; officers reach it through one of its cases."""
    if CLOCK in actor.scopes:
        return Always
    return on_behalf(actor, *_SEEING, subject="subject_id")


def sees_results(actor: Actor) -> Condition:
    """结果可见范围: its parties, and whoever may receive results for them."""
    return on_behalf(actor, "receive", subject="subject_id")


def by_the_clock(actor: Actor) -> Condition:
    """Only the program itself."""
    return Always if CLOCK in actor.scopes else Never


def submits(actor: Actor) -> Condition:
    """Whoever is the applicant named in the submission, or stands for it."""
    if CLOCK in actor.scopes:
        return Always
    return In("applicant_id", subjects(actor)) if actor.kind == "person" else Never


declare("cases.see", sees_case, _("看办件"))
declare("cases.see_application", sees_application, _("看申请进度"))
declare("cases.see_results", sees_results, _("看结果"), sees="cases.see_application")
declare("cases.open", submits, _("提交申请"))
for _act, _title in OFFICER_ACTS.items():
    declare(f"cases.{_act}", at_the_post, _title, sees="cases.see")
for _act, _title in APPLICANT_ACTS.items():
    declare(f"cases.{_act}", acting_party(_act), _title, sees="cases.see")
for _act, _title in CLOCK_ACTS.items():
    declare(f"cases.{_act}", by_the_clock, _title)
