"""What journeys announces."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.events import event_type

CONFIRMATION_ASKED = event_type("confirmation_asked", str(_("请求确认")), "role", "digest", "due")
CONFIRMATION_CONFIRMED = event_type("confirmation_confirmed", str(_("已确认")), "role", "digest")
CONFIRMATION_REFUSED = event_type("confirmation_refused", str(_("不同意确认")), "role", "digest")
CONFIRMATION_LAPSED = event_type("confirmation_lapsed", str(_("确认到期")), "role", "digest")
CONFIRMATION_RECOMPUTED = event_type(
    "confirmation_recomputed", str(_("按放假通知重算确认的期限")), "role", "notice", "due"
)
CONFIRMATION_REMINDED = event_type("confirmation_reminded", str(_("催一次确认")), "role", "due")
CONFIRMATION_WITHDRAWN = event_type("confirmation_withdrawn", str(_("不用确认了")), "role")
CONFIRMATION_RENUMBERED = event_type(
    "confirmation_renumbered", str(_("前面的人去掉了")), "role", "was", "digest"
)
REVISION_MOVED = event_type("revision_moved", str(_("修订稿变动")), "act", "from", "to", "documents")
