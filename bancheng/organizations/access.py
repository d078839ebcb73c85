"""Who may change the administrative world."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Never, declare


def _keeper(actor: Actor) -> Condition:
    """The data bureau, and the program itself when a city's files are loaded."""
    return Always if actor.kind == "system" or "role:data-bureau" in actor.scopes else Never


IMPORT = declare("organizations.import", _keeper, _("导入机构、区划和岗位"))
CHANGE = declare("organizations.change", _keeper, _("变更机构"))
