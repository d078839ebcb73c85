"""Who may see an upload: its owner, and whoever a higher app says works on something that it is part of."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.spec import is_limited, stands_for
from bancheng.kernel.access import Actor, AllOf, Condition, Equals, In, Never, declare

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
    """Uploads of whom the actor stands for now; under a right that is limited, only those that it made itself (of the
    others it sees what is part of a draft or an application that it sees)."""
    if actor.kind != "person":
        return Equals("owner_id", actor.id) if actor.id is not None else Never
    own = In("owner_id", stands_for(actor))
    return AllOf(own, Equals("uploaded_by", actor.id)) if is_limited(actor) else own


READ = declare("files.read", owns, _("看上传的文件"))
REMOVE = declare("files.remove", owns, _("删掉上传的文件"), sees="files.read")
KEEP = declare("files.keep", owns, _("上传文件"))
