"""What accounts announces: a mandate's life. Its own id stands for the application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.events import event_type

MANDATE_OFFERED = event_type("mandate_offered", str(_("请人代办")), "act", "from", "to")
MANDATE_MOVED = event_type("mandate_moved", str(_("委托有变化")), "act", "from", "to")
PERSON_DIED = event_type("person_died", str(_("登记死亡")), "on", "source")
