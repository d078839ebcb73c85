"""What the designer's pages post, read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from bancheng.journeys.queries.revisions import RevisedView, RevisionView
from bancheng.kernel.access import NOT_FOUND
from bancheng.kernel.canonical import digest
from bancheng.kernel.rulebooks import kinds
from bancheng.ui.controls import DateParts, read_date
from bancheng.workbench.queries.designer import form, places, shapes
from bancheng.workbench.queries.designer.places import MISSING, Body, Path, path_of

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Beginning:
    """Which rulebook somebody wants to change, new or not, and in which open revision."""

    revision_id: UUID
    kind: str
    code: str
    into: UUID | None
    body: Body | None


def beginning(post: QueryDict) -> Beginning:
    """`document` is `kind/code`; a new one has `kind`, `code` and `name`. NotFound for what no page of ours says."""
    kind, _slash, code = post.get("document", "").partition("/")
    body = None
    if not kind:
        kind, code, name = (post.get(word, "").strip()[:LONGEST] for word in ("kind", "code", "name"))
        if kind not in kinds():
            raise NOT_FOUND()
        body = {"schema": kinds()[kind].schema, "code": code, "name": name}
    try:
        made = UUID(post.get("revision_id", ""))
        into = UUID(post.get("into")) if post.get("into") else None
    except ValueError as error:
        raise NOT_FOUND() from error
    return Beginning(made, kind, code, into, body)


def number(post: QueryDict, name: str) -> UUID:
    """An id that a page of ours made. NotFound for anything else."""
    try:
        return UUID(post.get(name, ""))
    except ValueError as error:
        raise NOT_FOUND() from error


def version(post: QueryDict) -> int:
    """The version of the document that the page showed; 0 for what no page of ours says."""
    written = post.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def content(post: QueryDict) -> dict[str, str]:
    """The digests that the page showed: `digest:<kind>/<code>`."""
    return {
        name[7:]: value
        for name, value in post.items()
        if name.startswith("digest:") and isinstance(value, str)
    }


def made(query: QueryDict) -> str:
    """How many entries the page before has made."""
    written = query.get("made", "")
    return written if written.isascii() and written.isdigit() and len(written) < 5 else ""


def answers(query: QueryDict) -> dict[str, str]:
    """Answers and values of a try; of several, joined."""
    return {name: ",".join(query.getlist(name)) for name in query}


def day(post: QueryDict, default: date) -> DateParts:
    """The day that was typed, or one to begin with."""
    if "effective_from-year" in post:
        return read_date({k: str(v) for k, v in post.items()}, "effective_from")
    parts = {"year": default.year, "month": default.month, "day": default.day}
    return read_date(
        {f"effective_from-{part}": str(value) for part, value in parts.items()}, "effective_from"
    )


@dataclass
class Step:
    """One post of an editor's page: what was typed, the document after it, and where to go on."""

    typed: form.Typed
    body: Body
    follows: Path
    version: int
    was: dict[str, str]


def step(one: RevisedView, path: Path, post: QueryDict) -> Step:
    """Read a page against what is stored now. Somebody else's change of other values does not stand in the way: then the
    version stored now is answered, and both are kept.
    """
    posted = {name: value for name, value in post.items() if isinstance(value, str)}
    typed = form.take(one.kind, one.body, path, posted)
    was = {name[4:]: value for name, value in posted.items() if name.startswith("was:")}
    shown = version(post)
    act, _colon, place = posted.get("do", "save").partition(":")
    if shown != one.version and act == "save" and not _clash(one, path, typed, was):
        shown = one.version
    body, follows = _act(
        one, typed.body, path, act, path_of(place), posted.get("new_key", "").strip()[:LONGEST]
    )
    return Step(typed, body, follows, shown, was)


def _clash(one: RevisedView, path: Path, typed: form.Typed, was: dict[str, str]) -> bool:
    """Whether somebody else changed what was changed here, or the page is about another entry by now."""
    stored = {box.name: box.was for box in form.boxes(one.kind, one.body, path)}
    return any(name not in stored or not _same(stored[name], was.get(name, "")) for name in typed.changed)


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _act(one: RevisedView, body: Body, path: Path, act: str, place: Path, key: str) -> tuple[Body, Path]:
    """A named button: an entry added, taken away, moved, doubled; or just stored."""
    if act == "add":
        return _added(one, body, place, key)
    if act == "drop":
        return places.drop(body, place), place[:-1] if path[: len(place)] == place else path
    if act in ("up", "down"):
        return places.move(body, place, -1 if act == "up" else 1), path
    if act == "copy":
        after = (*place[:-1], str(int(place[-1]) + 1)) if place and place[-1].isdigit() else path
        return places.twice(body, place), after
    return body, path


def _added(one: RevisedView, body: Body, place: Path, key: str) -> tuple[Body, Path]:
    shape = shapes.at(one.kind, place)
    if shape is None or shape.control not in form.GROUPS:
        return body, place
    held = places.value_at(body, place)
    if shape.control == "map":
        named = key.replace(".", "_")
        return (places.add(body, place, {}, named), (*place, named)) if named else (body, place)
    if shape.control == "part":
        made = places.put(body, place, {}) if held is MISSING else body
        return made, place[:-1] if form.is_inline(one.kind, place) else place
    count = len(held) if isinstance(held, list) else 0
    return places.add(body, place, {}), (*place, str(count))


def tried(view: RevisionView, one: RevisedView, body: Body) -> RevisionView:
    """The revision as it would be with a document as it is typed now."""
    return replace(view, documents={**view.documents, one.key: replace(one, body=body, digest=digest(body))})


def put_back(boxes: Iterable[form.Box], step: Step, *, conflict: bool) -> None:
    """Everything that was typed stands in its box again; on a conflict with what is stored now beside it."""
    for box in boxes:
        if box.name in step.typed.refused:
            box.errors.insert(0, step.typed.refused[box.name])
        if box.name in step.typed.changed:
            differs = not _same(box.was, step.was.get(box.name, box.was))
            box.theirs = (box.was or _("（空）")) if conflict and differs else None
            box.value = step.typed.changed[box.name]
