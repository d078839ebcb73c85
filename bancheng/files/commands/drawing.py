"""One page of a PDF as a picture for whoever may read the file: the paper itself is never shown by a browser."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.files.models import BlobMissing, store
from bancheng.files.queries import Content, Paper, drawn_page, paper
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import DEFAULT, execute, using
from bancheng.kernel.errors import InvalidInput, define

from .inspection import confined

_PAINTER = Path(__file__).with_name("painter.py")

PAGE_NOT_DRAWN = define(
    InvalidInput,
    "files_page_not_drawn",
    gettext_lazy("这一页画不出来。"),
    next_step=gettext_lazy("把文件下载下来看。"),
)


def drawn(actor: Actor, file_id: UUID, page: int) -> Content:
    """The page (the first is 1) as a JPEG, drawn at the first look and kept beside the file. NotFound where the actor may
    not read, where there is no such page and for what is no PDF; InvalidInput `files_page_not_drawn` when it cannot be
    drawn; Unavailable when too many wait."""
    found = paper(actor, file_id)
    if not 1 <= page <= found.pages:
        raise NOT_FOUND()
    shown = _kept(found, drawn_page(file_id, page)) or _draw(found, file_id, page)
    return Content(f"{found.name.rpartition('.')[0]}-{page}.jpg", "image/jpeg", shown, found.owner_id)


def _kept(found: Paper, address: str) -> bytes:
    """The picture of an earlier look. One that is damaged is drawn anew; the audit (I7) tells of it."""
    try:
        return store().get(address, found.key) if address else b""
    except BlobMissing:
        return b""


def _draw(found: Paper, file_id: UUID, page: int) -> bytes:
    data = store().get(found.blob, found.key)
    line, _newline, shown = (confined(_PAINTER, str(page), data) or b"").partition(b"\n")
    if not shown or not json.loads(line)["drawn"]:
        raise PAGE_NOT_DRAWN()
    try:
        address = store().put(shown, found.key)
    except OSError:
        return shown  # no room to keep it: it is shown all the same
    with using(DEFAULT):
        execute(
            "INSERT INTO public.files_drawn_page (file_id, number, blob) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [file_id, page, address],
        )
    return shown
