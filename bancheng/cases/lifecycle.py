"""The two tables of states of this app: one case of one department, and the application as a whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.lifecycle import Lifecycle, State, Transition

OFFICER = _("经办人")
APPLICANT = _("申请人")
SYSTEM = _("系统")

CASE = Lifecycle(
    "case",
    states=[
        State("waiting", _("等前一项办好"), _("等前置"), "mute", "hourglass"),
        State("filed", _("已交，等受理"), _("待受理"), "mute", "inbox"),
        State("correction_requested", _("等您补材料"), _("待补正"), "warn", "alert-triangle"),
        State("accepted", _("正在办"), _("审查中"), "info", "progress"),
        State("paused", _("暂停计时"), _("停钟"), "pause", "player-pause"),
        State("offered", _("等您看方案和报价"), _("待申请人答复"), "warn", "alert-triangle"),
        State("approved", _("已通过，正在制证"), _("已决定"), "info", "certificate"),
        State("issued", _("已办好"), _("已出证"), "ok", "circle-check"),
        State("refused", _("没有通过"), _("不予许可"), "bad", "circle-x"),
        State("not_accepted", _("这里办不了"), _("不予受理"), "bad", "circle-x"),
        State("withdrawn", _("您已撤回"), _("已撤回"), "mute", "arrow-back-up"),
        State("declined", _("您没有接受方案"), _("未接受方案"), "mute", "arrow-back-up"),
        State("not_needed", _("不用办"), _("不需要办"), "mute", "circle-check"),
        State("terminated", _("没有办下去"), _("已终止"), "mute", "circle-off"),
    ],
    initial=["waiting", "filed"],
    transitions=[
        Transition("activate", "waiting", "filed", SYSTEM, _("前一项办好，自动开始")),
        Transition("ask", "waiting", "waiting", SYSTEM, _("前一项没办成，问申请人")),
        Transition("answer_question", "waiting", "waiting", APPLICANT, _("回答还要不要办")),
        Transition("go_on_unanswered", "waiting", "waiting", SYSTEM, _("到期没有回答，按规则接着办")),
        Transition(
            "stop",
            ["waiting", "filed", "correction_requested", "accepted", "paused", "offered"],
            "terminated",
            SYSTEM,
            _("按规则停止办理"),
        ),
        *[
            Transition("remind", state, state, SYSTEM, _("提醒申请人快到期了"))
            for state in ("waiting", "correction_requested", "offered")
        ],
        *[
            Transition(act, state, state, who, title)
            for act, who, title in (
                ("bring_deferral", APPLICANT, _("补上答应以后交的材料")),
                ("remind_deferral", SYSTEM, _("提醒申请人答应后补的快到期了")),
            )
            for state in ("waiting", "filed", "correction_requested", "accepted", "paused")
        ],
        Transition(
            "lapse_deferral",
            ["waiting", "filed", "correction_requested", "accepted", "paused"],
            "terminated",
            SYSTEM,
            _("到期没有补上答应的材料，终止办理"),
        ),
        Transition("accept", "filed", "accepted", OFFICER, _("受理")),
        Transition("accept_by_silence", "filed", "accepted", SYSTEM, _("逾期未告知，视为受理")),
        Transition("request_correction", "filed", "correction_requested", OFFICER, _("一次性要求补正")),
        Transition("answer_correction", "correction_requested", "filed", APPLICANT, _("补好交上")),
        Transition("lapse", "correction_requested", "terminated", SYSTEM, _("到期没有补，退回")),
        Transition("refuse_acceptance", "filed", "not_accepted", OFFICER, _("不予受理")),
        Transition("review", "accepted", "accepted", OFFICER, _("审查通过")),
        Transition("pause", "accepted", "paused", OFFICER, _("停钟（特别程序）")),
        Transition("resume", "paused", "accepted", OFFICER, _("恢复计时")),
        Transition("approve", "accepted", "approved", OFFICER, _("准予")),
        Transition("refuse", "accepted", "refused", OFFICER, _("不予许可")),
        Transition("offer", "accepted", "offered", OFFICER, _("报方案和价格")),
        Transition("accept_offer", "offered", "approved", APPLICANT, _("接受方案")),
        Transition(
            "accept_offer_by_silence", "offered", "approved", SYSTEM, _("到期没有答复，按约定视为接受")
        ),
        Transition("decline_offer", "offered", "declined", APPLICANT, _("不接受方案")),
        Transition("lapse_offer", "offered", "declined", SYSTEM, _("到期没有答复，方案失效")),
        Transition("spare", "waiting", "not_needed", SYSTEM, _("前面的结果表明不用办")),
        Transition("issue", "approved", "issued", OFFICER, _("出结果")),
        *[
            Transition(act, state, state, OFFICER, title)
            for act, title in (("claim", _("领取")), ("release", _("放回科室")), ("transfer", _("转办")))
            for state in ("filed", "accepted", "paused", "approved")
        ],
        *[
            Transition(act, state, state, SYSTEM, title)
            for act, title in (
                ("recompute", _("按放假通知重新计算期限")),
                ("rehome", _("机构改革，换了承办单位")),
                ("give_back", _("经办人离岗，退回科室")),
            )
            for state in (
                "waiting",
                "filed",
                "correction_requested",
                "accepted",
                "paused",
                "offered",
                "approved",
            )
        ],
        Transition(
            "withdraw",
            ["waiting", "filed", "correction_requested", "accepted", "paused", "offered"],
            "withdrawn",
            APPLICANT,
            _("撤回"),
        ),
        Transition(
            "terminate",
            ["filed", "correction_requested", "accepted", "paused", "offered", "approved"],
            "terminated",
            OFFICER,
            _("终止办理"),
        ),
    ],
)
"""办件。What differs per item (stages, posts, limits) is data of the case; the states are the same for all."""

APPLICATION = Lifecycle(
    "application",
    states=[
        State("open", _("正在办"), _("办理中"), "info", "progress"),
        State("delivered", _("都办好了"), _("已送达"), "ok", "checks"),
        State("ended", _("没有办成"), _("已了结"), "mute", "circle-off"),
    ],
    transitions=[
        Transition("release_results", "open", "open", SYSTEM, _("到期先送达已办好的")),
        Transition("complete", "open", "open", SYSTEM, _("各部门都办完了")),
        Transition("recompute", "open", "open", SYSTEM, _("按放假通知重新计算期限")),
        Transition("hand_over", "open", "open", SYSTEM, _("申请人去世，由继承人接着办")),
        Transition("deliver", "open", "delivered", SYSTEM, _("送达")),
        Transition("end", "open", "ended", SYSTEM, _("了结")),
    ],
)
"""一件事申请。Open until its last case has ended; then delivered, or ended when there is nothing to deliver."""

GOOD_END = "issued"
"""The one end of a case that satisfies the cases after it."""
