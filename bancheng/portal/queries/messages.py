"""消息: what people were told, newest first, and which ways they want to be told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from bancheng.kernel.access import Actor
from bancheng.notifications import queries as told
from bancheng.notifications.queries import Letter
from bancheng.portal.queries.following import cursor

Page = dict[str, Any]


def messages(actor: Actor, before: str) -> Page:
    """One page of the inbox."""
    rows = told.inbox(actor, before=cursor(before))
    last = rows[-1] if len(rows) == told.PAGE else None
    following = urlencode({"before": f"{last.at.isoformat()}~{last.message_id}"}) if last else ""
    return {
        "rows": [_row(one) for one in rows],
        "unread": badge(told.unread(actor)),
        "next": f"{reverse('messages')}?{following}" if following else "",
        "paged": bool(cursor(before)),
    }


def _row(one: Letter) -> Page:
    return {
        "title": one.title, "text": one.text, "word": one.word or _("去看"), "at": one.at, "unread": one.unread,
        "action": reverse("open_message", args=[one.application_id, one.message_id]),
    }  # fmt: skip


def badge(count: int) -> str:
    """How many are unread: nothing for none, 99+ beyond."""
    return "" if not count else str(count) if count < told.MOST else "99+"


def where(one: Letter) -> str:
    """The page that a message leads to; the own space when that page is no more."""
    try:
        return reverse(one.url_name, args=one.url_args)
    except NoReverseMatch:
        return reverse("my_space")


def choices(channels: list[str], email: str) -> Page:
    """The form of ways."""
    return {
        "options": [
            {"value": "sms", "label": _("短信"), "hint": _("发到登录时核对过的手机号。夜里不发。")},
            {"value": "email", "label": _("邮件"), "hint": _("短信没发成时用，或者只用邮件。")},
        ],
        "channels": channels,
        "email": email,
    }
