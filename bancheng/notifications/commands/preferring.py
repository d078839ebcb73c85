"""提醒方式: a person chooses which ways out of the site they want."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, require
from bancheng.kernel.crypto import seal_value
from bancheng.kernel.database import call
from bancheng.kernel.errors import InvalidInput, define
from bancheng.notifications.access import PREFER
from bancheng.notifications.queries import email_place

EMAIL_FORM = define(
    InvalidInput,
    "email_form",
    _("邮箱地址不像是对的。"),
    next_step=_("照着name@example.com的样子再看一遍，或者不选邮件。"),
)
_EMAIL = re.compile(r"^[^@\s\"<>(),;:\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
CHOICES = ("sms", "email")


def prefer(*, actor: Actor, channels: Collection[str], email: str, now: datetime) -> None:
    """Keep what the person wants. InvalidInput `email_form` when e-mail is wanted and the address cannot be one."""
    require(PREFER, actor)
    assert isinstance(actor.id, UUID)
    wanted, address = [one for one in CHOICES if one in channels], email.strip()
    if (address and (len(address) > 254 or not _EMAIL.match(address))) or ("email" in wanted and not address):
        raise EMAIL_FORM(fields={"email": str(_("请填一个邮箱地址"))})
    sealed = seal_value(address, aad=email_place(actor.id)) if address else ""
    call("notifications_prefer_v1", person_id=actor.id, channels=wanted, email_sealed=sealed, at=now)
