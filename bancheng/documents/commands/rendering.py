"""From frozen values to PDF bytes: no network, no system fonts, the same bytes in every process."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import segno

from bancheng.documents.commands.glyphs import printable
from bancheng.documents.commands.layouts import Template, template
from bancheng.documents.commands.typesetting import TYPESETTER, Job

SHANGHAI = ZoneInfo("Asia/Shanghai")
_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def render(paper: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen paper. Its creation time is the paper's own, so that rendering again gives equal bytes.

    CannotSet when the layout gives none; Unavailable when the template is gone.
    """
    return TYPESETTER.set(job_of(paper, template(paper["template"], paper["kind"])))


def job_of(paper: Mapping[str, Any], found: Template) -> Job:
    """What the typesetting process is given: template, facts, and the square to scan."""
    frozen = paper["frozen_at"]
    at = frozen if isinstance(frozen, datetime) else datetime.fromisoformat(frozen)
    day = at.astimezone(SHANGHAI).date().isoformat()
    values = dict(paper["values"])
    verify = values.pop("verify", None)
    data = {
        "number": paper["number"], "title": paper["title"], "kind": paper["kind"], "day": day, "values": values,
        "verify": verify, "paragraphs": [_filled(one, values) for one in found.paragraphs],
    }  # fmt: skip
    files = dict(found.files)
    if "paper.typ" in files:  # the first layouts read the day under its old name
        data["frozen_at"] = day
    elif verify:
        files["qr.svg"] = square(verify["url"])
    files["paper.json"] = json.dumps(printable(data), ensure_ascii=False, default=_plain, sort_keys=True)
    return Job(files, found.main, int(at.timestamp()))


def square(url: str) -> str:
    """The QR code of an address as SVG."""
    kept = io.BytesIO()
    segno.make(url, error="m", micro=False).save(kept, kind="svg", border=0, xmldecl=False)
    return kept.getvalue().decode()


def _filled(sentence: str, values: Mapping[str, Any]) -> str:
    """A plain paragraph with its blanks filled; what is not there stays empty."""
    return _BLANK.sub(lambda found: _written(values.get(found[1], "")), sentence)


def _written(value: Any) -> str:
    return "、".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _plain(value: object) -> str:
    if isinstance(value, UUID | datetime):
        return str(value)
    raise TypeError(type(value).__name__)
