"""Who may read papers: whoever an app above says may see the application that the paper belongs to."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, Always, Condition, Equals, Never, declare

Link = Callable[[Actor, UUID], bool]
"""(actor, application id) → the actor may see that application. One statement, no writes."""

_links: dict[str, Link] = {}


def links(app: str, check: Link) -> None:
    """An app above registers, when it is ready, how it knows who may see an application."""
    _links[app] = check


def linked(actor: Actor, application_id: UUID) -> bool:
    """Whether any app admits the actor. All are asked, so that the number of statements tells nothing."""
    return any([check(actor, application_id) for _app, check in sorted(_links.items())])


def reads(actor: Actor) -> Condition:
    """Rows say in `linked` what :func:`linked` found; the program itself reads what it renders."""
    if actor.kind == "system":
        return Always
    return Equals("linked", True) if actor.kind in {"person", "staff"} else Never


declare("documents.read", reads, _("看文书"))
