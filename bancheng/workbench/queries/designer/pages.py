"""The contexts of the designer's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.journeys.authoring import (
    entries_of,
    is_limited,
    is_own,
    journeys_reaching,
    may_write,
    readers_of,
    words_of,
)
from bancheng.journeys.authoring.owning import keeps_publishing
from bancheng.journeys.checks import Finding
from bancheng.journeys.lifecycle import REVISION
from bancheng.journeys.queries.revisions import RevisedView, RevisionView, being_revised, revisions
from bancheng.kernel.access import may
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import CheckFailed, Document, kinds, standing
from bancheng.organizations.queries import world
from bancheng.workbench.queries.designer import directory, form, places, shapes
from bancheng.workbench.queries.designer.naming import Namer, namer
from bancheng.workbench.queries.designer.places import MISSING, Body, Path
from bancheng.workbench.queries.designer.words import label

SHOWN = 60
"""Rows of the list of rulebooks: then somebody searches."""
MOST_CHOICES = 400


def list_page(actor: SessionActor, now: Any, asked: str, kind: str) -> dict[str, Any]:
    """The organization's own rulebooks, what is being changed, and the search over them."""
    today = local_day(now)
    there, documents = world(today), standing(today).documents
    organization = actor.post.organization_code if actor.post else ""
    edits = may(
        "journeys.revise", actor, {"organization_id": actor.post.organization_id if actor.post else None}
    )
    names = Namer(documents, there)
    held = being_revised()
    whole = keeps_publishing(organization, there)
    rows = [
        {
            "key": key, "kind": document.kind, "code": document.code, "name": names.rulebook(key),
            "official": _official(document), "title": kinds()[document.kind].title, "revision": held.get(key),
        }
        for key, document in documents.items()
        if document.kind in _wanted(kind, whole, asked) and _fits(asked, document, names)
        and edits and _writable(document, organization, there)
    ]  # fmt: skip
    rows.sort(key=lambda row: (_KIND_ORDER.get(str(row["kind"]), 9), str(row["name"])))
    return {
        "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "asked": asked, "kind": kind, "edits": edits,
        "kinds": _kind_links(kind, asked, whole), "drafts": _drafts(actor, names), "key": uuid7(),
        "new_kinds": [{"value": one.name, "label": one.title} for one in kinds().values()] if whole else
        [{"value": one, "label": kinds()[one].title} for one in ("journey", "item", "material")],
    }  # fmt: skip


_KIND_ORDER = {"journey": 0, "item": 1, "material": 2, "element": 3}


def _wanted(kind: str, whole: bool, asked: str) -> frozenset[str]:
    if kind in kinds():
        return frozenset({kind})
    return frozenset(kinds()) if whole and asked else frozenset({"journey", "item"})


def _kind_links(kind: str, asked: str, whole: bool) -> list[dict[str, Any]]:
    shown = sorted(kinds().values(), key=lambda one: _KIND_ORDER.get(one.name, 9))
    if not whole:
        shown = [one for one in shown if one.name in ("journey", "item")]
    found = [{"word": _("全部"), "href": f"?q={asked}", "current": not kind}]
    return found + [
        {"word": one.title, "href": f"?q={asked}&kind={one.name}", "current": one.name == kind}
        for one in shown
    ]


def _fits(asked: str, document: Document, names: Namer) -> bool:
    return not asked or any(
        asked in said for said in (document.code, names.rulebook(document.key), _official(document))
    )


def _official(document: Document) -> str:
    name = document.body.get("name", "")
    return name if isinstance(name, str) else str(next(iter(name.values()), ""))


def _writable(document: Document, organization: str, there: Any) -> bool:
    try:
        return may_write(document.model, organization, there)
    except CheckFailed:
        return False


def _drafts(actor: SessionActor, names: Namer) -> list[dict[str, Any]]:
    return [
        {**row, "word": REVISION.state(row["state"]), "href": reverse("revision", args=[row["revision_id"]]),
         "what": "、".join(names.rulebook(key) or key.partition("/")[2] for key in row["documents"] or ())}
        for row in revisions(actor)
    ]  # fmt: skip


def head(view: RevisionView, actor: SessionActor) -> dict[str, Any]:
    """What stands above every page of a revision."""
    own = {"organization_id": view.row["organization_id"]}
    wrote = actor.id in (*view.row["editors"], view.row["submitted_by"])
    return {
        "view": view, "row": view.row, "state": view.state, "editable": view.editable and may("journeys.revise", actor, own),
        "edits": may("journeys.revise", actor, own), "publishes": may("journeys.publish_revision", actor, own),
        "wrote": wrote, "errors_count": len(view.findings), "here": reverse("revision", args=[view.revision_id]),
        "submitted_by": view.who(view.row["submitted_by"]), "decided_by": view.who(view.row["decided_by"]),
        "editors": "、".join(filter(None, map(view.who, view.row["editors"]))),
    }  # fmt: skip


def document_head(view: RevisionView, one: RevisedView, tab: str) -> dict[str, Any]:
    """Name, kind and the tabs of one document."""
    names, here = namer(view), [view.revision_id, one.kind, one.code]
    tabs = [("edit", _("改内容"), reverse("revise_document", args=here))]
    sides = [("picture", _("流程图")), ("try", _("试一试"))] if one.kind in ("journey", "item") else []
    if one.kind == "item" and view.editable:
        tabs.append(("extend", _("铺到县区、镇街"), reverse("extend_item", args=here)))
    for side, word in (*sides, ("changes", _("和已发布的比")), ("uses", _("谁在用"))):
        tabs.append((side, word, reverse("rulebook_side", args=[*here, side])))
    return {
        "doc": one, "doc_name": names.rulebook(one.key) or one.code, "doc_title": kinds()[one.kind].title,
        "tabs": [{"word": word, "href": href, "current": side == tab} for side, word, href in tabs],
        "doc_href": tabs[0][2], "is_new": not one.base,
        "others": [
            {"name": names.rulebook(key) or key, "title": kinds()[other.kind].title, "current": key == one.key,
             "href": reverse("revise_document", args=[view.revision_id, other.kind, other.code])}
            for key, other in view.documents.items()
        ],
    }  # fmt: skip


def edit_page(view: RevisionView, one: RevisedView, path: Path, body: Body | None = None) -> dict[str, Any]:
    """One place of a document: its boxes or its list, the outline, what the check says. `body`: as typed, not stored."""
    shown = one.body if body is None else body
    shape = shapes.at(one.kind, path)
    if shape is None or (path and shape.control == "part" and places.value_at(shown, path) is MISSING):
        path, shape = (), shapes.at(one.kind, ())
    names = namer(view)
    errors = by_place(view.findings, one.key)
    found = form.boxes(one.kind, shown, path)
    form.put_errors(found, errors)
    say(view, one, found, names)
    directory.put_fixed(view, one, shown, found)
    return {
        "boxes": found, "entries": _entries(one, shown, path, shape, names, errors), "path": ".".join(path),
        "is_list": bool(shape and shape.control in ("rows", "map")), "is_map": bool(shape and shape.control == "map"),
        "outline": _outline(one, shown, path, errors), "crumbs": _crumbs(one, shown, path, names),
        "here_title": _title(one.kind, shown, path, names), "choices": _choices(found, names),
        "findings": findings_of(view, one, shown), "advice": findings_of(view, one, shown, view.advice),
        "version": one.version,
    }  # fmt: skip


def scope(view: RevisionView, one: RevisedView, actor: SessionActor, path: Path) -> dict[str, Any]:
    """How much of an item the actor's organization may change: `own` of the entries, and whether this place."""
    organization = actor.post.organization_code if actor.post else ""
    if one.kind != "item" or not is_limited(one.body, organization, view.world):
        return {"own": None, "locked": False}
    own = [
        n for n, entry in enumerate(entries_of(one.body)) if is_own(one.body, entry, organization, view.world)
    ]
    here = path[:1] == ("entries",) and (len(path) == 1 or (path[1].isdigit() and int(path[1]) in own))
    return {"own": own, "locked": not here}


def by_place(findings: Iterable[Finding], key: str) -> dict[str, list[str]]:
    """The check's sentences about one document by place."""
    told: dict[str, list[str]] = {}
    for one in findings:
        document, _colon, place = one.place.partition(": ")
        if document == key:
            told.setdefault(place, []).append(one.sentence)
    return told


def findings_of(
    view: RevisionView, one: RevisedView, body: Body, told: Iterable[Finding] | None = None
) -> list[dict[str, str]]:
    """Every finding of the revision (or what else is told of it) with the link to its box; of other documents, to their
    page."""
    found = []
    for finding in view.findings if told is None else told:
        key, _colon, place = finding.place.partition(": ")
        kind, _slash, code = key.partition("/")
        row = {"text": finding.sentence, "remedy": finding.remedy, "href": "", "where": key}
        if key in view.documents:
            held = body if key == one.key else view.documents[key].body
            page, name = form.spots(kind, held, places.path_of(place))
            row["href"] = _at([view.revision_id, kind, code], page) + (f"#id_{name}" if name else "")
        found.append(row)
    return found


def say(view: RevisionView, one: RevisedView, found: Iterable[form.Box], names: Namer) -> None:
    """Beside each box: a rule in Chinese, a code's name."""
    words = None
    for box in found:
        key = box.name.rpartition(".")[2]
        if box.control == "rule" and box.value:
            words = words or words_of(view.whole, one.key, view.world)
            box.says = words.sentence(box.value)
        elif box.control == "text" and box.value:
            box.says = names.code(key, box.value)


def _entries(
    one: RevisedView, body: Body, path: Path, shape: Any, names: Namer, errors: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    held = places.value_at(body, path)
    if shape is None or shape.control not in ("rows", "map") or held is MISSING:
        return []
    pairs = enumerate(held) if isinstance(held, list) else held.items()
    return [
        {"place": place, "number": key,
         "said": names.entry(value, "" if isinstance(held, list) else str(key)), "href": f"?at={place}",
         "errors": sum(len(s) for at, s in errors.items() if at == place or at.startswith(f"{place}."))}
        for key, value in pairs
        for place in (".".join((*path, str(key))),)
    ]  # fmt: skip


def _outline(
    one: RevisedView, body: Body, path: Path, errors: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    root = shapes.at(one.kind, ())
    assert root is not None
    assert root.model is not None
    name = root.model.__name__
    below = [box for box in form.boxes(one.kind, body, ()) if box.control in form.GROUPS]
    rows = [{"word": _("基本情况"), "href": "?", "count": 0, "current": not path, "errors": 0}]
    taken = {box.place for box in below}
    rows[0]["errors"] = sum(len(said) for at, said in errors.items() if at.partition(".")[0] not in taken)
    for box in below:
        told = sum(len(said) for at, said in errors.items() if at.partition(".")[0] == box.place)
        rows.append({
            "word": label(name, box.place), "href": f"?at={box.place}", "count": box.count,
            "current": path[:1] == (box.place,), "errors": told,
        })  # fmt: skip
    return rows


def _crumbs(one: RevisedView, body: Body, path: Path, names: Namer) -> list[dict[str, str]]:
    return [
        {"word": _title(one.kind, body, path[:length], names), "href": f"?at={'.'.join(path[:length])}"}
        for length in range(len(path))
        if length == 0 or not (shape := shapes.at(one.kind, path[:length])) or shape.control != "raw"
    ]


def _title(kind: str, body: Body, path: Path, names: Namer) -> str:
    """What a place is called: the key's words, or the entry in a few words."""
    if not path:
        return _("基本情况")
    around = shapes.at(kind, path[:-1])
    if around is not None and around.control in ("rows", "map"):
        key = "" if path[-1].isdigit() else path[-1]
        return names.entry(places.value_at(body, path), key)
    return label(around.model.__name__, path[-1]) if around and around.model else path[-1]


def _choices(found: Iterable[form.Box], names: Namer) -> dict[str, list[dict[str, str]]]:
    """Lists to choose codes from, one per key that a page holds."""
    keys = {box.name.rpartition(".")[2] for box in found if box.control == "text"}
    listed = {key: names.choices(key)[:MOST_CHOICES] for key in sorted(keys)}
    return {key: rows for key, rows in listed.items() if rows}


def uses(view: RevisionView, one: RevisedView) -> dict[str, Any]:
    """Who is touched by a change: journeys that reach it, and rulebooks that name it."""
    names = namer(view)
    return {
        "journeys": [
            {"name": names.rulebook(f"journey/{code}"), "code": code}
            for code in journeys_reaching(view.whole, [one.key])
        ],
        "readers": [
            {"name": names.rulebook(f"{reader.kind}/{reader.code}"), "title": kinds()[reader.kind].title,
             "code": reader.code, "kind": reader.kind, "taken": f"{reader.kind}/{reader.code}" in view.documents}
            for reader in readers_of(view.whole, one.key)
        ],
    }  # fmt: skip


def _at(args: list[UUID | str], path: Path) -> str:
    here = reverse("revise_document", args=args)
    return f"{here}?at={'.'.join(path)}" if path else here
