"""One way out of the site for one message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.lifecycle import Lifecycle, State, Transition

SYSTEM = _("系统")

DELIVERY = Lifecycle(
    "notification_delivery",
    states=[
        State("queued", _("等着发"), _("待发"), "mute", "hourglass"),
        State("failed", _("没发成，会再发"), _("待重发"), "warn", "alert-triangle"),
        State("sent", _("已发出"), _("已发出"), "info", "progress"),
        State("delivered", _("已送到"), _("已送达"), "ok", "checks"),
        State("gave_up", _("没有发成"), _("已放弃"), "mute", "circle-off"),
    ],
    transitions=[
        Transition("send", ["queued", "failed"], "sent", SYSTEM, _("发出")),
        Transition("deliver", ["queued", "failed", "sent"], "delivered", SYSTEM, _("送到")),
        Transition("fail", ["queued", "failed"], "failed", SYSTEM, _("没发成")),
        Transition("give_up", ["queued", "failed", "sent"], "gave_up", SYSTEM, _("不再发")),
    ],
)
"""投递. Giving up hands the message to the next way of its template, if there is one."""
