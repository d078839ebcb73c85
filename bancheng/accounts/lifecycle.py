"""委托的状态: the one thing in accounts that moves through states."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.lifecycle import Lifecycle, State, Transition

MANDATE = Lifecycle(
    "mandate",
    states=(
        State("offered", _("等对方接受"), _("待接受"), "warn", "hourglass"),
        State("accepted", _("对方接受了，在有效期里可以替您办"), _("有效"), "ok", "circle-check"),
        State("declined", _("对方没有接受"), _("没有接受"), "bad", "circle-x"),
        State("revoked", _("委托人收回了"), _("已收回"), "mute", "circle-x"),
        State("resigned", _("受托人不再办"), _("已辞去"), "mute", "circle-x"),
        State("ended", _("当事人不在了，委托到此为止"), _("已终止"), "mute", "circle-x"),
    ),
    transitions=(
        Transition("accept", "offered", "accepted", _("受托人"), _("接受委托")),
        Transition("decline", "offered", "declined", _("受托人"), _("不接受委托")),
        Transition("revoke", ("offered", "accepted"), "revoked", _("委托人"), _("收回委托")),
        Transition("resign", "accepted", "resigned", _("受托人"), _("不再受托")),
        Transition("end", ("offered", "accepted"), "ended", _("系统"), _("终止委托")),
    ),
)
