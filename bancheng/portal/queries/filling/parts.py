"""One part of the form as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence, Set

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.journeys.commands.filling import Saved, Typed
from bancheng.journeys.commands.starting import newer_release
from bancheng.journeys.compose import PlanField
from bancheng.journeys.compose.values import split
from bancheng.journeys.queries.drafts import DraftView, called
from bancheng.journeys.queries.several import removable
from bancheng.portal.queries.answering import title_of
from bancheng.portal.queries.filling.boxes import box
from bancheng.portal.queries.filling.known import clash, known_row, silent
from bancheng.portal.queries.filling.sections import fields_of, section_codes, section_title, tasks
from bancheng.portal.queries.filling.several import moved_rows
from bancheng.portal.queries.filling.users import used_in
from bancheng.portal.queries.finding import Page
from bancheng.ui.language import text


def form(view: DraftView, section: str, saved: Saved | None = None, posted: Typed | None = None) -> Page:
    """One part of the form: what is asked as boxes, then per subject what is known as text with its source.

    `saved` and `posted`: what became of the page that was just handed in, and what stood in it.
    """
    codes = section_codes(view)
    fields = fields_of(view, section)
    errors = dict(saved.errors) if saved else {}
    typed = dict(saved.typed) if saved else {}
    if posted:
        typed |= {path: raw for path, raw in posted.objections.items() if path in errors}
    asked = [box(view, one, errors, typed) for one in fields if _is_asked(view, one)]
    known = [one for one in fields if not (_is_asked(view, one) or _is_pending(view, one) or _not_yet(one))]
    groups: dict[str, Page] = {}
    for one in known:
        group = groups.setdefault(one.role, {"name": _role_name(view, one.role), "known": []})
        group["known"].append(known_row(view, one, group["name"], errors, typed))
    clashes = [clash(view, one, errors) for one in (saved.clashes if saved else ())]
    settled = {row["path"] for row in clashes}
    note = next((text(s.note) for s in view.journey.sections if s.code == section), "")
    return {
        "view": view,
        "name": title_of(view),
        "section": section,
        "title": section_title(view, section),
        "note": note,
        "number": codes.index(section) + 1,
        "many": len(codes),
        "asked": _by_occurrence(view, fields, [row for row in asked if row["path"] not in settled]),
        "several": any(removable(view).get(split(one.path)[0]) for one in fields),
        "moved": moved_rows(view, saved),
        "pending": list(dict.fromkeys(text(one.name) for one in fields if _is_pending(view, one))),
        "counts": _counts(view, fields),
        "groups": list(groups.values()),
        "tasks": tasks(view, section),
        "known_count": len(known),
        "used": used_in(view, [(one, text(one.name)) for one in known]),
        "errors": [{"href": _place(path, asked, settled), "text": text} for path, text in errors.items()],
        "clashes": clashes,
        "silent": silent(view),
        "newer": newer_release(view) is not None,
        "previous": _previous(view, codes, section),
    }


def _not_yet(one: PlanField) -> bool:
    """What follows from something that is still to be typed: nothing to read yet."""
    return one.source == "derived" and one.value in (None, "")


def _is_pending(view: DraftView, one: PlanField) -> bool:
    """A register will say it once the boxes of this page are filled in: there is nothing to look at yet."""
    return not _is_asked(view, one) and one.value is None and one.source.startswith("known:")


def _by_occurrence(view: DraftView, fields: Sequence[PlanField], rows: list[Page]) -> list[Page]:
    """The boxes, under the name of each where there are several of somebody: 员工1, 员工2; else under no name."""
    roles = {one.path: one.role for one in fields}
    groups: dict[str, Page] = {}
    for row in rows:
        role = roles.get(row["path"], "")
        name = _role_name(view, role) if role.endswith("]") else ""
        name = name if name != _role_name(view, role.partition("[")[0]) else ""
        groups.setdefault(name, {"name": name, "boxes": [], **_out(view, role)})["boxes"].append(row)
    return list(groups.values())


def _out(view: DraftView, who: str) -> Page:
    """Whom the button “去掉” of a group takes out; nobody where nobody can be."""
    role, number, _rest = split(who)
    declared = view.journey.subjects.get(role)
    possible = number is not None and number in removable(view).get(role, ())
    return {
        "out": who if possible else "",
        "person": declared is not None and declared.kind == "person",
    }


def _counts(view: DraftView, fields: Sequence[PlanField]) -> list[Page]:
    """Where to say that there are more or fewer of somebody on this page: the question that counts them."""
    roles = dict.fromkeys(one.role.partition("[")[0] for one in fields)
    found: list[Page] = []
    for role in roles:
        subject = view.journey.subjects.get(role)
        if subject is not None and subject.many and subject.count and not subject.listed_by:
            href = f"{reverse('answer_question', args=[view.draft_id])}?q={subject.count}"
            found.append({"name": text(subject.name or role), "href": href})
    return found


def _place(path: str, asked: Sequence[Page], settled: Set[str]) -> str:
    """Where a line of the error summary leads: the box, the choice after a clash, or the box under “这不对”."""
    if path in settled:
        return f"#id_version:{path}"
    return f"#id_{path}" if path in {row["path"] for row in asked} else f"#id_objection-{path}"


def _previous(view: DraftView, codes: list[str], section: str) -> str:
    at = codes.index(section)
    return (
        reverse("fill_form", args=[view.draft_id, codes[at - 1]])
        if at
        else reverse("answers", args=[view.draft_id])
    )


def _is_asked(view: DraftView, one: PlanField) -> bool:
    """A box: asked, or already typed by the person without contradicting a register."""
    entry = view.entries.get(one.path)
    if entry is not None:
        return entry.typed and not entry.objected
    return one.source == "asked"


def _role_name(view: DraftView, role: str) -> str:
    subject, _bracket, number = role.rstrip("]").partition("[")
    declared = view.journey.subjects.get(subject)
    if declared and declared.listed_by and declared.kind == "person":
        return called(view, role)
    name = text(declared.name or subject) if declared else _("您")
    planned = next((s for s in view.plan.subjects if s.role == subject), None)
    several = planned is not None and planned.many is not None and planned.many > 1
    return _("%(name)s%(number)s") % {"name": name, "number": number} if several and number else name
