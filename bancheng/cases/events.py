"""Past-tense facts of cases and applications. Payloads hold codes, ids and counts only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from bancheng.kernel.events import EventType, NewEvent, event_type

_CASE_KEYS = ("act", "from", "to", "item", "stage")

CASE_EVENTS: dict[str, EventType] = {
    act: event_type(
        code, title, *_CASE_KEYS, optional=("number", "procedure", "entries", "certificate", "cause")
    )
    for act, code, title in (
        ("open", "case_opened", _("随申请建立")),
        ("activate", "case_filed", _("前一项办好，自动开始")),
        ("ask", "case_question_asked", _("前一项没办成，已问申请人")),
        ("answer_question", "case_question_answered", _("申请人回答继续办")),
        ("go_on_unanswered", "case_question_lapsed", _("到期没有回答，按规则接着办")),
        ("remind", "case_reminded", _("快到期了，已提醒申请人")),
        ("stop", "case_stopped", _("停止办理")),
        ("claim", "case_claimed", _("领取")),
        ("release", "case_released", _("放回科室")),
        ("accept", "case_accepted", _("受理")),
        ("accept_by_silence", "case_accepted_by_silence", _("逾期未告知，视为受理")),
        ("request_correction", "case_correction_requested", _("一次性要求补正")),
        ("answer_correction", "case_correction_answered", _("补好交上")),
        ("lapse", "case_lapsed", _("到期没有补，退回")),
        ("bring_deferral", "case_deferral_brought", _("补上了答应以后交的材料")),
        ("remind_deferral", "case_deferral_reminded", _("答应后补的快到期了，已提醒申请人")),
        ("lapse_deferral", "case_deferral_lapsed", _("到期没有补上答应的材料，终止办理")),
        ("refuse_acceptance", "case_not_accepted", _("不予受理")),
        ("review", "case_reviewed", _("审查通过一个环节")),
        ("pause", "case_paused", _("暂停计时")),
        ("resume", "case_resumed", _("恢复计时")),
        ("approve", "case_approved", _("准予")),
        ("refuse", "case_refused", _("不予许可")),
        ("offer", "case_offer_asked", _("报了方案和价格")),
        ("accept_offer", "case_offer_accepted", _("申请人接受方案")),
        ("accept_offer_by_silence", "case_offer_accepted_by_silence", _("到期没有答复，按约定视为接受方案")),
        ("decline_offer", "case_offer_declined", _("申请人没有接受方案")),
        ("lapse_offer", "case_offer_lapsed", _("到期没有答复，方案失效")),
        ("spare", "case_not_needed", _("前面的结果表明不用办")),
        ("issue", "case_issued", _("出结果")),
        ("withdraw", "case_withdrawn", _("撤回")),
        ("terminate", "case_terminated", _("终止办理")),
    )
}
CASE_EVENTS["transfer"] = event_type("case_transferred", _("转办"), *_CASE_KEYS, "was", "queue")
CASE_EVENTS["recompute"] = event_type(
    "case_due_recomputed", _("按放假通知重新算了期限"), *_CASE_KEYS, "was", "due", "notice"
)
_HOMES = ("was", "queue", "was_body", "body", "notice")
CASE_EVENTS["rehome"] = event_type("case_rehomed", _("机构改革，换了承办单位"), *_CASE_KEYS, *_HOMES)
CASE_EVENTS["give_back"] = event_type("case_given_back", _("经办人离岗，退回科室"), *_CASE_KEYS, *_HOMES)
"""Act → the event it records. `item` is the item's code, `from` and `to` are states, `stage` the step after it,
`was` and `due` are dates (of a transfer `was` and `queue` are posts)."""

_MOVE = ("act", "from", "to")
APPLICATION_EVENTS: dict[str, EventType] = {
    "open": event_type(
        "application_submitted", _("提交"), *_MOVE, "journey", "release", "receipt", "cases", "delivery"
    ),
    "complete": event_type("application_completed", _("各部门都办完了"), *_MOVE, "cases"),
    "release_results": event_type("application_results_released", _("先送达已办好的"), *_MOVE, "issued"),
    "deliver": event_type("application_delivered", _("送达"), *_MOVE, "cases", "issued"),
    "recompute": event_type(
        "application_due_recomputed", _("按放假通知重新算了期限"), *_MOVE, "cases", "was", "due", "notice"
    ),
    "hand_over": event_type("application_handed_over", _("申请人去世，由继承人接着办"), *_MOVE, "role"),
    "end": event_type("application_ended", _("了结，没有办成"), *_MOVE, "cases"),
}
"""Act → the event of the whole application."""


def case_event(
    act: str,
    application_id: UUID,
    case_id: UUID,
    at: datetime,
    actor: str,
    *,
    source: str | None,
    target: str,
    **payload: Any,
) -> dict[str, Any]:
    """The row of the event that an act on a case records; `source` and `target` are the states around it."""
    payload |= {"act": act, "from": source, "to": target}
    return NewEvent(CASE_EVENTS[act], application_id, case_id, at, actor, payload).row()


def application_event(
    act: str,
    application_id: UUID,
    at: datetime,
    actor: str,
    *,
    source: str | None,
    target: str,
    **payload: Any,
) -> dict[str, Any]:
    """The row of an event of the whole application (its case_id is the application's own id)."""
    payload |= {"act": act, "from": source, "to": target}
    return NewEvent(APPLICATION_EVENTS[act], application_id, application_id, at, actor, payload).row()
