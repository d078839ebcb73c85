"""Which template a paper is set with: the document of a rulebook by its digest, or the program's own layout.

A paper keeps the name of its template for ever. `sm3:…` is a `paper/1` document in the store of rulebooks; `v2/<kind>`
a layout of this program; a bare kind one of the first layouts, of before rulebooks carried them. Files here are never
changed, only added: what was frozen with them must look the same in ten years (tests hold their digests).
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from bancheng.documents.spec import KINDS, Paper
from bancheng.kernel.canonical import sm3
from bancheng.kernel.database import DEFAULT, fetch_one, using
from bancheng.kernel.errors import Unavailable, define
from bancheng.kernel.rulebooks import Document, text

TEMPLATES = Path(__file__).parents[1] / "typst"
FIRST_FRAME = "paper.typ"
FRAMES = ("frame-1.typ",)
"""Shared files that a layout may import, in `typst/v2`."""

TEMPLATE_LOST = define(
    Unavailable,
    "paper_template_lost",
    _("这份文书的版式现在取不到，暂时不能显示。文书的内容没有丢。"),
    next_step=_("过一会儿再试；还不行，请打12345。"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be set: its name on the paper, its digest, its files, and what it says of title and number."""

    name: str
    digest: str
    main: str
    files: dict[str, str]
    title: str = ""
    number_pattern: str = ""
    paragraphs: tuple[str, ...] = ()


_known: dict[str, Template] = {}
_lock = threading.Lock()
_KEPT = 500


def keep(documents: Iterable[Document]) -> None:
    """Remember paper documents that are at hand, so that the acts that use them need no statement."""
    for document in documents:
        if document.kind == "paper":
            _remember(_of_document(document))


def _remember(template: Template) -> Template:
    with _lock:
        if len(_known) > _KEPT:
            _known.clear()
        return _known.setdefault(template.name, template)


def template(name: str, kind: str) -> Template:
    """The template of this name (`sm3:…`), or the program's own of the kind for "". Unavailable when it is gone."""
    if not name:
        return built_in(kind)
    if not name.startswith("sm3:"):
        return built_in(name.removeprefix("v2/")) if name.startswith("v2/") else first(name)
    found = _known.get(name)
    if found is not None:
        return found
    with using(DEFAULT):
        row = fetch_one(
            "SELECT kind, code, body FROM public.kernel_rulebook WHERE digest = %s AND kind = 'paper'", [name]
        )
    document = Document(row["kind"], row["code"], row["body"]) if row else None
    if document is None or document.digest != name:
        raise TEMPLATE_LOST(template=name)
    return _remember(_of_document(document))


def _of_document(document: Document) -> Template:
    paper = document.model
    assert isinstance(paper, Paper)
    return of_paper(paper, document.digest)


def of_paper(paper: Paper, digest: str) -> Template:
    """The template that a `paper/1` rulebook carries."""
    body = paper.layout or _read("v2", "paragraphs.typ")
    return Template(
        name=digest,
        digest=digest,
        main="main.typ",
        files={"main.typ": body, **frames()},
        title=text(paper.title),
        number_pattern=paper.number_pattern,
        paragraphs=() if paper.layout else tuple(text(one) for one in paper.paragraphs),
    )


@functools.cache
def built_in(kind: str) -> Template:
    """The program's own layout of a kind: for journeys that name no paper of their own."""
    known = KINDS.get(kind)
    name = kind if (TEMPLATES / "v2" / f"{kind}.typ").exists() else "closing_letter"
    files = {"main.typ": _read("v2", f"{name}.typ"), **frames()}
    return Template(
        name=f"v2/{name}",
        digest=_digest(files),
        main="main.typ",
        files=files,
        number_pattern=f"{known.word if known else '告知'}〔{{year}}〕{{serial:6}}号",
    )


@functools.cache
def first(kind: str) -> Template:
    """A layout of before rulebooks carried them: papers of that time are set with it."""
    names = [FIRST_FRAME, f"{kind}.typ" if (TEMPLATES / f"{kind}.typ").exists() else "closing_letter.typ"]
    parts = [
        (TEMPLATES / name).read_bytes()
        for name in (FIRST_FRAME, f"{kind}.typ")
        if (TEMPLATES / name).exists()
    ]
    return Template(
        name=kind,
        digest="sm3:" + sm3(b"\0".join(parts)),
        main=names[1],
        files={name: (TEMPLATES / name).read_text(encoding="utf-8") for name in names},
    )


@functools.cache
def frames() -> dict[str, str]:
    """The shared files by name."""
    return {name: _read("v2", name) for name in FRAMES}


def _read(*steps: str) -> str:
    return TEMPLATES.joinpath(*steps).read_text(encoding="utf-8")


def _digest(files: dict[str, str]) -> str:
    return "sm3:" + sm3(b"\0".join(files[name].encode() for name in sorted(files)))
