"""Pages that anybody may read, and pages that belong to a signed-in person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Never, declare


def _person(actor: Actor) -> Condition:
    return Always if actor.kind == "person" else Never


MY_SPACE = declare("portal.my_space", _person, _("看自己的空间"))
