"""States of an upload and the only ways between them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.lifecycle import Lifecycle, State, Transition

FILE = Lifecycle(
    "file",
    states=[
        State("kept", public=_("收下了"), desk=_("已收"), kind="ok", icon="check"),
        State("quarantined", public=_("正在检查"), desk=_("待查毒"), kind="mute", icon="hourglass"),
        State("infected", public=_("没收下：有病毒"), desk=_("查出病毒"), kind="bad", icon="circle-x"),
        State("removed", public=_("已删掉"), desk=_("已删除"), kind="mute", icon="trash"),
    ],
    transitions=[
        Transition("release", ("quarantined",), "kept", who=_("查毒程序"), title=_("放行")),
        Transition("condemn", ("quarantined",), "infected", who=_("查毒程序"), title=_("判为有毒")),
        Transition("remove", ("kept", "quarantined"), "removed", who=_("上传的人"), title=_("删掉")),
    ],
    initial=("kept", "quarantined"),
)
