"""Who may read a message: whom it was told to, or who stands for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.spec import is_limited, stands_for
from bancheng.kernel.access import Actor, Condition, Equals, In, Never, declare


def reads(actor: Actor) -> Condition:
    """The recipient of the message is whom the actor stands for now. A right that is limited to some things or acts does
    not open the inbox: a message does not say which thing it is about."""
    if actor.kind != "person":
        return Never
    return In("recipient_id", [] if is_limited(actor) else stands_for(actor))  # the page opens, and is empty


READ = declare("notifications.read", reads, _("看消息"))


def _oneself(actor: Actor) -> Condition:
    return Equals("person_id", actor.id) if actor.kind == "person" and actor.id else Never


PREFER = declare("notifications.prefer", _oneself, _("选提醒方式"))
