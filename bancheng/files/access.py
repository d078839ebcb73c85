"""Who may see an upload: its owner, and whoever a higher app says works on something that it is part of."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.kernel.access import Actor, AnyOf, Condition, Equals, In, Never, declare, scope_ids

Link = Callable[[Actor, UUID], bool]
"""(actor, file id) → the actor may read this file because of something the app knows. One statement, no
writes."""

_links: dict[str, Link] = {}


def links(app: str, check: Link) -> None:
    """A higher app registers, when it is ready, how it knows that somebody may read a file (officer of a
    case)."""
    _links[app] = check


def linked(actor: Actor, file_id: UUID) -> bool:
    """Whether any app knows of a link. All are asked, so that the number of statements tells nothing."""
    return any([check(actor, file_id) for _app, check in sorted(_links.items())])


Hold = Callable[[UUID], bool]
"""A file id → it is part of something that was handed in: nobody takes it back. One statement, no writes."""

_holds: dict[str, Hold] = {}


def holds(app: str, check: Hold) -> None:
    """A higher app registers, when it is ready, which files belong to what was handed in."""
    _holds[app] = check


def held(file_id: UUID) -> bool:
    """Whether any app holds the file."""
    return any(check(file_id) for _app, check in sorted(_holds.items()))


def owns(actor: Actor) -> Condition:
    """Files that the actor uploaded, or that were uploaded by the person acted for."""
    if actor.id is None:
        return Never
    return AnyOf(Equals("owner_id", actor.id), In("owner_id", scope_ids(actor, "for:person")))


READ = declare("files.read", owns, _("看上传的文件"))
REMOVE = declare("files.remove", owns, _("删掉上传的文件"), sees="files.read")
KEEP = declare("files.keep", owns, _("上传文件"))
