"""Trying a template before it is published: set with the facts of its act, once full and once as empty as they come."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime

from bancheng.documents.commands.layouts import Template, frames
from bancheng.documents.commands.numbering import verify_facts
from bancheng.documents.commands.rendering import job_of
from bancheng.documents.commands.typesetting import CannotSet, Typesetter
from bancheng.documents.spec import BY_ACT, KINDS, Paper

_AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
_PATIENCE = 5.0
_SETTER = Typesetter(_PATIENCE)


def layout_faults(paper: Paper) -> list[str]:
    """Why the template gives no paper, in typst's words; empty when it does. Equal layouts are tried once a process."""
    if not paper.layout or paper.act not in BY_ACT:
        return []  # plain paragraphs cannot fail; a paper of an act that the program issues none for is never set
    return list(_tried(paper.layout, BY_ACT[paper.act], str(paper.title)))


@functools.lru_cache(maxsize=512)
def _tried(layout: str, kind: str, title: str) -> tuple[str, ...]:
    known, faults = KINDS[kind], []
    found = Template("sample", "sample", "main.typ", {"main.typ": layout, **frames()})
    for values in (known.sample, known.sparse()):
        row = {
            "kind": kind, "number": "善美样字〔2026〕第000001号", "title": title, "template": "sample", "frozen_at": _AT,
            "values": {**json.loads(json.dumps(values)), "verify": verify_facts("0000-0000-0000-0000")},
        }  # fmt: skip
        try:
            _SETTER.set(job_of(row, found))
        except CannotSet as error:
            faults.append(str(error))
    return tuple(dict.fromkeys(faults))
