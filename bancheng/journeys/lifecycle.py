"""草稿、确认、修订稿的状态: the things that journeys move."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.lifecycle import Lifecycle, State, Transition

DRAFT = Lifecycle(
    "draft",
    states=(
        State("open", _("草稿，还没提交"), _("草稿"), "mute", "pencil"),
        State("submitted", _("已经交上了"), _("已提交"), "ok", "circle-check"),
        State("discarded", _("您删掉了"), _("已删除"), "mute", "trash"),
        State("lapsed", _("放得太久，已清除"), _("已过期"), "mute", "clock"),
    ),
    transitions=(
        Transition("submit", "open", "submitted", _("申请人"), _("提交")),
        Transition("discard", "open", "discarded", _("申请人"), _("删掉草稿")),
        Transition("lapse", "open", "lapsed", _("系统"), _("到期清除")),
    ),
)

CONFIRMATION = Lifecycle(
    "confirmation",
    states=(
        State("asked", _("等对方确认"), _("待确认"), "warn", "hourglass"),
        State("confirmed", _("已确认"), _("已确认"), "ok", "circle-check"),
        State("refused", _("不同意"), _("不同意"), "bad", "circle-x"),
        State("lapsed", _("到期没有确认"), _("已过期"), "mute", "clock"),
        State("withdrawn", _("不用确认了"), _("已撤下"), "mute", "arrow-back-up"),
    ),
    transitions=(
        Transition("confirm", "asked", "confirmed", _("被请求的人"), _("确认")),
        Transition("refuse", "asked", "refused", _("被请求的人"), _("不同意")),
        Transition("lapse", "asked", "lapsed", _("系统"), _("到期")),
        Transition("ask", ("confirmed", "refused", "lapsed"), "asked", _("申请人"), _("再请对方确认")),
        Transition(
            "withdraw", ("asked", "confirmed", "refused", "lapsed"), "withdrawn", _("申请人"), _("从表里去掉")
        ),
    ),
)

REVISION = Lifecycle(
    "revision",
    states=(
        State("open", _("正在修改"), _("修改中"), "info", "pencil"),
        State("submitted", _("等第二个人看"), _("待发布"), "warn", "hourglass"),
        State("returned", _("退回修改"), _("已退回"), "warn", "arrow-back-up"),
        State("published", _("已发布"), _("已发布"), "ok", "circle-check"),
        State("discarded", _("不改了"), _("已作废"), "mute", "trash"),
    ),
    transitions=(
        Transition("submit", ("open", "returned"), "submitted", _("事项编辑"), _("提交发布")),
        Transition("take_back", "submitted", "open", _("事项编辑"), _("收回再改")),
        Transition("return", "submitted", "returned", _("发布审核"), _("退回修改")),
        Transition("publish", "submitted", "published", _("发布审核，没有动手改过的人"), _("发布")),
        Transition("discard", ("open", "returned"), "discarded", _("事项编辑"), _("不改了")),
    ),
)
