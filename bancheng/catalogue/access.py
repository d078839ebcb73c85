"""Who may publish rulebooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Never, declare


def _publisher(actor: Actor) -> Condition:
    """The post that publishes what another person wrote, and the program itself from the console."""
    return Always if actor.kind == "system" or "role:publisher" in actor.scopes else Never


PUBLISH = declare("catalogue.publish", _publisher, _("发布办事规则"))
