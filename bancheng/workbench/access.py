"""The door of the workbench: staff. Which cases, and which acts on them, is said by `cases.access`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Never, declare


def _staff(actor: Actor) -> Condition:
    return Always if actor.kind == "staff" else Never


SEE = declare("workbench.see", _staff, _("用工作台"))
