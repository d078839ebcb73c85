"""Who may sign on and off, and who keeps persons and staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Never, declare


def _signed_on(actor: Actor) -> Condition:
    return Always if actor.kind in {"person", "staff"} else Never


def _staff(actor: Actor) -> Condition:
    return Always if actor.kind == "staff" else Never


def _keeper(actor: Actor) -> Condition:
    return Always if actor.kind == "system" or "role:data-bureau" in actor.scopes else Never


KEEP_SESSION = declare("accounts.keep_session", _signed_on, _("继续当前登录"))
CHOOSE_POST = declare("accounts.choose_post", _staff, _("选择岗位"))
REGISTER = declare("accounts.register", _keeper, _("登记人员和账号"))
