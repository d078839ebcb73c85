"""What the exchange announces: a system told something by itself. The report's id stands for the application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.events import event_type

REPORT_TAKEN = event_type("report_taken", str(_("收到部门推送")), "kind", "system")
