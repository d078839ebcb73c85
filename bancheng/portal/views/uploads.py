"""Files that gather on a page over several posts, until everything on it is handed over at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from bancheng.files.commands import keep
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import InvalidInput
from bancheng.portal.queries.answering import is_uuid
from bancheng.portal.queries.correcting import own_files

_MOST_FILES = 5


class Pile(Protocol):
    """What was given so far, by the place of its entry in the list."""

    files: dict[int, list[UUID]]
    errors: dict[int, str]


def kept_before(data: QueryDict, name: str) -> list[UUID]:
    """The files that an earlier post of the page kept for one entry, but for the one to be taken away now."""
    gone = data.get("remove", "")
    return [UUID(one) for one in data.getlist(f"kept-{name}") if is_uuid(one) and one != gone][:_MOST_FILES]


def keep_one(pile: Pile, index: int, upload: Any, actor: Actor, now: datetime) -> None:
    """Keep a file of this post; what is wrong with it stands beside its entry."""
    if len(pile.files[index]) >= _MOST_FILES:
        pile.errors[index] = _("一样最多交5份，可以先删掉一份。")
        return
    try:
        kept = keep(upload=upload, name=upload.name or "", actor=actor, now=now)
    except InvalidInput as refused:
        pile.errors[index] = refused.message
    else:
        pile.files[index].append(kept.id)


def own_only(pile: Pile, actor: Actor) -> None:
    """Only the person's own files count."""
    mine = own_files([one for ids in pile.files.values() for one in ids], actor)
    pile.files = {index: [one for one in ids if one in mine] for index, ids in pile.files.items()}
