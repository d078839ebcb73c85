"""How old the seal may be when something is decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.errors import Unavailable, define

LIMIT = timedelta(seconds=60)  # the sealer's round is 5 s: twelve missed rounds are a fault, not a delay

SEALER_BEHIND = define(
    Unavailable,
    "sealer_behind",
    _("存证暂时跟不上（落后 {seconds} 秒），现在不能作出决定。您填的内容没有丢。"),
    next_step=_("过一两分钟再提交一次。"),
    ask=_("一直这样，请找运维人员。"),
)


def require_fresh(sealed_at: datetime | None, now: datetime, limit: timedelta = LIMIT) -> None:
    """Refuse a deciding act when what was done before it is not sealed. Unavailable `sealer_behind`.

    `sealed_at` comes with the act's one read: `(SELECT sealed_at FROM public.kernel_seal_mark)`.
    """
    if sealed_at is None:
        raise SEALER_BEHIND(seconds="?")
    behind = now - sealed_at
    if behind > limit:
        raise SEALER_BEHIND(seconds=int(behind.total_seconds()))
